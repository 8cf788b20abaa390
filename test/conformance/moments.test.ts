/**
 * Moments in fewer bits: every row that has some gives the same bits on every device and any number of threads, and goes on from a
 * snapshot to the same bits. What cannot be stored so is refused.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Optimizer } from "../../src/compose/optimizer.ts";
import {
  adam,
  chain,
  ema,
  HyperparameterError,
  lion,
  type Optimizer as Made,
  partition,
  rule,
  scaleByAdam,
  scaleByAdopt,
  scaleByAmsgrad,
  scaleByLearningRate,
  scaleByLion,
  scaleByRms,
  scaleByYogi,
  sgd,
  trace,
} from "../../src/index.ts";
import { partsOf } from "../../src/rule/parts.ts";
import { RuleInstance } from "../../src/rule/rule.ts";
import { Team } from "../../src/runtime/host/threads/team.ts";
import { teamDevice } from "../../src/runtime/host/threads/threads.ts";
import { contents, difference } from "../fuzz/trees.ts";
import { cases, changing } from "./cases.ts";
import { begin, everything, take } from "./descents.ts";
import { extreme, shaped } from "./problems.ts";

type Storage = "bf16" | "q8";

const stored = ({ links, maximizes }: Made, moments: Storage): Made =>
  new Optimizer(links, maximizes, moments);

/** Rules of an optimizer that have moments. */
const having = (optimizer: Made) =>
  partsOf(optimizer).flatMap((part) =>
    part instanceof RuleInstance && Object.keys(part.rule.moments).length > 0 ? [part.rule] : [],
  );

const rows = cases.flatMap(([name, row]) => {
  const rules = having(changing(row));
  const storages: Storage[] = rules.every(({ ratio }) => ratio) ? ["bf16", "q8"] : ["bf16"];
  return rules.length > 0 ? storages.map((moments) => ({ name, row, moments })) : [];
});

/** A fourth of them: one row of each form is enough, and all take a minute. */
const some = rows.filter((_, index) => index % 4 === 1);

const hard = extreme({ steps: 40, float32: true });
const moving = shaped({ steps: 16, float32: true });
const dtype = "float32";

test("are there in most rows", () => {
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.filter(({ moments }) => moments === "q8").length).toBeGreaterThan(20);
});

test.each(some)("$name in $moments has the same bits on both backends", async ({ row, moments }) => {
  for (const problem of [hard, moving]) {
    const [meant, found] = [
      await everything(stored(changing(row, problem), moments), problem, { dtype, device: "js" }),
      await everything(stored(changing(row, problem), moments), problem, { dtype, device: "wasm" }),
    ];
    expect(difference(meant, found)).toBeUndefined();
  }
});

test.each(some)("$name in $moments goes on from a snapshot to the same bits", async ({ row, moments }) => {
  const optimizer = stored(changing(row), moments);
  const whole = await begin(optimizer, moving, { dtype });
  take(whole, moving, { to: 8 });
  const resumed = await begin(optimizer, moving, { dtype, device: "js" });
  take(resumed, moving, { from: 3, to: 6 });
  await resumed.restore(JSON.parse(JSON.stringify(await whole.snapshot())));
  expect(difference(contents(whole), contents(resumed))).toBeUndefined();
  for (const descent of [whole, resumed]) take(descent, moving, { from: 8 });
  expect(difference(contents(whole), contents(resumed))).toBeUndefined();
  whole.dispose();
  resumed.dispose();
});

describe("with threads", () => {
  const team = new Team();
  const device = teamDevice(team, { threads: 3, isAuto: false, leastPart: 1, leavesAll: true });
  beforeAll(() => team.grow(2));
  afterAll(() => team.end());

  test.each(rows.filter((_, index) => index % 12 === 0))(
    "$name in $moments has the same bits",
    async ({ row, moments }) => {
      const meant = await everything(stored(changing(row), moments), moving, { dtype });
      const found = await everything(stored(changing(row), moments), moving, { dtype, device });
      expect(difference(meant, found)).toBeUndefined();
    },
  );
});

