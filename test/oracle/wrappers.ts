// Oracles for wrappers but Lookahead and SAM: averages of the parameters around SGD with momentum, masks and accumulation
// around Adam. Sources: Polyak, Juditsky: Acceleration of Stochastic Approximation by Averaging, SIAM Journal on Control and
// Optimization 30 (1992), equation 2; torch.optim.swa_utils, whose average starts at the parameters; Liang, Chen, Liu, Liu:
// Cautious Optimizers, 2024, Algorithm 1; optax.MultiSteps.
import { adamCases } from "./adam.ts";
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { sgdCases } from "./sgd.ts";
import { spans } from "./tensors.ts";

type Momentum = { learningRate: number; momentum: number };
type Adam = { learningRate: number; b1: number; b2: number; eps: number };
type Mean = Momentum & { decay: number; debias: boolean };

const sgd = (n: number, { momentum }: Momentum): Oracle => sgdCases["sgd/default"]!.create(n, { momentum });
const adam = (n: number, { b1, b2, eps }: Adam): Oracle =>
  adamCases["adam/default"]!.create(n, { b1, b2, eps });

/** The mean starts at the parameters, or at 0 and is corrected for it. */
function emaParams(n: number, { decay, debias, ...options }: Mean): Oracle {
  const inner = sgd(n, options);
  let mean: Float64Array | undefined;
  let t = 0;
  return {
    step(p, g, learningRate) {
      mean ??= debias ? new Float64Array(n) : p.slice();
      t += 1;
      inner.step(p, g, learningRate);
      for (let i = 0; i < n; i++) mean[i] = decay * mean[i]! + (1 - decay) * p[i]!;
    },
    evaluation: (p) => mean?.map((value) => (debias ? value / (1 - decay ** t) : value)) ?? p.slice(),
  };
}

/**
 * swa_utils.AveragedModel, whose first update copies the parameters, and keras' use_ema, whose momentum is 0 at iteration 0:
 * the mean starts at the parameters after the first step.
 */
function emaParamsLibrary(n: number, { decay, ...options }: Momentum & { decay: number }): Oracle {
  const inner = sgd(n, options);
  let mean: Float64Array | undefined;
  return {
    step(p, g, learningRate) {
      inner.step(p, g, learningRate);
      mean = mean ? mean.map((value, i) => value + (1 - decay) * (p[i]! - value)) : p.slice();
    },
    evaluation: (p) => mean?.slice() ?? p.slice(),
  };
}

/** The mean of the parameters after all steps but the first `start`; before there are any, the parameters. */
function polyakAverage(n: number, { start, ...options }: Momentum & { start: number }): Oracle {
  const inner = sgd(n, options);
  const sum = new Float64Array(n);
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      inner.step(p, g, learningRate);
      if (t > start) for (let i = 0; i < n; i++) sum[i] = sum[i]! + p[i]!;
    },
    evaluation: (p) => (t > start ? sum.map((value) => value / (t - start)) : p.slice()),
  };
}

/** Of the inner step, the elements that go down along the gradient. Adam's step does not depend on the parameters. */
function cautious(n: number, options: Adam, shapes: Shapes): Oracle {
  const inner = adam(n, options);
  return {
    step(p, g, learningRate) {
      const update = new Float64Array(n);
      inner.step(update, g, learningRate);
      const kept = update.map((value, i) => (value * g[i]! < 0 ? 1 : 0));
      for (const { at, size } of spans(shapes)) {
        const mean = kept.subarray(at, at + size).reduce((sum, value) => sum + value, 0) / size;
        for (let i = at; i < at + size; i++) p[i] = p[i]! + (update[i]! * kept[i]!) / Math.max(mean, 1e-3);
      }
    },
  };
}

/** One inner step on the mean of `every` gradients, or of those that there are. */
function accumulate(n: number, { every, ...options }: Adam & { every: number }): Oracle {
  const inner = adam(n, options);
  let given: Float64Array[] = [];
  let taken = 0;
  const flush = (p: Float64Array, learningRate: number): void => {
    const { length } = given;
    if (length === 0) return;
    const mean = new Float64Array(n).map((_, i) => given.reduce((sum, row) => sum + row[i]!, 0) / length);
    inner.step(p, mean, learningRate);
    given = [];
    taken += 1;
  };
  return {
    get taken() {
      return taken;
    },
    step(p, g, learningRate) {
      given.push(g.slice());
      if (given.length >= every) flush(p, learningRate);
    },
    flush,
  };
}

const heavy = { learningRate: 0.01, momentum: 0.9 };
const bare = { ...heavy, momentum: 0 };
const usual = { learningRate: 0.01, b1: 0.9, b2: 0.999, eps: 1e-8 };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.9, eps: 1e-6 };
const started = { ...heavy, decay: 0.999, debias: false };
const corrected = { ...heavy, decay: 0.9, debias: true };

/** The table's rows for wrappers. */
export const wrapperCases: Record<string, OracleCase> = {
  "emaParams/default": oracleCase("emaParams", undefined, started, emaParams, { drifts: true }),
  "emaParams/default+decay": oracleCase("emaParams", undefined, { ...started, decay: 0.9 }, emaParams),
  "emaParams/default+debias": oracleCase("emaParams", undefined, corrected, emaParams),
  "emaParams/default+debias+decay": oracleCase(
    "emaParams",
    undefined,
    { ...corrected, decay: 0.999 },
    emaParams,
    { drifts: true },
  ),
  "emaParams/torch": oracleCase("emaParams", "torch", { ...bare, decay: 0.999 }, emaParamsLibrary, {
    drifts: true,
  }),
  "emaParams/keras": oracleCase("emaParams", "keras", { ...bare, decay: 0.99 }, emaParamsLibrary),
  "emaParams/keras+decay": oracleCase(
    "emaParams",
    "keras",
    { learningRate: 0.1, momentum: 0, decay: 0.8 },
    emaParamsLibrary,
  ),
  "polyakAverage/default": oracleCase("polyakAverage", undefined, { ...heavy, start: 0 }, polyakAverage, {
    drifts: true,
  }),
  "polyakAverage/default+start": oracleCase(
    "polyakAverage",
    undefined,
    { ...heavy, start: 10 },
    polyakAverage,
  ),
  "polyakAverage/default+late": oracleCase(
    "polyakAverage",
    undefined,
    { ...heavy, start: 1e3 },
    polyakAverage,
  ),
  "cautious/default": oracleCase("cautious", undefined, usual, cautious, { wide: true }),
  "cautious/default+betas": oracleCase("cautious", undefined, quick, cautious),
  "accumulate/default": oracleCase("accumulate", undefined, { ...usual, every: 4 }, accumulate, {
    flushes: true,
  }),
  "accumulate/default+every": oracleCase("accumulate", undefined, { ...quick, every: 2 }, accumulate),
};
