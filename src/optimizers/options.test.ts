/** Options of optimizers: defaults of every form against the table of the libraries', and what is refused. */
import { describe, expect, test } from "vitest";
import { defaults } from "../../test/oracle/defaults.ts";
import * as glissade from "../index.ts";

type Factory = (options?: Readonly<Record<string, unknown>>) => glissade.Optimizer;

const factories = { ...glissade } as unknown as Record<string, Factory>;

/** Wrappers have their defaults around gradient descent. */
const wrapped = (name: string, options: Readonly<Record<string, unknown>>): glissade.Optimizer =>
  name === "sam" ? glissade.sam(glissade.sgd(), options) : factories[name]!(options);

/** Options whose neutral value leaves a rule out of the chain, and with it the hyperparameter. */
const absent: Readonly<Record<string, unknown>> = {
  momentum: 0,
  dampening: 0,
  nesterov: false,
  centered: false,
  weightDecay: 0,
  lrDecay: 0,
  activation: "sign",
  b3: Math.sqrt(0.999),
  biasCorrection: false,
  blocks: "rows",
  clipping: true,
  multiplyByParameterScale: true,
  relativeStep: true,
  safeguardWarmup: false,
};

/** They decide on rules before there is a hyperparameter; the conformance table and golden vectors see what they do. */
const structural = ["minDimSizeToFactor", "steps"];

/** Names of muon's hyperparameters, where it has a matrix and others, and its options. */
const ofMuon: Readonly<Record<string, string>> = {
  "muon.learningRate": "learningRate",
  "muon.weightDecay": "weightDecay",
  "orthogonalize.eps": "eps",
  b1: "adamB1",
  b2: "adamB2",
  "adam.eps": "adamEps",
  "adamw.weightDecay": "adamWeightDecay",
  "adamw.learningRate": "adamLearningRate",
};
/** Those that its sources have under another name, as constants, or not at all: torch has no AdamW for the others. */
const beyondMuon = ["a", "b", "c", "eps", "epsRoot", "adamLearningRate", "adamEps"];
const beyondTorch = ["adamB1", "adamB2", "adamWeightDecay"];

/** Hyperparameters of ours that the source has as a constant, or (torch's eps1) by the dtype. */
const beyond: Readonly<Record<string, string>> = {
  "nadam/keras": "momentumDecay",
  "ademamix/default": "warmup",
  "adopt/optax": "weightDecay",
  "sm3/default": "eps",
  "sm3/optax": "eps",
  "adafactor/torch": "eps1",
  "rmsprop/torch": "initialScale",
  "rmsprop/optax": "initialScale",
  "rmsprop/keras": "initialScale",
  "rmsprop/textbook": "initialScale",
};

describe.each(Object.entries(defaults))("%s", (name, expected) => {
  const [optimizer, like] = name.split("/") as [string, string];
  const isMuon = optimizer === "muon";
  const begun = async () => {
    const form = like === "default" ? {} : { like };
    if (!isMuon) return wrapped(optimizer, form).init<unknown>([1]);
    const made = wrapped(optimizer, { ...form, matrices: "matrix", layout: "out,in" });
    return made.init<unknown>({ matrix: glissade.tensor(new Float64Array(6), [2, 3]), vector: [1] });
  };
  const hyperOf = (descent: glissade.Descent<unknown>): Readonly<Record<string, number>> =>
    Object.fromEntries(
      Object.entries(descent.hyper).map(([option, value]) => [
        (isMuon ? ofMuon[option] : undefined) ?? option,
        value,
      ]),
    );
  // Momentum that looks ahead is another rule, which has no hyperparameter of its own.
  const decided = isMuon ? [...structural, "nesterov"] : structural;

  test("has the defaults of its source", async () => {
    const descent = await begun();
    const { state } = descent;
    const hyper = hyperOf(descent);
    for (const [option, value] of Object.entries(expected)) {
      if (option === "v0") expect((state.v as Float64Array)[0], option).toBe(value);
      else if (option in hyper) expect(hyper[option], option).toBe(value);
      else if (!decided.includes(option)) expect(value, option).toBe(absent[option]);
    }
    descent.dispose();
  });

  test("has no hyperparameter that its source does not name, but a rate", async () => {
    const descent = await begun();
    const unnamed = Object.keys(hyperOf(descent)).filter((option) => !(option in expected));
    const known = ["learningRate", beyond[name]];
    if (isMuon) known.push(...beyondMuon);
    if (name === "muon/torch") known.push(...beyondTorch);
    expect(unnamed.filter((option) => !known.includes(option))).toEqual([]);
    descent.dispose();
  });
});