test("keep their bits where there is no gradient", async () => {
  const descent = await adam({ moments: "q8" }).init({ x: new Float32Array(3), y: new Float32Array(3) });
  for (let t = 0; t < 5; t++) descent.step({ x: [1, -2, 3], y: [1, 2, -3] });
  const before = JSON.stringify(await descent.snapshot());
  for (let t = 0; t < 5; t++) descent.step({ x: [1, 2, 3], y: null });
  const after = JSON.stringify(await descent.snapshot());
  const ofY = (snapshot: string, state: string) => JSON.parse(snapshot).state[state].y;
  for (const state of ["m", "v"]) expect(ofY(after, state)).toEqual(ofY(before, state));
  expect(JSON.parse(after).state.m.x).not.toEqual(JSON.parse(before).state.m.x);
  descent.dispose();
});

describe.each(["bf16", "q8"] as const)("in %s", (moments) => {
  test("stay 0 for gradients of 0, are finite for the smallest, and not for what is not finite", async () => {
    const grads = [0, 1e-40, -1e-24, 1e-20, 1e19, Number.POSITIVE_INFINITY, Number.NaN];
    const descent = await adam({ moments }).init({ x: new Float32Array(grads.length) });
    for (let t = 0; t < 20; t++) descent.step({ x: grads });
    const { m, v } = descent.state as Record<"m" | "v", { x: Float32Array }>;
    expect([m.x[0], v.x[0], descent.params.x[0]]).toEqual([0, 0, 0]);
    for (const values of [m.x, v.x, descent.params.x])
      expect([...values].map(Number.isFinite)).toEqual([true, true, true, true, true, false, false]);
    descent.dispose();
  });

  test("are copies as they are at the moment", async () => {
    const descent = await adam({ moments }).init({ x: new Float32Array([1]) });
    const { m } = descent.state as { m: { x: Float32Array } };
    descent.step({ x: [1] });
    expect(m.x[0]).toBe(0);
    const now = (descent.state as { m: { x: Float32Array } }).m.x;
    expect(Math.abs(now[0]! - 0.1)).toBeLessThan(0.01);
    now[0] = 7;
    expect((descent.state as { m: { x: Float32Array } }).m.x[0]).not.toBe(7);
    descent.dispose();
  });

  test("begin with the values of another descent's, as near as they can", async () => {
    const exact = await adam().init({ x: new Float32Array([1, 2]) });
    for (let t = 0; t < 9; t++) exact.step({ x: [0.3, -1e-3] });
    const descent = await adam({ moments }).init(
      { x: new Float32Array(2) },
      { from: await exact.snapshot() },
    );
    const [own, other] = [descent, exact].map((of) => of.state as Record<"m" | "v", { x: Float32Array }>);
    for (const name of ["m", "v"] as const)
      for (const i of [0, 1])
        expect(Math.abs(own![name].x[i]! / other![name].x[i]! - 1)).toBeLessThan(
          moments === "bf16" ? 2 ** -8 : 0.2,
        );
    exact.dispose();
    descent.dispose();
  });
});

test("take fewer bytes, which explain says", async () => {
  const bytes = async (moments?: Storage) =>
    /(\d+) bytes moved.* (\d+) bytes of state/.exec(await adam({ moments }).explain())!.slice(1);
  expect(await bytes()).toEqual(["28", "8"]);
  expect(await bytes("bf16")).toEqual(["20", "4"]);
  expect(await bytes("q8")).toEqual(["16", "2"]);
});

describe("are refused", () => {
  test("for float64 parameters, by path", async () => {
    const optimizer = adam({ moments: "bf16" });
    await expect(optimizer.init({ w: new Float32Array(2), b: [1, 2] })).rejects.toThrow(
      'moments: "bf16" is for float32 parameters; "b" is float64: give it a Float32Array, or an optimizer without the option (partition)',
    );
    const parts = partition([
      ["b", adam()],
      ["*", optimizer],
    ]);
    (await parts.init({ w: new Float32Array(2), b: [1, 2] })).dispose();
  });

  test("where there are none", () => {
    const message = 'sgd: this form has no moments to store as "bf16"; leave it out';
    expect(() => sgd({ moments: "bf16" })).toThrow(new HyperparameterError(message));
    expect(() => sgd({ momentum: 0.9, moments: "bf16" })).not.toThrow();
  });

  test("in 8 bits where no root divides them", () => {
    expect(() => lion({ moments: "q8" })).toThrow(
      new HyperparameterError(
        'lion: moments "q8" stores a first moment as its share of the root of a second one, and the rule lion does not divide them so; take "bf16"',
      ),
    );
  });
});

