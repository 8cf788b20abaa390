/**
 * Suggestions for an unknown name: another spelling of a known one, a name that other libraries
 * use for it, or one that differs by a few letters.
 */

/** Names of other libraries and papers, in small letters without signs, and ours for them. */
const others: readonly (readonly [theirs: string, ours: string])[] = [
  ["lr rate eta eta0 alpha stepsize learnrate baselr maxlr initlr", "learningRate init peak"],
  ["betas beta1 beta2 beta3", "b1 b2 b3"],
  ["beta mu", "momentum b1 beta"],
  ["epsilon eps1 delta", "eps"],
  ["wd l2 decay lambda regularization", "weightDecay"],
  ["alpha rho gamma smoothing b2 beta2", "decay rho"],
  ["gamma factor drop", "decayRate"],
  ["initialaccumulatorvalue", "initialAccumulator initialScale"],
  ["filter mask include pattern params", "where"],
  ["form variant library framework preset", "like"],
  ["k steps n number accumulationsteps accumulate", "every syncPeriod"],
  ["maxiter maxiterations iterations epochs totalsteps numsteps tmax", "steps total"],
  ["stepsize decaysteps transitionsteps", "steps"],
  ["warmupsteps numwarmupsteps", "warmup"],
  ["tol gtol ftol xtol eps", "tolerance"],
  ["initialvalue initvalue startvalue start lr baselr", "init"],
  ["etamin minlr endvalue finalvalue", "end"],
  ["peakvalue maxvalue", "peak"],
  ["backend target platform", "device"],
  ["numthreads nthreads workers concurrency", "threads"],
];

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The number of insertions, deletions, changes and swaps of neighbours between two texts. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(above[j]! + 1, row[j - 1]! + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, above] = [above, row];
  }
  return above[b.length]!;
}

/** The known names nearest to a misspelt one, several if equally near, or those that it begins; none if nothing is near. */
export function nearest(name: string, known: readonly string[]): string[] {
  // A very long name is not a misspelt one: do not spend time on it.
  if (name.length > 100) return [];
  const distances = known.map((other) => distance(name.toLowerCase(), other.toLowerCase()));
  const least = Math.min(...distances);
  if (least > Math.max(1, Math.floor(name.length / 3))) {
    const begun = name.length > 2 ? known.filter((other) => other.startsWith(name.toLowerCase())) : [];
    return begun.slice(0, 3);
  }
  return known.filter((_, index) => distances[index] === least).slice(0, 3);
}

/** What was probably meant by a name: an option by its name elsewhere, or whatever is nearest. */
export function meant(name: string, known: readonly string[]): readonly string[] {
  const spelt = plain(name);
  const same = known.filter((other) => plain(other) === spelt);
  if (same.length) return same;
  const ours = others.flatMap(([theirs, names]) =>
    theirs.split(" ").includes(spelt) ? names.split(" ") : [],
  );
  const found = known.filter((other) => ours.includes(other));
  // `beta1` means one of them, `betas` all.
  const digit = /\d$/.exec(spelt)?.[0];
  const numbered = found.filter((other) => digit && other.endsWith(digit));
  if (numbered.length) return numbered;
  return found.length ? found : nearest(name, known);
}

/** A question to end a message with: `; did you mean b1, b2?`. Empty where nothing is near. */
export function question(name: string, known: readonly string[], find = meant): string {
  const found = find(name, known);
  return found.length ? `; did you mean ${found.join(", ")}?` : "";
}
