// Oracles of corrected moments whose betas change from step to step. A corrected mean is written as what it is meant to
// be: values by weights, over the sum of the weights; nothing is raised to a power. Forms of libraries are written as those
// compute them: the uncorrected moment over 1 - b^t of the present b. Sources: as in the files of the optimizers.
import type { Like, OptimizerName } from "./case.ts";

/** The betas of each step. */
export type Betas = Readonly<Record<"b1" | "b2" | "b3", readonly number[]>>;

/** The change of one tensor's parameters at a step, from all gradients up to it; `g.at(-1)` is the step's own. */
type Change = (p: Float64Array, g: readonly Float64Array[], b: Betas) => Float64Array;

/** An optimizer, its options besides the betas, and its steps at the rate 1 of one vector. */
export interface ChangingRow {
  readonly optimizer: OptimizerName;
  readonly like: Like | undefined;
  readonly options: Readonly<Record<string, number>>;
  readonly change: Change;
  /** Whether every step has the rate's length for a constant gradient. */
  readonly isSteady: boolean;
}

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
const product = (values: readonly number[]): number => values.reduce((total, value) => total * value, 1);
const square = (value: number): number => value * value;

/** Element i of the moment as it is stored. */
function moment(values: readonly number[], b: readonly number[]): number {
  const w = weights(b);
  return sum(values.map((value, step) => w[step]! * value));
}

/** The mean: the moment over the sum of its weights. */
const mean = (values: readonly number[], b: readonly number[]): number => moment(values, b) / sum(weights(b));

/** What libraries divide by: 1 minus a power of the present value. */
const present = (b: readonly number[]): number => 1 - b.at(-1)! ** b.length;

/** A change that each element makes by itself from its own gradients. */
const each =
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
const eps = 1e-6;
const epsRoot = 1e-5;

/** Adam's direction, by exact means and as libraries have it. */
const adam = (g: readonly number[], { b1, b2 }: Betas) =>
  mean(g, b1) / (Math.sqrt(mean(squares(g), b2)) + eps);
const adamTorch = (g: readonly number[], { b1, b2 }: Betas) =>
  moment(g, b1) / present(b1) / (Math.sqrt(moment(squares(g), b2)) / Math.sqrt(present(b2)) + eps);
const adamOptax = (g: readonly number[], { b1, b2 }: Betas) =>
  moment(g, b1) / present(b1) / (Math.sqrt(moment(squares(g), b2) / present(b2) + epsRoot) + eps);
const adamKeras = (g: readonly number[], { b1, b2 }: Betas) =>
  ((Math.sqrt(present(b2)) / present(b1)) * moment(g, b1)) / (Math.sqrt(moment(squares(g), b2)) + eps);

/** What a function says of the first k steps, for every k. */
function history<T>(g: readonly number[], b: Betas, of: (g: readonly number[], b: Betas) => T): T[] {
  return g.map((_, k) => {
    const until = (list: readonly number[]) => list.slice(0, k + 1);
    return of(until(g), { b1: until(b.b1), b2: until(b.b2), b3: until(b.b3) });
  });
}

const largest = (g: readonly number[], b: Betas, of: (g: readonly number[], b: Betas) => number): number =>
  Math.max(0, ...history(g, b, of));
const second = (g: readonly number[], { b2 }: Betas): number => moment(squares(g), b2);

/** The largest gradient so far, which fades; `size` is what a gradient counts as. */
const faded = (g: readonly number[], { b2 }: Betas, size: (value: number) => number): number =>
  g.reduce((top, value, step) => Math.max(b2[step]! * top, size(value)), 0);

/** Adan: `weight` is that of the differences at a step. */
const adan =
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
const total = (b: readonly number[]): number => sum(weights(b));