test("moments in eight bits that are too large stay the largest, and never become infinite", async () => {
  const n = 1 << 14;
  const descent = await adam({ b1: 0.99, b2: 0.9, moments: "q8" }).init({ x: new Float32Array(n) });
  for (const g of [1e6, 1e6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) {
    for (let t = 0; t < 8; t++) descent.step({ x: new Float32Array(n).fill(g) });
    const { m, v } = descent.state as Record<"m" | "v", { x: Float32Array }>;
    for (const values of [m.x, v.x, descent.params.x]) expect(values.every(Number.isFinite)).toBe(true);
  }
  descent.dispose();
});

describe("of transforms and rules of one's own", () => {
  const params = () => ({ x: new Float32Array(40).fill(1) });
  const grads = { x: Float32Array.from({ length: 40 }, (_, i) => Math.sin(i)) };
  const own = rule({
    name: "own",
    hyper: { b1: 0.9, b2: 0.999 },
    state: { m: 0, v: 0 },
    moments: { m: "first", v: "second" },
    ratio: ["m", "v"],
    text: `
      m = b1*m + (1 - b1)*g
      v = b2*v + (1 - b2)*g^2
      u = m / (sqrt(v) + 1e-8)`,
  });

  test.each(["bf16", "q8"] as const)("scaleByAdam is adam's direction, in %s too", async (moments) => {
    const [meant, found] = [
      await adam({ learningRate: 0.01, moments }).init(params()),
      await chain(scaleByAdam({ moments }), scaleByLearningRate(0.01)).init(params()),
    ];
    for (const descent of [meant, found]) for (let t = 0; t < 20; t++) descent.step(grads);
    expect(found.params.x).toEqual(meant.params.x);
    expect((found.state as { m: unknown }).m).toEqual((meant.state as { m: unknown }).m);
    meant.dispose();
    found.dispose();
  });

  test.each([
    ["own", own],
    ["scaleByAdam", scaleByAdam],
    ["scaleByYogi", scaleByYogi],
    ["scaleByAmsgrad", scaleByAmsgrad],
    ["scaleByLion", scaleByLion],
    ["scaleByAdopt", scaleByAdopt],
    ["scaleByRms", scaleByRms],
    ["trace", trace],
    ["ema", (options: { moments?: Storage }) => ema(0.9, options)],
  ] as const)("%s takes fewer bytes", async (_, make) => {
    const bytes = async (moments?: Storage) =>
      Number(/ (\d+) bytes of state/.exec(await make({ moments }).explain())![1]);
    expect(await bytes("bf16")).toBeLessThan(await bytes());
  });

  test("what has none refuses them", () => {
    const none = rule({ name: "none", text: "u = g" });
    expect(() => none({ moments: "bf16" })).toThrow('none has no option "moments"');
    expect(() => own({ moments: "q4" as "q8" })).toThrow(
      'own: moments must be one of "bf16", "q8"; got "q4"',
    );
    expect(() => scaleByLion({ moments: "q8" })).toThrow("does not divide them so");
  });

  test("a hyperparameter of that name is one", async () => {
    const named = rule({
      name: "named",
      hyper: { moments: 1 },
      state: { m: 0 },
      moments: { m: "first" },
      text: "m = moments*g\n u = m",
    }) as (options: object) => Made;
    const descent = await named({ moments: 2 }).init({ x: new Float32Array(1) });
    descent.step({ x: [1] });
    expect(descent.params.x[0]).toBe(2);
    descent.dispose();
  });
});