test("rates that a source leaves open are those that the documentation states", async () => {
  const rates = async (name: string, like?: string) => {
    const descent = await factories[name]!(like === undefined ? {} : { like }).init([1]);
    const { learningRate } = descent.hyper;
    descent.dispose();
    return learningRate;
  };
  expect(await rates("sgd")).toBe(0.01);
  expect(await rates("sgd", "optax")).toBe(0.01);
  expect(await rates("sgd", "textbook")).toBe(0.01);
  expect(await rates("adagrad")).toBe(0.01);
  expect(await rates("adagrad", "textbook")).toBe(0.1);
  expect(await rates("adadelta")).toBe(1);
  expect(await rates("adadelta", "paper")).toBe(1);
  expect(await rates("rmsprop")).toBe(0.001);
  expect(await rates("rmsprop", "optax")).toBe(0.001);
  expect(await rates("amsgrad")).toBe(0.001);
  expect(await rates("yogi", "optax")).toBe(0.01);
});

test("options that are undefined leave the defaults of the form", async () => {
  const given = { learningRate: undefined, b1: undefined, eps: undefined };
  const [plain, undefinedOptions] = await Promise.all([
    glissade.adam({ like: "keras" }).init([1]),
    glissade.adam({ like: "keras", ...given }).init([1]),
  ]);
  expect(undefinedOptions.hyper).toEqual(plain.hyper);
});

test("options reach their hyperparameters", async () => {
  const reached = async (optimizer: glissade.Optimizer) => (await optimizer.init([1])).hyper;
  expect(await reached(glissade.adam({ learningRate: 1, b1: 0.1, b2: 0.2, eps: 0.3 }))).toEqual({
    learningRate: 1,
    b1: 0.1,
    b2: 0.2,
    eps: 0.3,
  });
  expect(await reached(glissade.adam({ like: "optax", epsRoot: 0.5 }))).toMatchObject({ epsRoot: 0.5 });
  expect(await reached(glissade.amsgrad({ like: "optax", epsRoot: 0.5 }))).toMatchObject({ epsRoot: 0.5 });
  expect(await reached(glissade.adamw({ weightDecay: 0.3, where: "*" }))).toMatchObject({ weightDecay: 0.3 });
  expect(await reached(glissade.adagrad({ lrDecay: 0.2, initialAccumulator: 0.4, eps: 0.1 }))).toMatchObject({
    lrDecay: 0.2,
    initialAccumulator: 0.4,
    eps: 0.1,
  });
  expect(await reached(glissade.rmsprop({ decay: 0.5, eps: 0.1, momentum: 0.3 }))).toMatchObject({
    decay: 0.5,
    eps: 0.1,
    momentum: 0.3,
  });
  expect(await reached(glissade.sgd({ momentum: 0.3, dampening: 0.2, weightDecay: 0.1 }))).toMatchObject({
    momentum: 0.3,
    dampening: 0.2,
    weightDecay: 0.1,
  });
  expect(await reached(glissade.adadelta({ rho: 0.3, eps: 0.2, learningRate: 0.1 }))).toEqual({
    rho: 0.3,
    eps: 0.2,
    learningRate: 0.1,
  });
});

const all = ["torch", "optax", "keras", "textbook", "paper"];

