/**
 * Hostile options for every exported function and method that takes options: a typed error that names the function and the
 * option, never silence, never an error from inside. The options are read from each function's own message, so new functions and
 * options are tested too.
 */
import { describe, expect, test } from "vitest";
import * as glissade from "../../src/index.ts";
import { before, type Door, doors, exported, needed, spoken } from "./doors.ts";

const { adam, sgd, tensor } = glissade;

const families = [
  glissade.OptionError,
  glissade.DeviceError,
  glissade.ParameterError,
  glissade.PartitionError,
  glissade.RuleSyntaxError,
];

/** What a call throws or rejects with; undefined where it passes. */
async function thrown(call: () => unknown): Promise<Error | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

function expectTyped(error: Error | undefined, what: string): Error {
  expect(error, `${what} passes in silence`).toBeDefined();
  const isTyped = families.some((family) => error instanceof family);
  expect(isTyped, `${what}: ${error?.name}: ${error?.message}`).toBe(true);
  return error!;
}

/** All options of a function, as its message lists them. */
async function optionsOf(name: string, call: Door): Promise<string[]> {
  const error = await thrown(() => call({ ...needed[name], noSuchOption: 1 }));
  const { message } = expectTyped(error, `${name} with an unknown option`);
  expect(message).toContain(`${spoken(name)} has no option "noSuchOption"; it has: `);
  const list = /it has: ([^;]*)/.exec(message)![1]!;
  return list === "none" ? [] : list.split(", ");
}

const notOptions = [
  ...[
    0.5,
    "adam",
    null,
    true,
    1n,
    Symbol("s"),
    [],
    [1],
    () => 1,
    adam,
    adam(),
    new Date(),
    new Map([["b1", 1]]),
  ],
  ...[new Set(), new Float32Array(2), /x/, new Proxy([], {}), new (class Options {})(), Math, globalThis],
];

/** Values that no option takes, unless it says so. */
const never: readonly (readonly [unknown, exceptions: readonly string[]])[] = [
  [null, []],
  [
    [],
    [
      "multiStep.milestones",
      "explain.params",
      "asRule.params",
      "train.parseTable.columns",
      "train.parseTable.missing",
      "train.parseTable.categories",
      "train.parseTable.drop",
    ],
  ],
  [
    {},
    [
      "minimize.tolerance",
      "minimize.bounds",
      "minimizeMany.tolerance",
      "minimizeMany.bounds",
      "lbfgs.bounds",
      "piecewise.boundaries",
      "explain.params",
      "asRule.params",
      ...["hyper", "state", "bounds", "moments", "squares", "thin"].flatMap((record) => [
        `rule.${record}`,
        `matrixRule.${record}`,
      ]),
    ],
  ],
  [new Map(), ["explain.params", "asRule.params"]],
  [new Date(), ["explain.params", "asRule.params"]],
  [1n, ["explain.params", "asRule.params"]],
  [Symbol("s"), ["explain.params", "asRule.params"]],
  [Number.NaN, ["explain.params", "asRule.params", "descent.step.loss", "descent.explainStep.loss"]],
];

/** Options that take a text, others than one of some words. */
const texts =
  /\.(where|matrices|name|text|path|before|every|params|flush|project|mostDeclined|declined|lossScale|origin|target|optionPrefix)$/;

const misspellings: readonly (readonly [theirs: string, ours: readonly string[]])[] = [
  ["lr", ["learningRate"]],
  ["learning_rate", ["learningRate"]],
  ["LearningRate", ["learningRate"]],
  ["learnRate", ["learningRate"]],
  ["leraningRate", ["learningRate"]],
  ["weight_decay", ["weightDecay"]],
  ["wd", ["weightDecay"]],
  ["beta1", ["b1"]],
  ["beta_1", ["b1"]],
  ["beta2", ["b2"]],
  ["betas", ["b1", "b2"]],
  ["epsilon", ["eps"]],
  ["eps_root", ["epsRoot"]],
  ["nestrov", ["nesterov"]],
];

