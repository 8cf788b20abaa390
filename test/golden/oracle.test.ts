// Compares the oracles with what the real libraries computed, in float64. This is what makes the oracles trustworthy;
// it says nothing of the library itself.
import { describe, expect, test } from "vitest";
import { defaults, type Options, oracles } from "../oracle/index.ts";
import { type Golden, golden, worstError } from "./golden.ts";

/** Two programs that round in a different order part by about 1e-14 here (measured: 6e-14 at most, one Prodigy's 3e-13). */
const tolerance = 1e-12;

/**
 * RAdam's length subtracts two numbers near 2/(1 - b2), which magnifies the rounding of b2^t tens of thousands of
 * times in the first steps at b2 = .999, and XLA's powers are products (measured: 4.2e-12, and 8e-15 with such powers here).
 */
const illConditioned: Readonly<Record<string, number>> = {
  "radam/optax": 1e-11,
  "radam/optax+epsRoot": 1e-11,
  "radam/paper": 1e-11,
};

/** The error of an oracle's case, under a record's options, against that record. */
function errorOf(name: string, record: Golden, options: Options = record.options): number {
  const p = Float64Array.from(record.problem.start);
  const oracle = oracles[name]!.create(p.length, options, Object.values(record.problem.shapes));
  return worstError(record, (g, learningRate, loss) => {
    oracle.step(p, g, learningRate, loss);
    return p;
  });
}

/** The error of the parameters to evaluate with. */
function evaluationError(record: Golden): number {
  const p = Float64Array.from(record.problem.start);
  const oracle = oracles[record.case]!.create(p.length, {}, Object.values(record.problem.shapes));
  return worstError({ ...record, after: record.evaluation! }, (g, learningRate, loss) => {
    oracle.step(p, g, learningRate, loss);
    return oracle.evaluation!(p);
  });
}

const keys = Object.keys(golden);

describe("an oracle computes what the library computes", () => {
  test.each(keys)("%s", (key) => {
    const record = golden[key]!;
    expect(Object.keys(record.after)).toEqual(["1", "2", "3", "10", "50", "100"]);
    expect(oracles[record.case]!.options).toEqual(record.options);
    expect(errorOf(record.case, record)).toBeLessThan(illConditioned[record.case] ?? tolerance);
  });

  test.each(keys.filter((key) => golden[key]!.evaluation))("%s: what it evaluates with", (key) => {
    expect(evaluationError(golden[key]!)).toBeLessThan(tolerance);
  });

  test("every case of torch, optax and keras has a golden vector", () => {
    const covered = new Set(keys.map((key) => golden[key]!.case));
    const missing = Object.entries(oracles).filter(
      ([name, { like }]) => (like === "torch" || like === "optax" || like === "keras") && !covered.has(name),
    );
    expect(missing.map(([name]) => name)).toEqual([]);
  });
});

describe("the table of defaults is what the constructors say", () => {
  test.each(keys.filter((key) => golden[key]!.defaults))("%s", (key) => {
    const record = golden[key]!;
    const table = defaults[record.case.split("+")[0]!]!;
    expect(record.defaults).toMatchObject(table);
    // What a form without the variant does not have is off by default.
    const [form] = record.case.split("+");
    const isOwn = (name: string) => name in oracles[form!]!.options;
    const stated = Object.keys(record.options).filter((name) => name in record.defaults! && isOwn(name));
    const added = Object.keys(record.options).filter((name) => !isOwn(name));
    for (const name of added) expect(record.defaults![name] || 0, name).toBe(0);
    expect(Object.keys(table).sort()).toEqual(stated.sort());
  });
});