test.each([
  ["sgd", ["paper"]],
  ["adagrad", ["paper"]],
  ["adadelta", []],
  ["rmsprop", ["paper"]],
  ["adam", []],
  ["amsgrad", ["textbook"]],
  ["adamw", ["textbook"]],
  ["yogi", ["torch"]],
] as const)("%s refuses forms that it has not got, and names those that it has", (name, missing) => {
  for (const like of all) {
    const make = () => factories[name]!({ like });
    if (!(missing as readonly string[]).includes(like)) expect(make, like).not.toThrow();
    else expect(make).toThrow(new RegExp(`^${name}: like must be one of .*; got "${like}"$`));
  }
  expect(() => factories[name]!({ like: "toString" })).toThrow(glissade.HyperparameterError);
});

test("hyperparameters that a form has not got are refused with those forms that have them", () => {
  expect(() => glissade.adam({ epsRoot: 1 })).toThrow(
    new glissade.HyperparameterError('adam: epsRoot needs like: "optax"; got no like'),
  );
  expect(() => glissade.rmsprop({ centered: true, like: "textbook" })).toThrow(
    new glissade.HyperparameterError(
      'rmsprop: centered needs like: "torch" or "optax" or "keras" or no like; got like: "textbook"',
    ),
  );
});

describe("the decay of adamw", () => {
  const stepped = async (options: glissade.AdamwOptions, steps = 1) => {
    const descent = await glissade.adamw(options).init([8]);
    for (let step = 0; step < steps; step++) descent.step([0]);
    const [found] = descent.params;
    descent.dispose();
    return found;
  };

  test("is multiplied by the learning rate, as in libraries", async () => {
    expect(await stepped({ learningRate: 0.5, weightDecay: 0.25 })).toBe(8 - 0.5 * 0.25 * 8);
    expect(await stepped({ learningRate: 0.5, weightDecay: 0.25, decoupling: "rate", like: "paper" })).toBe(
      7,
    );
  });

  test("is multiplied by the schedule alone, as in the paper", async () => {
    const options = { learningRate: 0.5, weightDecay: 0.25, decoupling: "schedule" } as const;
    expect(await stepped(options)).toBe(8 - 0.25 * 8);
    expect(await stepped({ ...options, decoupling: undefined, like: "paper" })).toBe(6);
    expect(await stepped({ ...options, schedule: 0.5 })).toBe(8 - 0.5 * 0.25 * 8);
    const falling = (count: number) => (count === 0 ? 1 : 0.5);
    expect(await stepped({ ...options, schedule: falling }, 2)).toBe(6 - 0.5 * 0.25 * 6);
  });

  test("takes no schedule apart from the rate where it is coupled to it", () => {
    const message = 'schedule needs decoupling: "schedule"; give the schedule as learningRate instead';
    for (const options of [{}, { like: "torch" }, { like: "paper", decoupling: "rate" }] as const) {
      expect(() => glissade.adamw({ ...options, schedule: 0.5 })).toThrow(
        new glissade.HyperparameterError(message),
      );
    }
  });

  test("does not pass through the moments, as L2 regularisation does", async () => {
    const decayed = await glissade.adamw({ weightDecay: 0.5 }).init([8]);
    decayed.step([0]);
    expect(decayed.state.m).toEqual(Float64Array.of(0));
    const l2 = glissade.chain(glissade.addDecayedWeights(0.5), glissade.adam());
    const descent = await l2.init([8]);
    descent.step([0]);
    expect((descent.state.m as Float64Array)[0]).toBeCloseTo(0.4, 12);
  });
});

describe("sgd", () => {
  test("refuses Nesterov's momentum with dampening or without momentum, as torch does", () => {
    expect(() => glissade.sgd({ momentum: 0.9, dampening: 0.5, nesterov: true })).toThrow(
      glissade.HyperparameterError,
    );
    expect(() => glissade.sgd({ nesterov: true })).toThrow(glissade.HyperparameterError);
  });

  test("refuses dampening in the keras form, which has none", () => {
    expect(() => glissade.sgd({ like: "keras", momentum: 0.9, dampening: 0.5 })).toThrow(
      glissade.HyperparameterError,
    );
  });
});