describe.each(doors)("%s", (name, call) => {
  test("passes as it is meant", async () => {
    expect(await thrown(() => call(needed[name]))).toBeUndefined();
    if (!needed[name]) expect(await thrown(() => call({}))).toBeUndefined();
    expect(await thrown(() => call(Object.assign(Object.create(null), needed[name])))).toBeUndefined();
  });

  test("refuses what are no options", async () => {
    for (const given of notOptions) {
      const what = `${name} of ${String(given)}`;
      const { message } = expectTyped(await thrown(() => call(given)), what);
      expect(message).toMatch(new RegExp(`^${spoken(name)} takes (no options|an object of options)`));
    }
  });

  test("refuses what cannot be read, with the reason", async () => {
    const reason = new Error("not today");
    const refuse = () => {
      throw reason;
    };
    const options = await optionsOf(name, call);
    const [option = "b1"] = options;
    const getter = Object.defineProperty({ ...needed[name] }, option, { get: refuse, enumerable: true });
    for (const given of [getter, new Proxy({}, { ownKeys: refuse, get: refuse, getPrototypeOf: refuse })]) {
      const error = expectTyped(await thrown(() => call(given)), `${name} of what fails`);
      expect(error.message).toContain("cannot be read: a getter or a proxy fails there");
      expect(error.cause).toBe(reason);
    }
  });

  test("refuses what cannot be left out where it is", async () => {
    for (const option of Object.keys(needed[name] ?? {})) {
      if (name.startsWith("minimize") && option === "steps") continue;
      const { message } = expectTyped(
        await thrown(() => call({ ...needed[name], [option]: undefined })),
        `${name} without ${option}`,
      );
      expect(message).toContain(spoken(name));
      expect(message).toContain(option);
    }
  });

  test("refuses options that it does not have, with the nearest", async () => {
    const options = await optionsOf(name, call);
    for (const unknown of ["noSuchOption", "__proto__", "constructor", "toString", "", "a\u001b[2Jb"]) {
      const given = Object.fromEntries([...Object.entries(needed[name] ?? {}), [unknown, undefined]]);
      const { message } = expectTyped(await thrown(() => call(given)), `${name} with "${unknown}"`);
      expect(message).toContain(`${spoken(name)} has no option "`);
      expect(message).not.toContain("\u001b");
      for (const option of options) expect(message).toContain(option);
    }
    for (const [theirs, ours] of misspellings) {
      const meant = ours.filter((option) => options.includes(option));
      if (meant.length === 0 || options.includes(theirs)) continue;
      const error = await thrown(() => call({ ...needed[name], [theirs]: 1 }));
      expect(expectTyped(error, `${name} with ${theirs}`).message).toContain(
        `did you mean ${meant.join(", ")}`,
      );
    }
    for (const option of options) {
      if (option.length < 4) continue;
      const misspelt = option.slice(0, 1) + option.slice(2);
      if (options.includes(misspelt)) continue;
      const error = await thrown(() => call({ ...needed[name], [misspelt]: 1 }));
      expect(expectTyped(error, `${name} with ${misspelt}`).message).toMatch(
        new RegExp(`did you mean (.*, )?${option}\\b`),
      );
    }
  });

  test("refuses values that no option takes, and takes undefined as left out", async () => {
    for (const option of await optionsOf(name, call)) {
      const path = `${name}.${option}`;
      if (!Object.hasOwn(needed[name] ?? {}, option))
        expect(await thrown(() => call({ ...needed[name], [option]: undefined })), path).toBeUndefined();
      const strings = texts.test(path) ? [] : ["no such word", "0.1", ""];
      const hostile = [
        ...never.filter(([, exceptions]) => !exceptions.includes(path)).map(([value]) => value),
        ...strings.filter((value) => !path.endsWith(".params") || value),
      ];
      for (const value of hostile) {
        const what = `${path}: ${String(value)}`;
        const { message } = expectTyped(await thrown(() => call({ ...needed[name], [option]: value })), what);
        expect(message, what).toContain(option);
        if (option !== "device") expect(message, what).toContain(spoken(name));
      }
      // A boolean is not a number and a number is not a boolean: one of the two is refused.
      const [asNumber, asFlag] = [1, true].map((value) =>
        thrown(() => call({ ...needed[name], [option]: value })),
      );
      if (!["explain.params", "asRule.params", "train.parseTable.header"].includes(path))
        expect((await asNumber) ?? (await asFlag), path).toBeDefined();
    }
  });
});

