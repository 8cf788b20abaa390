// Compares the oracles with what the real libraries computed, in float64. This is what makes the oracles trustworthy;
// it says nothing of the library itself.
import { describe, expect, test } from "vitest";
import { defaults, type Options, oracles } from "../oracle/index.ts";
import { type Golden, golden, problem, worstError } from "./golden.ts";

/** Two programs that round in a different order part by about 1e-14 here (measured: 1.2e-14 at most). */
const tolerance = 1e-12;

/** The error of an oracle's case, under a record's options, against that record. */
function errorOf(name: string, record: Golden, options: Options = record.options): number {
  const p = Float64Array.from(problem.start);
  const oracle = oracles[name]!.create(p.length, options);
  return worstError(record, (g, learningRate) => {
    oracle.step(p, g, learningRate);
    return p;
  });
}

const keys = Object.keys(golden);

describe("an oracle computes what the library computes", () => {
  test.each(keys)("%s", (key) => {
    const record = golden[key]!;
    expect(Object.keys(record.after)).toEqual(["1", "2", "3", "10", "50", "100"]);
    expect(oracles[record.case]!.options).toEqual(record.options);
    expect(errorOf(record.case, record)).toBeLessThan(tolerance);
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
    const stated = Object.keys(record.options).filter((name) => name in record.defaults!);
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
  ])("%s is not %s with %o", (key, name, changed) => {
    const record = golden[key]!;
    expect(errorOf(name, record, { ...record.options, ...changed })).toBeGreaterThan(1e-9);
  });
});
