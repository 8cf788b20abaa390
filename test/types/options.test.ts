/** Options and names that an optimizer does not have fail in the TypeScript compiler; what is right compiles. */
import { beforeAll, describe, expect, test } from "vitest";
import { diagnose } from "./diagnose.ts";

const source = (lines: string) => `
  import * as glissade from "../../src/index.ts";
  import type { Descent, Optimizer } from "../../src/index.ts";
  const { accumulate, adam, adamw, chain, clip, clipByGlobalNorm, cosineDecay, emaParams, freeze, linear, lookahead } = glissade;
  const { minimize, lossScale, partition, rule, scale, scaleByAdam, scaleByLion, sgd, skipNonFinite, tensor } = glissade;
  const params = { w: new Float32Array(2), b: [1], s: 3, m: tensor(new Float32Array(4), [2, 2]) };
  const descent = await adamw().init(params);
  const chained = await chain(clipByGlobalNorm(1), adam()).init(params);
  const parted = await partition([["b", sgd()], [/w/, adam()], [(_path, shape) => shape.length > 1, freeze()], ["*", sgd()]])
    .init(params);
  const own = await rule({ name: "own", hyper: { rate: 1 }, state: { m: 0 }, text: "m = g\\nu = -rate*m" })().init(params);
  const log = (d: Descent) => console.log(d.count, d.hyper.learningRate, d.state.m);
  ${lines}
`;

/** What does not compile, and a part of what is said of it. */
const wrong: Readonly<Record<string, readonly [lines: string, message: string]>> = {
  "a number for options": ["adam(0.5);", "0.5"],
  "a word for options": ['adam("torch");', "'\"torch\"'"],
  "a Map for options": ["adam(new Map([['b1', 0.5]]));", "Map<string, number>"],
  "an optimizer for options": ["adam(sgd());", "no properties in common"],
  "a list for options": ["adam([]);", "never[]"],
  "null for options": ["adam(null);", "null"],
  "a number for options of a wrapper": ["lookahead(sgd(), 5);", "5"],
  "no options where some are needed": ["accumulate(sgd());", "Expected 2 arguments"],
  "a number for no options": ["skipNonFinite(5);", "5"],
  "options for none": ["freeze({ learningRate: 1 });", "not assignable to type 'never'"],
  "options of both scales of the loss": ["lossScale({ scale: 2, growthFactor: 2 });", "growthFactor"],
  "options of a scale": ["scale(1, { factor: 2 });", "not assignable to type 'never'"],
  "an unknown option": ["adam({ lr: 0.1 });", "'lr' does not exist"],
  "a misspelt option": ["adamw({ weight_decay: 0.1 });", "'weight_decay' does not exist"],
  "an unknown option of a transformation": ["scaleByAdam({ beta1: 0.9 });", "'beta1' does not exist"],
  "an unknown option of a rule": ["scaleByLion({ b3: 0.9 });", "'b3' does not exist"],
  "an unknown option of a schedule": ["linear({ init: 0, end: 1, step: 3 });", "'step' does not exist"],
  "a missing option of a schedule": ["cosineDecay({ init: 1 });", "'steps' is missing"],
  "an unknown option of init": ["await adam().init(params, { backend: 'js' });", "'backend' does not exist"],
  "an unknown option of minimize": [
    "await minimize(() => 0, [1], { optimizer: adam(), maxIter: 3 });",
    "'maxIter' does not exist",
  ],
  "an unknown option of explain": ["await adam().explain({ form: 'tex' });", "'form' does not exist"],
  "an unknown option of a step": ["descent.step(undefined, { losses: 1 });", "'losses' does not exist"],
  "null for an option": ["adam({ learningRate: null });", "null"],
  "a word for a number": ["adam({ learningRate: '0.1' });", "string"],
  "a number for a flag": ["sgd({ nesterov: 1 });", "number"],
  "an unknown form": ["adam({ like: 'pytorch' });", "pytorch"],
  "an optimizer that was not made": ["chain(clip(1), adam);", "AdamOptions"],
  "set: an unknown name": ["descent.set({ lr: 1 });", "'lr' does not exist"],
  "set: a name of another optimizer": ["descent.set({ momentum: 1 });", "'momentum' does not exist"],
  "set: an unknown name after a pattern": ["parted.set({ '*.bias.lr': 1 });", "does not exist"],
  "set: a word": ["descent.set({ learningRate: '1' });", "string"],
  "hyper: an unknown name": ["descent.hyper.lr;", "'lr' does not exist"],
  "hyper: an unknown name of a chain": ["chained.hyper.momentum;", "'momentum' does not exist"],
  "state: an unknown name": ["own.state.v;", "'v' does not exist"],
  "step: gradients that lack a parameter": ["descent.step({ w: [1, 2], b: [1], s: 1 });", "'m' is missing"],
  "step: gradients of another name": ["descent.step({ ...params, x: [1] , w: 'a' });", "string"],
  "step: a number": ["descent.step(0.1);", "number"],
  "restore: nothing": ["await descent.restore();", "Expected 1-2 arguments"],
  "restore: something else": ["await descent.restore(params);", "missing the following properties"],
};

const compiling: Readonly<Record<string, string>> = {
  "any descent where one is taken": "log(descent); log(chained); log(parted); log(own);",
  "any optimizer where one is taken":
    "const all: Optimizer[] = [adam(), sgd(), chain(clip(1), adam()), freeze(), partition([['*', adam()]]), emaParams(sgd())];",
  "undefined for an option": "adam({ learningRate: undefined, like: undefined });",
  "no options": "adam({}); freeze({}); skipNonFinite({}); lossScale({}); lossScale();",
  schedules: "adam({ learningRate: (count) => count / 2, b1: linear({ init: 0, end: 0.5, steps: 3 }) });",
  "set of known names": "descent.set({ learningRate: 1, weightDecay: () => 0, b1: undefined });",
  "set of a chain": "chained.set({ maxNorm: 2, learningRate: 1 });",
  "set of groups": "parted.set({ learningRate: 1, 'b.learningRate': 2, 'sgd.momentum': 0 });",
  "set of a rule's own": "own.set({ rate: 2 });",
  "hyper and state":
    "const rate: number = descent.hyper.learningRate; const m = own.state.m; descent.state.v;",
  "gradients of any kind":
    "descent.step({ w: [1, 2], b: new Float64Array(1), s: 1, m: [1, 2, 3, 4] }); descent.step(params); descent.step(descent.grads);",
  "a wrapper's names": "(await lookahead(adam()).init([1])).set({ syncPeriod: 3, b1: 0.5 });",
  snapshots: "await descent.restore(await descent.snapshot()); await descent.restore(JSON.parse('{}'));",
};

let found: Record<string, string[]>;
beforeAll(() => {
  const all = {
    ...Object.fromEntries(Object.entries(wrong).map(([name, [lines]]) => [name, lines])),
    ...compiling,
  };
  found = diagnose(Object.fromEntries(Object.entries(all).map(([name, lines]) => [name, source(lines)])));
}, 120_000);

describe("does not compile", () => {
  test.each(Object.entries(wrong))("%s", (name, [, message]) => {
    expect(found[name]!.join("\n")).toContain(message);
  });
});

describe("compiles", () => {
  test.each(Object.keys(compiling))("%s", (name) => {
    expect(found[name]).toEqual([]);
  });
});