test("an option that counts takes no fraction, from a schedule neither", async () => {
  const { accumulate, lookahead, polyakAverage, reduceOnPlateau, addNoise, HyperparameterError } = glissade;
  const makers: readonly ((value: never) => glissade.Optimizer)[] = [
    (every) => accumulate(sgd(), { every }),
    (syncPeriod) => lookahead(sgd(), { syncPeriod }),
    (start) => polyakAverage(sgd(), { start }),
    (patience) => reduceOnPlateau({ patience }),
    (cooldown) => reduceOnPlateau({ cooldown }),
    (accumulationSize) => reduceOnPlateau({ accumulationSize }),
    (seed) => addNoise({ seed }),
  ];
  for (const make of makers) {
    expect(() => make(2.5 as never)).toThrow(HyperparameterError);
    expect(() => make(2.5 as never)).toThrow(/must be a whole number in .*; got 2\.5$/);
    expect(() => make(3 as never)).not.toThrow();
  }
  for (const make of makers.slice(0, -1)) {
    await expect(make((() => 2.5) as never).init([1])).rejects.toThrow(
      /must be a whole number in .*; got 2\.5 from its schedule at count 0$/,
    );
  }
});

describe("arguments that are no options", () => {
  const wrong = [undefined, null, "x", Number.NaN, {}, [], 1n, true, new Map()];
  test.each(exported.filter(([name]) => before[name] && !name.startsWith("minimize")))(
    "of %s",
    (name, call) => {
      for (const value of wrong) {
        const make = () => call(value, needed[name] ?? {});
        expect(make, `${name} of ${String(value)}`).toThrow(glissade.HyperparameterError);
        expect(make, `${name} of ${String(value)}`).toThrow(new RegExp(`^${name}: `));
      }
    },
  );

  test("chain and partition name the argument that is none, when they are made", () => {
    const { chain, partition, PartitionError } = glissade;
    for (const value of [undefined, null, 1, "adam", adam, {}, [adam()], new Map()] as never[]) {
      expect(() => chain(sgd(), value)).toThrow(PartitionError);
      expect(() => chain(sgd(), value)).toThrow(
        /^chain: argument 2 must be an optimizer such as adam\(\); got /,
      );
      expect(() => partition([["*", value]])).toThrow(
        /^partition: case 1: optimizer must be an optimizer such/,
      );
    }
    for (const value of [undefined, null, 1, {}, [adam()], new Map()] as never[]) {
      expect(() => partition([[value, sgd()]])).toThrow(/^partition: case 1: pattern must be a pattern/);
      expect(() => partition(value)).toThrow(PartitionError);
      expect(() => partition([value])).toThrow(PartitionError);
    }
    // biome-ignore lint/suspicious/noSparseArray: a list with a hole is what is tested.
    expect(() => partition([["*", sgd()], , ["*", sgd()]] as never)).toThrow(/^partition: case 2 must be/);
  });

  test("tensor refuses invalid shapes", () => {
    const data = new Float32Array(2);
    for (const shape of [undefined, null, 2, "2", [2.5], ["2"], [-2], [2n], {}, new Map()] as never[])
      expect(() => tensor(data, shape), String(shape)).toThrow(glissade.ParameterError);
    for (const wrong of [undefined, null, [1, 2], new Int8Array(2), "ab"] as never[])
      expect(() => tensor(wrong, [2])).toThrow(glissade.ParameterError);
  });
});
