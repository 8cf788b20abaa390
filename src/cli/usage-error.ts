/**
 * Wrong input on the command line, as opposed to a failure of the program: shown as one line, exit code 2.
 */

/** Unusable input from the user; the message says what was given, what was expected, and what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * The candidate that was probably meant by `given`, with at most half of its letters wrong, or undefined.
 * Levenshtein 1966, by the usual two-row recurrence.
 */
export function nearest(given: string, candidates: readonly string[]): string | undefined {
  const distance = (a: string, b: string): number => {
    let row = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
        next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
      }
      row = next;
    }
    return row.at(-1)!;
  };
  const ranked = candidates
    .map((candidate) => ({ candidate, wrong: distance(given.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.wrong - b.wrong);
  const best = ranked[0];
  return best && best.wrong <= Math.ceil(given.length / 2) ? best.candidate : undefined;
}

/** `unknown WHAT "given"`, with the nearest of the candidates and all of them. */
export function unknown(what: string, given: string, candidates: readonly string[]): UsageError {
  const meant = nearest(given, candidates);
  const hint = meant ? ` (did you mean "${meant}"?)` : "";
  const known = candidates.length > 0 ? `there are: ${candidates.join(", ")}` : "there are none";
  return new UsageError(`unknown ${what} "${given}"${hint}; ${known}`);
}
