// Oracles for Schedule-Free SGD and AdamW. The parameters are y, where gradients are taken; `evaluation` gives x, their
// average. Sources: Defazio, Yang, Mehta, Mishchenko, Khaled, Cutkosky: The Road Less Scheduled, NeurIPS 2024, Algorithm 1;
// the authors' package schedulefree 1.4.1; optax.contrib.schedule_free_*; keras.optimizers.ScheduleFreeAdamW.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Weights = { learningRate: number; weightDecay: number; warmup: number; weightPower: number };
type Sgd = Weights & { momentum: number };
type Adam = Weights & { b1: number; b2: number; eps: number };
type Ranked = { r: number };

/** What a base optimizer makes of the gradient at y, the decay included. */
type Direction = (y: Float64Array, g: Float64Array, t: number) => Float64Array;

const decayed = ({ weightDecay }: { weightDecay: number }): Direction => {
  return (y, g) => g.map((value, i) => value + weightDecay * y[i]!);
};

/** Adam without its momentum. `corrected` is false where the rate carries the bias correction. */
export function rms(
  n: number,
  { b2, eps, weightDecay }: Omit<Adam, "weightPower">,
  corrected = true,
): Direction {
  const v = new Float64Array(n);
  return (y, g, t) =>
    g.map((value, i) => {
      v[i] = b2 * v[i]! + (1 - b2) * value * value;
      const vHat = corrected ? v[i]! / (1 - b2 ** t) : v[i]!;
      return value / (Math.sqrt(vHat) + eps) + weightDecay * y[i]!;
    });
}

export const ramp = (t: number, warmup: number): number => (t < warmup ? t / warmup : 1);

/** The authors' package: y is moved without forming x. `factor` scales the rate of a step. */
function authors(
  b: number,
  { warmup, weightPower, r }: Weights & Ranked,
  direction: Direction,
  factor = (_t: number): number => 1,
): Oracle {
  let z: Float64Array | undefined;
  let [t, sum, largest] = [0, 0, 0];
  return {
    step(y, g, learningRate) {
      t += 1;
      z ??= y.slice();
      const rate = learningRate * ramp(t, warmup) * factor(t);
      largest = Math.max(largest, rate);
      const weight = t ** r * largest ** weightPower;
      sum += weight;
      const c = sum === 0 ? 0 : weight / sum;
      const d = direction(y, g, t);
      for (let i = 0; i < y.length; i++) {
        y[i] = y[i]! + c * (z[i]! - y[i]!) + rate * (b * (1 - c) - 1) * d[i]!;
        z[i] = z[i]! - rate * d[i]!;
      }
    },
    evaluation: (y) => y.map((value, i) => value + (1 - 1 / b) * ((z?.[i] ?? value) - value)),
  };
}

/** optax and keras: x is derived from y and the old z, moved, and mixed with the new z. `weigh` gives c. */
function explicit(
  b: number,
  direction: Direction,
  rateOf: (learningRate: number, t: number) => number,
  weigh: (learningRate: number, t: number) => number,
  decay = 0,
): Oracle {
  let z: Float64Array | undefined;
  let t = 0;
  return {
    skip(learningRate) {
      t += 1;
      weigh(learningRate, t);
    },
    step(y, g, learningRate) {
      t += 1;
      z ??= y.slice();
      for (let i = 0; i < y.length; i++) y[i] = y[i]! - y[i]! * decay * learningRate;
      const rate = rateOf(learningRate, t);
      const c = weigh(learningRate, t);
      const d = direction(y, g, t);
      for (let i = 0; i < y.length; i++) {
        const x = (y[i]! - (1 - b) * z[i]!) / b;
        z[i] = z[i]! - rate * d[i]!;
        y[i] = b * ((1 - c) * x + c * z[i]!) + (1 - b) * z[i]!;
      }
    },
    evaluation: (y) => y.map((value, i) => (value - (1 - b) * (z?.[i] ?? value)) / b),
  };
}

/** optax: its warm-up starts at 0, and the weights see the schedule one step before the base optimizer does. */
function optax(b: number, { warmup, weightPower }: Weights, direction: Direction): Oracle {
  let [sum, largest] = [0, 0];
  return explicit(
    b,
    direction,
    (learningRate, t) => learningRate * (warmup === 0 ? 1 : ramp(t - 1, warmup)),
    (learningRate, t) => {
      largest = Math.max(largest, learningRate * ramp(t, warmup));
      sum += largest ** weightPower;
      return sum === 0 ? 0 : largest ** weightPower / sum;
    },
  );
}