describe("the vectors tell apart what is easily confused", () => {
  test.each<[string, string, Options]>([
    ["torch/adam", "adam/keras", {}],
    ["keras/adam", "adam/torch", {}],
    ["torch/adam", "adam/torch", { eps: 1e-7 }],
    ["torch/amsgrad-betas", "adam/torch", {}],
    ["torch/amsgrad-betas", "amsgrad/optax", { epsRoot: 0 }],
    ["optax/amsgrad-betas", "amsgrad/torch", {}],
    ["optax/amsgrad-paper", "amsgrad/torch", {}],
    ["torch/adamw", "adam/torch", {}],
    ["torch/adamw-betas", "adamw/paper", {}],
    ["optax/yogi", "yogi/default", { v0: 1e-6 }],
    ["optax/yogi-textbook", "yogi/default", { v0: 1e-6 }],
    ["keras/yogi", "yogi/default", {}],
    ["keras/yogi-tanh", "yogi/keras", { activation: "sign" }],
    ["keras/sgd-momentum", "sgd/torch", { dampening: 0, weightDecay: 0 }],
    ["keras/sgd-momentum-weightDecay", "sgd/torch", { dampening: 0 }],
    ["torch/sgd-dampening", "sgd/torch", { dampening: 0 }],
    ["optax/rmsprop", "rmsprop/torch", {}],
    ["optax/rmsprop-momentum", "rmsprop/torch", {}],
    ["optax/rmsprop-nesterov", "rmsprop/optax", { nesterov: false }],
    ["optax/adagrad", "adagrad/torch", { lrDecay: 0 }],
    ["torch/adagrad-lrDecay", "adagrad/torch", { lrDecay: 0 }],
    ["torch/adamax-betas", "adamax/keras", {}],
    ["keras/adamax-betas", "adamax/torch", {}],
    ["optax/adamax-betas", "adamax/paper", {}],
    ["keras/nadam", "nadam/torch", { momentumDecay: 0.004 }],
    ["torch/nadam", "nadam/optax", { epsRoot: 0 }],
    ["optax/nadam", "adam/optax", {}],
    ["torch/nadamw", "nadamw/torch", { weightDecay: 0 }],
    ["torch/radam-betas", "radam/optax", { epsRoot: 0, threshold: 5 }],
    ["torch/radam-betas", "radam/paper", {}],
    ["optax/radam-betas", "radam/torch", {}],
    ["optax/radam-threshold", "radam/optax", { threshold: 5 }],
    ["authors/adabelief-betas", "adam/torch", {}],
    ["authors/adabelief-betas", "adabelief/optax", { epsRoot: 0 }],
    ["optax/adabelief-epsRoot", "adabelief/default", {}],
    ["authors/adan", "adan/optax", { epsRoot: 0 }],
    ["optax/adan-betas", "adan/default", {}],
    ["authors/adan-weightDecay", "adan/default", { weightDecay: 0 }],
    ["authors/ademamix", "ademamix/default", { alpha: 0 }],
    ["authors/ademamix-warmup", "ademamix/default", { warmup: 1 }],
    ["authors/ademamix-warmup", "ademamix/default", { warmup: 63 }],
    ["authors/adopt", "adopt/default", { clipping: false }],
    ["authors/adopt-betas", "adopt/default", { weightDecay: 0.2 }],
    ["authors/prodigy", "prodigy/optax", {}],
    ["authors/prodigy-biasCorrection", "prodigy/default", { biasCorrection: false }],
    ["authors/prodigy-safeguardWarmup", "prodigy/default", { safeguardWarmup: false }],
    ["authors/prodigy-growthRate", "prodigy/default", { growthRate: Infinity }],
    ["authors/prodigy-weightDecay", "prodigy/default", { weightDecay: 0 }],
    ["optax/prodigy-weightDecay", "prodigy/optax", { weightDecay: 0 }],
    ["optax/prodigy-safeguardWarmup", "prodigy/optax", { safeguardWarmup: false }],
    ["authors/dadaptAdam", "dadaptAdam/optax", {}],
    ["authors/dadaptAdam-growthRate-weightDecay", "dadaptAdam/default", { growthRate: Infinity }],
    ["keras/lion-betas", "lion/keras", { weightDecay: 0 }],
    ["optax/lamb-epsRoot", "lamb/optax", { epsRoot: 0 }],
    ["keras/lamb-betas", "lamb/default", {}],
    ["optax/lars-weightDecay", "lars/paper", {}],
    ["optax/lars-nesterov", "lars/optax", { nesterov: false }],
    ["authors/novograd", "novograd/default", { eps: 1e-6 }],
    ["optax/fromage", "fromage/default", {}],
    ["authors/madgrad", "madgrad/torch", {}],
    ["authors/madgrad-torch", "madgrad/default", {}],
    ["authors/mars", "mars/default", { gamma: 0 }],
    ["torch/rprop-bounds", "rprop/torch", { maxStepSize: 50 }],
    ["torch/rprop-bounds", "rprop/torch", { minStepSize: 1e-6 }],
    ["optax/signum-default", "signSgd/default", {}],
    ["optax/polyakSgd-options", "polyakSgd/default", {}],
    ["authors/scheduleFreeAdamw-paper", "scheduleFreeAdamw/default", {}],
    ["authors/scheduleFreeAdamw-warmup", "scheduleFreeAdamw/default", { r: 0 }],
    ["optax/scheduleFreeAdamw-warmup", "scheduleFreeAdamw/default", { r: 0 }],
    ["keras/scheduleFreeAdamw-warmup", "scheduleFreeAdamw/optax", { weightPower: 0 }],
    ["optax/scheduleFreeSgd-warmup", "scheduleFreeSgd/default", { r: 0 }],
    ["optax/sm3", "sm3/default", { eps: 0 }],
    ["torch/adafactor-options", "adafactor/paper", {}],
    ["keras/adafactor-options", "adafactor/paper", {}],
    ["optax/adafactor-factored", "adafactor/optax", { minDimSizeToFactor: 3 }],
    ["authors/adamMini", "adamMini/default", { blocks: "tensor" }],
    ["authors/adamMini-tensor", "adamMini/default", { blocks: "rows" }],
    ["authors/adamMini", "adam/torch", {}],
    ["torch/clipByGlobalNorm", "clipByGlobalNorm/optax", {}],
    ["optax/clipByGlobalNorm", "clipByNorm/default", {}],
    ["optax/clipByBlockRms-default", "clipByNorm/default", { maxNorm: 1 }],
    ["optax/adaptiveGradClip-default-columns", "adaptiveGradClip/default", { units: "rows" }],
    ["optax/adaptiveGradClip-default-columns", "adaptiveGradClip/default", { eps: 1e-3 }],
    ["optax/ema-default", "ema/default", { debias: false }],
    ["optax/trace-default-nesterov", "trace/default", { nesterov: false }],
    ["optax/trace-default", "ema/default", { decay: 0.9, debias: false }],
    ["optax/reduceOnPlateau", "reduceOnPlateau/torch", {}],
    ["optax/reduceOnPlateau-default-averaged", "reduceOnPlateau/default", { accumulationSize: 1 }],
    ["torch/reduceOnPlateau-cooldown", "reduceOnPlateau/torch", { cooldown: 0 }],
    ["optax/accumulate-default", "accumulate/default", { every: 2 }],
  ])("%s is not %s with %o", (key, name, changed) => {
    const record = golden[key]!;
    expect(errorOf(name, record, { ...record.options, ...changed })).toBeGreaterThan(1e-9);
  });
});
