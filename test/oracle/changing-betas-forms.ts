// Oracles of corrected moments whose betas change from step to step. A corrected mean is written as what it is meant to
// be: values by weights, over the sum of the weights; nothing is raised to a power. Forms of libraries are written as those
// compute them: the uncorrected moment over 1 - b^t of the present b. Sources: as in the files of the optimizers.

/** The betas of each step. */
export type Betas = Readonly<Record<"b1" | "b2" | "b3", readonly number[]>>;

/** The change of one tensor's parameters at a step, from all gradients up to it; `g.at(-1)` is the step's own. */
export type Change = (p: Float64Array, g: readonly Float64Array[], b: Betas) => Float64Array;

/** The weight that each value has in a mean which starts at 0: (1 - b) of its step times all b after it. */
function weights(b: readonly number[]): number[] {
  const found = new Array<number>(b.length);
  let after = 1;
  for (let step = b.length - 1; step >= 0; step--) {
    found[step] = (1 - b[step]!) * after;
    after *= b[step]!;
  }
  return found;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const product = (values: readonly number[]): number =>
  values.reduce((total, value) => total * value, 1);
const square = (value: number): number => value * value;

/** Element i of the moment as it is stored. */
export function moment(values: readonly number[], b: readonly number[]): number {
  const w = weights(b);
  return sum(values.map((value, step) => w[step]! * value));
}

/** The mean: the moment over the sum of its weights. */
export const mean = (values: readonly number[], b: readonly number[]): number =>
  moment(values, b) / sum(weights(b));

/** What libraries divide by: 1 minus a power of the present value. */
export const present = (b: readonly number[]): number => 1 - b.at(-1)! ** b.length;

/** A change that each element makes by itself from its own gradients. */
export const each =
  (of: (g: readonly number[], b: Betas, p: number) => number): Change =>
  (p, g, b) =>
    p.map((value, i) =>
      of(
        g.map((row) => row[i]!),
        b,
        value,
      ),
    );

const squares = (g: readonly number[]): number[] => g.map(square);
export const eps = 1e-6;
export const epsRoot = 1e-5;

/** Adam's direction, by exact means and as libraries have it. */
export const adam = (g: readonly number[], { b1, b2 }: Betas) =>
  mean(g, b1) / (Math.sqrt(mean(squares(g), b2)) + eps);
export const adamTorch = (g: readonly number[], { b1, b2 }: Betas) =>
  moment(g, b1) / present(b1) / (Math.sqrt(moment(squares(g), b2)) / Math.sqrt(present(b2)) + eps);
export const adamOptax = (g: readonly number[], { b1, b2 }: Betas) =>
  moment(g, b1) / present(b1) / (Math.sqrt(moment(squares(g), b2) / present(b2) + epsRoot) + eps);
export const adamKeras = (g: readonly number[], { b1, b2 }: Betas) =>
  ((Math.sqrt(present(b2)) / present(b1)) * moment(g, b1)) / (Math.sqrt(moment(squares(g), b2)) + eps);

/** What a function says of the first k steps, for every k. */
function history<T>(g: readonly number[], b: Betas, of: (g: readonly number[], b: Betas) => T): T[] {
  return g.map((_, k) => {
    const until = (list: readonly number[]) => list.slice(0, k + 1);
    return of(until(g), { b1: until(b.b1), b2: until(b.b2), b3: until(b.b3) });
  });
}

export const largest = (
  g: readonly number[],
  b: Betas,
  of: (g: readonly number[], b: Betas) => number,
): number => Math.max(0, ...history(g, b, of));
export const second = (g: readonly number[], { b2 }: Betas): number => moment(squares(g), b2);

/** The largest gradient so far, which fades; `size` is what a gradient counts as. */
export const faded = (g: readonly number[], { b2 }: Betas, size: (value: number) => number): number =>
  g.reduce((top, value, step) => Math.max(b2[step]! * top, size(value)), 0);

/** LaProp: the mean of gradients, each over the root of the mean of squares up to it. With a constant rate its forms agree. */
export const laprop = (g: readonly number[], b: Betas): number => {
  const normalized = history(
    g,
    b,
    (until, { b2 }) => until.at(-1)! / (Math.sqrt(mean(squares(until), b2)) + eps),
  );
  return mean(normalized, b.b1);
};

/** Adan: `weight` is that of the differences at a step. */
export const adan =
  (weight: (b2: number) => number, corrected: (b: readonly number[]) => number, root: number) =>
  (g: readonly number[], { b1, b2, b3 }: Betas): number => {
    const d = g.map((value, step) => (step === 0 ? 0 : value - g[step - 1]!));
    const ahead = moment(g, b1) / corrected(b1) + (weight(b2.at(-1)!) * moment(d, b2)) / corrected(b2);
    const n = moment(
      g.map((value, step) => square(value + weight(b2[step]!) * d[step]!)),
      b3,
    );
    return ahead / (Math.sqrt(n / corrected(b3) + root) + eps);
  };
export const total = (b: readonly number[]): number => sum(weights(b));

/** MARS: gradients corrected by their change, clipped to norm 1. */
export const gamma = 0.025;
export const mars: Change = (p, g, b) => {
  const clipped = g.map((row, step) => {
    const b1 = b.b1[step]!;
    const c = row.map(
      (value, i) => value + gamma * (b1 / (1 - b1)) * (value - (step === 0 ? 0 : g[step - 1]![i]!)),
    );
    const norm = Math.hypot(...c);
    return norm > 1 ? c.map((value) => value / norm) : c;
  });
  return each(adam)(p, clipped, b);
};

/** Adam-mini on a vector: all elements share the mean of squares. */
export const adamMini: Change = (p, g, { b1, b2 }) => {
  const shared = g.map((row) => sum([...row].map(square)) / row.length);
  return each((own) => mean(own, b1) / (Math.sqrt(mean(shared, b2)) + eps))(p, g, { b1, b2, b3: [] });
};

/** NAdam with the growing momentum mu; `correction` is that of the second moment. */
export const momentumDecay = 0.1;
export const nadam =
  (correction: (b: readonly number[]) => number) =>
  (g: readonly number[], { b1, b2 }: Betas): number => {
    const grown = (step: number, b: number) => b * (1 - 0.5 * 0.96 ** (step * momentumDecay));
    const mus = b1.map((b, step) => grown(step + 1, b));
    const [mu, next, past] = [mus.at(-1)!, grown(g.length + 1, b1.at(-1)!), product(mus)];
    const m = (next * moment(g, b1)) / (1 - past * next) + ((1 - mu) * g.at(-1)!) / (1 - past);
    return m / (Math.sqrt(second(g, { b1, b2, b3: [] }) / correction(b2)) + eps);
  };
export const nadamOptax = (g: readonly number[], { b1, b2 }: Betas): number => {
  const b = b1.at(-1)!;
  const m = (b * moment(g, b1)) / (1 - b ** (g.length + 1)) + ((1 - b) * g.at(-1)!) / (1 - b ** g.length);
  return m / (Math.sqrt(moment(squares(g), b2) / present(b2) + epsRoot) + eps);
};

/** RAdam; `past` is what stands for b2^t. */
export const radam =
  (past: (b: readonly number[]) => number, direct: typeof adam, threshold: number, scale: "raw" | "mean") =>
  (g: readonly number[], b: Betas): number => {
    const longest = 2 / (1 - b.b2.at(-1)!) - 1;
    const p2 = past(b.b2);
    const rho = longest - (2 * g.length * p2) / (1 - p2);
    const m = moment(g, b.b1) / (1 - past(b.b1));
    if (rho <= threshold) return m;
    const r = Math.sqrt(((rho - 4) * (rho - 2) * longest) / ((longest - 4) * (longest - 2) * rho));
    return scale === "mean"
      ? r * direct(g, b)
      : (r * m * Math.sqrt(1 - p2)) / (Math.sqrt(second(g, b)) + eps);
  };
export const presentPower = (b: readonly number[]): number => b.at(-1)! ** b.length;

/** AdaBelief: squares of what the moment does not foresee, each with `floor` added. */
export const belief =
  (floor: number, corrected: (b: readonly number[]) => number) => (g: readonly number[], b: Betas) => {
    const seen = history(g, b, (until, betas) => square(until.at(-1)! - moment(until, betas.b1)));
    const s = seen.reduce((mean_, value, step) => b.b2[step]! * mean_ + (1 - b.b2[step]!) * value + floor, 0);
    return moment(g, b.b1) / corrected(b.b1) / (Math.sqrt(s / corrected(b.b2)) + eps);
  };

/** Yogi: v steps towards the square by its sign; `start` that of both moments, of m only where `ofBoth`. */
export const yogi =
  (corrected: (b: readonly number[]) => number, m0: number, form: "moments" | "rate") =>
  (g: readonly number[], { b1, b2 }: Betas): number => {
    const v = g.reduce((kept, value, step) => {
      const g2 = square(value);
      return kept - (1 - b2[step]!) * Math.sign(kept - g2) * g2;
    }, 1e-6);
    const m = moment(g, b1) + m0 * product(b1);
    if (form === "rate") return ((Math.sqrt(corrected(b2)) / corrected(b1)) * m) / (Math.sqrt(v) + eps);
    return m / corrected(b1) / (Math.sqrt(v / corrected(b2)) + eps);
  };

/** LAMB on one vector: a share of its own norm along Adam's direction. */
export const lamb =
  (direct: typeof adam): Change =>
  (p, g, b) => {
    const r = each(direct)(p, g, b);
    const [own, length] = [Math.hypot(...p), Math.hypot(...r)];
    return own === 0 || length === 0 ? r : r.map((value) => (value * own) / length);
  };

/** AdEMAMix: the slow mean is not corrected. */
export const [alpha, slow] = [5, 0.99];
export const ademamix =
  (corrected: (b: readonly number[]) => number, root: number) => (g: readonly number[], b: Betas) => {
    const m2 = moment(
      g,
      g.map(() => slow),
    );
    return (
      (moment(g, b.b1) / corrected(b.b1) + alpha * m2) /
      (Math.sqrt(second(g, b) / corrected(b.b2) + root) + eps)
    );
  };