/** keras: y alone decays, before all else; every step weighs the same. */
function keras(n: number, options: Omit<Adam, "weightPower">): Oracle {
  const { b1, warmup, weightDecay } = options;
  return explicit(
    b1,
    rms(n, { ...options, weightDecay: 0 }),
    (learningRate, t) => learningRate * ramp(t, warmup),
    (_, t) => 1 / t,
    weightDecay,
  );
}

const sgd = (_n: number, options: Sgd & Ranked): Oracle =>
  authors(options.momentum, options, decayed(options));
const sgdOptax = (_n: number, options: Sgd): Oracle => optax(options.momentum, options, decayed(options));
const adamw = (n: number, options: Adam & Ranked): Oracle => authors(options.b1, options, rms(n, options));
const adamwOptax = (n: number, options: Adam): Oracle => optax(options.b1, options, rms(n, options));
/** The paper's Algorithm 1: the bias correction stands in the rate, where decay and weights feel it. */
const adamwPaper = (n: number, options: Adam & Ranked): Oracle =>
  authors(options.b1, options, rms(n, options, false), (t) => Math.sqrt(1 - options.b2 ** t));

const weights = { weightDecay: 0, warmup: 0, weightPower: 2 };
const warm = { weightDecay: 0.2, warmup: 15, weightPower: 1.5 };
const usualSgd = { learningRate: 1, momentum: 0.9, ...weights };
const quickSgd = { learningRate: 0.05, momentum: 0.7, ...warm };
const base = { learningRate: 0.0025, b1: 0.9, b2: 0.999, eps: 1e-8 };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.9, eps: 1e-6 };
const usual = { ...base, ...weights };
const quickAdamw = { ...quick, ...warm };

/** The table's rows for `scheduleFreeSgd` and `scheduleFreeAdamw`. */
export const scheduleFreeCases: Record<string, OracleCase> = {
  "scheduleFreeSgd/default": oracleCase("scheduleFreeSgd", undefined, { ...usualSgd, r: 0 }, sgd),
  "scheduleFreeSgd/default+warmup": oracleCase("scheduleFreeSgd", undefined, { ...quickSgd, r: 1 }, sgd),
  "scheduleFreeSgd/optax": oracleCase("scheduleFreeSgd", "optax", usualSgd, sgdOptax),
  "scheduleFreeSgd/optax+start": oracleCase("scheduleFreeSgd", "optax", { ...usualSgd, warmup: 1 }, sgdOptax),
  "scheduleFreeSgd/optax+warmup": oracleCase("scheduleFreeSgd", "optax", quickSgd, sgdOptax),
  "scheduleFreeAdamw/default": oracleCase("scheduleFreeAdamw", undefined, { ...usual, r: 0 }, adamw),
  "scheduleFreeAdamw/default+warmup": oracleCase(
    "scheduleFreeAdamw",
    undefined,
    { ...quickAdamw, r: 1 },
    adamw,
  ),
  "scheduleFreeAdamw/paper": oracleCase("scheduleFreeAdamw", "paper", { ...usual, r: 0 }, adamwPaper),
  "scheduleFreeAdamw/paper+warmup": oracleCase(
    "scheduleFreeAdamw",
    "paper",
    { ...quickAdamw, r: 1 },
    adamwPaper,
  ),
  "scheduleFreeAdamw/optax": oracleCase("scheduleFreeAdamw", "optax", usual, adamwOptax),
  "scheduleFreeAdamw/optax+start": oracleCase(
    "scheduleFreeAdamw",
    "optax",
    { ...usual, warmup: 1 },
    adamwOptax,
  ),
  "scheduleFreeAdamw/optax+warmup": oracleCase("scheduleFreeAdamw", "optax", quickAdamw, adamwOptax),
  "scheduleFreeAdamw/keras": oracleCase(
    "scheduleFreeAdamw",
    "keras",
    { ...base, weightDecay: 0, warmup: 0 },
    keras,
  ),
  "scheduleFreeAdamw/keras+warmup": oracleCase(
    "scheduleFreeAdamw",
    "keras",
    { ...quick, weightDecay: 0.2, warmup: 15 },
    keras,
  ),
};