/** MARS: gradients corrected by their change, clipped to norm 1. */
const gamma = 0.025;
const mars: Change = (p, g, b) => {
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
const adamMini: Change = (p, g, { b1, b2 }) => {
  const shared = g.map((row) => sum([...row].map(square)) / row.length);
  return each((own) => mean(own, b1) / (Math.sqrt(mean(shared, b2)) + eps))(p, g, { b1, b2, b3: [] });
};

/** NAdam with the growing momentum mu; `correction` is that of the second moment. */
const momentumDecay = 0.1;
const nadam =
  (correction: (b: readonly number[]) => number) =>
  (g: readonly number[], { b1, b2 }: Betas): number => {
    const grown = (step: number, b: number) => b * (1 - 0.5 * 0.96 ** (step * momentumDecay));
    const mus = b1.map((b, step) => grown(step + 1, b));
    const [mu, next, past] = [mus.at(-1)!, grown(g.length + 1, b1.at(-1)!), product(mus)];
    const m = (next * moment(g, b1)) / (1 - past * next) + ((1 - mu) * g.at(-1)!) / (1 - past);
    return m / (Math.sqrt(second(g, { b1, b2, b3: [] }) / correction(b2)) + eps);
  };
const nadamOptax = (g: readonly number[], { b1, b2 }: Betas): number => {
  const b = b1.at(-1)!;
  const m = (b * moment(g, b1)) / (1 - b ** (g.length + 1)) + ((1 - b) * g.at(-1)!) / (1 - b ** g.length);
  return m / (Math.sqrt(moment(squares(g), b2) / present(b2) + epsRoot) + eps);
};

/** RAdam; `past` is what stands for b2^t. */
const radam =
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
const presentPower = (b: readonly number[]): number => b.at(-1)! ** b.length;

/** AdaBelief: squares of what the moment does not foresee, each with `floor` added. */
const belief =
  (floor: number, corrected: (b: readonly number[]) => number) => (g: readonly number[], b: Betas) => {
    const seen = history(g, b, (until, betas) => square(until.at(-1)! - moment(until, betas.b1)));
    const s = seen.reduce((mean_, value, step) => b.b2[step]! * mean_ + (1 - b.b2[step]!) * value + floor, 0);
    return moment(g, b.b1) / corrected(b.b1) / (Math.sqrt(s / corrected(b.b2)) + eps);
  };

/** Yogi: v steps towards the square by its sign; `start` that of both moments, of m only where `ofBoth`. */
const yogi =
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
const lamb =
  (direct: typeof adam): Change =>
  (p, g, b) => {
    const r = each(direct)(p, g, b);
    const [own, length] = [Math.hypot(...p), Math.hypot(...r)];
    return own === 0 || length === 0 ? r : r.map((value) => (value * own) / length);
  };

/** AdEMAMix: the slow mean is not corrected. */
const [alpha, slow] = [5, 0.99];
const ademamix =
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

const row = (
  optimizer: OptimizerName,
  like: Like | undefined,
  change: Change,
  options: Readonly<Record<string, number>> = {},
  isSteady = false,
): ChangingRow => ({ optimizer, like, options: { eps, ...options }, change, isSteady });

const rooted = { epsRoot };
const steady = true;

/** The table, by name. */
export const changingRows: Readonly<Record<string, ChangingRow>> = {
  "adam/default": row("adam", undefined, each(adam), {}, steady),
  "adam/paper": row("adam", "paper", each(adam), {}, steady),
  "adam/textbook": row("adam", "textbook", each(adam), {}, steady),
  "adam/torch": row("adam", "torch", each(adamTorch)),
  "adam/optax": row("adam", "optax", each(adamOptax), rooted),
  "adam/keras": row("adam", "keras", each(adamKeras)),
  "adamw/default": row(
    "adamw",
    undefined,
    each((g, b, p) => adam(g, b) + 0.1 * p),
    { weightDecay: 0.1 },
  ),
  "adamw/default+steady": row("adamw", undefined, each(adam), { weightDecay: 0 }, steady),
  "adamw/torch": row(
    "adamw",
    "torch",
    each((g, b, p) => adamTorch(g, b) + 0.1 * p),
    { weightDecay: 0.1 },
  ),
  "amsgrad/default": row(
    "amsgrad",
    undefined,
    each((g, b) => mean(g, b.b1) / (Math.sqrt(largest(g, b, second) / total(b.b2)) + eps)),
    {},
    steady,
  ),
  "amsgrad/torch": row(
    "amsgrad",
    "torch",
    each(
      (g, b) => moment(g, b.b1) / present(b.b1) / (Math.sqrt(largest(g, b, second) / present(b.b2)) + eps),
    ),
  ),
  "amsgrad/keras": row(
    "amsgrad",
    "keras",
    each(
      (g, b) =>
        ((Math.sqrt(present(b.b2)) / present(b.b1)) * moment(g, b.b1)) /
        (Math.sqrt(largest(g, b, second)) + eps),
    ),
  ),
  "amsgrad/optax": row(
    "amsgrad",
    "optax",
    each((g, b) => {
      const top = largest(g, b, (until, betas) => second(until, betas) / present(betas.b2));
      return moment(g, b.b1) / present(b.b1) / (Math.sqrt(top + epsRoot) + eps);
    }),
    rooted,
  ),
  "adamax/default": row(
    "adamax",
    undefined,
    each((g, b) => mean(g, b.b1) / faded(g, b, (value) => Math.abs(value) + eps)),
    {},
    steady,
  ),
  "adamax/torch": row(
    "adamax",
    "torch",
    each((g, b) => moment(g, b.b1) / present(b.b1) / faded(g, b, (value) => Math.abs(value) + eps)),
  ),
  "adamax/keras": row(
    "adamax",
    "keras",
    each((g, b) => moment(g, b.b1) / present(b.b1) / (faded(g, b, Math.abs) + eps)),
  ),
  "adan/default": row("adan", undefined, each(adan((b2) => b2, total, 0)), {}, steady),
  "adan/optax": row("adan", "optax", each(adan((b2) => 1 - b2, present, epsRoot)), rooted),
  "mars/default": row("mars", undefined, mars, { gamma }, steady),
  "adamMini/default": row("adamMini", undefined, adamMini, {}, steady),
  "nadam/default": row("nadam", undefined, each(nadam(total)), { momentumDecay }),
  "nadam/torch": row("nadam", "torch", each(nadam(present)), { momentumDecay }),
  "nadam/optax": row("nadam", "optax", each(nadamOptax), rooted),
  "radam/default": row("radam", undefined, each(radam(product, adam, 5, "raw"))),
  "radam/paper": row("radam", "paper", each(radam(product, adam, 4, "mean"))),
  "radam/torch": row("radam", "torch", each(radam(presentPower, adamTorch, 5, "raw"))),
  "radam/optax": row("radam", "optax", each(radam(presentPower, adamOptax, 6, "mean")), {
    epsRoot,
    threshold: 6,
  }),
  "adabelief/default": row("adabelief", undefined, each(belief(eps, total))),
  "adabelief/optax": row("adabelief", "optax", each(belief(epsRoot, present)), rooted),
  "yogi/default": row("yogi", undefined, each(yogi(total, 0, "moments"))),
  "yogi/optax": row("yogi", "optax", each(yogi(present, 1e-6, "moments"))),
  "yogi/keras": row("yogi", "keras", each(yogi(present, 0, "rate"))),
  "lamb/default": row("lamb", undefined, lamb(adam)),
  "lamb/optax": row("lamb", "optax", lamb(adamOptax), rooted),
  "lamb/keras": row("lamb", "keras", lamb(adamTorch)),
  "ademamix/default": row("ademamix", undefined, each(ademamix(total, 0)), { alpha, b3: slow }),
  "ademamix/optax": row("ademamix", "optax", each(ademamix(present, epsRoot)), { alpha, b3: slow, epsRoot }),
};
