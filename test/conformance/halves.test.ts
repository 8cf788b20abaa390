/**
 * Parameters in 16 bits: masters and states have the bits of a descent in float32 that is given the same gradients, and codes are those of
 * the nearest numbers, on every device and any number of threads; a snapshot goes on to the same bits.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accumulate,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  type Device,
  type DeviceName,
  emaParams,
  type HalfTensor,
  type HalfType,
  lossScale,
  type Optimizer,
  partition,
  projectionBox,
  sgd,
  skipNonFinite,
  tensor,
} from "../../src/index.ts";
import { Team } from "../../src/runtime/host/threads/team.ts";
import { teamDevice } from "../../src/runtime/host/threads/threads.ts";
import { definition } from "../devices/definition.ts";
import { contents, difference } from "../fuzz/trees.ts";
import { codesOf, halfTypes, numbersOf } from "../oracle/halves.ts";
import { cases, changing } from "./cases.ts";
import { extreme, type Problem, placesOf, shaped } from "./problems.ts";
import { perturbs } from "./traits.ts";

const named = ["adam", "adamw", "sgd", "lion", "adafactor", "lamb"];

/** The first row of each of these, and some of all others. */
const rows = cases
  .filter(
    ([, { optimizer }], index) =>
      index % 9 === 4 || cases.findIndex(([, row]) => row.optimizer === optimizer) === index,
  )
  .filter(([, { optimizer }], index) => named.includes(optimizer) || index % 3 === 0);

type Tree = Readonly<Record<string, HalfTensor>>;
type Master = { readonly master: Tree };

/** Values of a problem as they are in 16 bits: its start or a gradient, with the number 0 as a scalar. */
const treeOf = (values: ArrayLike<number>, { shapes }: Problem, type: HalfType): Tree =>
  Object.fromEntries(
    placesOf(shapes).map(({ name, start, end }) => [
      name,
      tensor(codesOf(Array.from(values).slice(start, end), type), shapes[name]!, { dtype: type }),
    ]),
  );

/** The same as float32. */
const exactly = (tree: Tree, type: HalfType) =>
  Object.fromEntries(
    Object.entries(tree).map(([name, { data, shape }]) => [name, tensor(numbersOf(data, type), shape)]),
  );

interface Run {
  readonly from?: number;
  readonly to?: number;
  readonly type: HalfType;
}

type Stepping = Pick<Awaited<ReturnType<Optimizer["init"]>>, "step" | "perturb" | "pending" | "flush">;

/** Takes a problem's steps with gradients in 16 bits, or the same as float32. */
function take(descent: Stepping, optimizer: Optimizer, problem: Problem, isHalf: boolean, run: Run): void {
  const { type, from = 0, to = problem.gradients.length } = run;
  const isPerturbed = perturbs(optimizer);
  for (let t = from; t < to; t++) {
    const tree = treeOf(problem.gradients[t]!, problem, type);
    const grads = isHalf ? tree : exactly(tree, type);
    if (isPerturbed && descent.pending === 0) descent.perturb(grads);
    else descent.step(grads, { loss: problem.losses[t]! });
  }
}

const begin = (optimizer: Optimizer, problem: Problem, type: HalfType, device: DeviceName | Device) =>
  optimizer.init(treeOf(problem.start, problem, type), { device });

/** Parameters, gradients and states after all steps. */
async function ended(optimizer: Optimizer, problem: Problem, type: HalfType, device: DeviceName | Device) {
  const descent = await begin(optimizer, problem, type, device);
  take(descent, optimizer, problem, true, { type });
  const found = contents(descent);
  descent.dispose();
  return found;
}

const problemFor = (type: HalfType, steps: number): Problem =>
  type === "bfloat16" ? extreme({ steps, float32: true }) : shaped({ steps, float32: true });

test("all kinds of rows are there", () => {
  expect(rows.length).toBeGreaterThan(25);
  for (const name of named) expect(rows.some(([, { optimizer }]) => optimizer === name)).toBe(true);
});

describe.each(halfTypes)("in %s", (type) => {
  const problem = problemFor(type, 24);

  test.each(rows)("%s has the masters of float32, and their codes", async (_, row) => {
    const optimizer = changing(row, problem);
    const plain = await optimizer.init(exactly(treeOf(problem.start, problem, type), type), { device: "js" });
    take(plain, optimizer, problem, false, { type });
    const meant = contents(plain);
    const found = await ended(optimizer, problem, type, "js");
    for (const [name, values] of meant) {
      const own = found.get(name.replace(/^params\./, "master."))!;
      const at = values.findIndex((value, i) => !Object.is(value, own[i]));
      if (at >= 0) expect.fail(`${name}[${at}] is ${own[at]}; in float32 ${values[at]}`);
      if (/^params\..*\.data$/.test(name)) expect(found.get(name)).toEqual([...codesOf(own, type)]);
    }
    expect(difference(found, await ended(optimizer, problem, type, "wasm"))).toBeUndefined();
    plain.dispose();
  });

  test.each(rows.filter((_, index) => index % 3 === 1))("%s goes on from a snapshot", async (_, row) => {
    const optimizer = changing(row, problem);
    const whole = await begin(optimizer, problem, type, "wasm");
    take(whole, optimizer, problem, true, { type, to: 8 });
    const resumed = await begin(optimizer, problem, type, "js");
    take(resumed, optimizer, problem, true, { type, from: 2, to: 6 });
    await resumed.restore(JSON.parse(JSON.stringify(await whole.snapshot())));
    expect(difference(contents(whole), contents(resumed))).toBeUndefined();
    for (const descent of [whole, resumed]) take(descent, optimizer, problem, true, { type, from: 8 });
    expect(difference(contents(whole), contents(resumed))).toBeUndefined();
    whole.dispose();
    resumed.dispose();
  });
});

describe.each(halfTypes)("on a device of one's own, in %s", (type) => {
  const problem = problemFor(type, 8);

  test.each(rows.filter((_, index) => index % 5 === 2))("%s has the masters of float32", async (_, row) => {
    const optimizer = changing(row, problem);
    const start = exactly(treeOf(problem.start, problem, type), type);
    const plain = await optimizer.init(start, { device: definition });
    take(plain, optimizer, problem, false, { type });
    const meant = contents(plain);
    const found = await ended(optimizer, problem, type, definition);
    for (const [name, values] of meant)
      expect(found.get(name.replace(/^params\./, "master."))).toEqual(values);
    plain.dispose();
  });
});

const combined: Readonly<Record<string, Optimizer>> = {
  "clipping, decay and moments in bf16": chain(
    clipByGlobalNorm(1),
    adamw({ learningRate: 0.01, weightDecay: 0.1, moments: "bf16" }),
  ),
  "moments in 8 bits": adam({ learningRate: 0.01, moments: "q8" }),
  "a scale of the loss that shrinks": chain(lossScale({ initScale: 4, growthInterval: 3 }), adam()),
  "steps that are skipped": chain(skipNonFinite(), sgd({ learningRate: 0.1, momentum: 0.9 })),
  accumulation: accumulate(adam({ learningRate: 0.01 }), { every: 3 }),
  averages: emaParams(sgd({ learningRate: 0.1 }), { decay: 0.9 }),
  "a partition": partition([
    ["vector", sgd({ learningRate: 0.1 })],
    ["*", adam({ learningRate: 0.01 })],
  ]),
  "a box": chain(sgd({ learningRate: 0.1 }), projectionBox({ min: -0.5, max: 0.5 })),
};

describe.each(halfTypes)("with others, in %s", (type) => {
  const problem = shaped({ steps: 20, float32: true });

  test.each(Object.entries(combined))("%s has the masters of float32", async (_, optimizer) => {
    const plain = await optimizer.init(exactly(treeOf(problem.start, problem, type), type), { device: "js" });
    take(plain, optimizer, problem, false, { type });
    for (const device of ["js", "wasm"] as const) {
      const descent = await begin(optimizer, problem, type, device);
      take(descent, optimizer, problem, true, { type });
      expect(descent.skipped).toBe(plain.skipped);
      const { master, ...state } = descent.state as Master;
      expect(difference(contents(plain), contents({ params: master, state }))).toBeUndefined();
      for (const [name, { data }] of Object.entries((await plain.evalParams()) as unknown as Tree))
        expect([...((await descent.evalParams()) as Tree)[name]!.data]).toEqual([...codesOf(data, type)]);
      descent.dispose();
    }
    plain.dispose();
  });
});

describe("with threads", () => {
  const team = new Team();
  const device = teamDevice(team, { threads: 3, isAuto: false, leastPart: 1, leavesAll: true });
  beforeAll(() => team.grow(2));
  afterAll(() => team.end());

  test.each(rows.filter((_, index) => index % 5 === 0))("%s has the same bits", async (_, row) => {
    for (const type of halfTypes) {
      const problem = problemFor(type, 12);
      const meant = await ended(changing(row, problem), problem, type, "wasm");
      expect(difference(meant, await ended(changing(row, problem), problem, type, device))).toBeUndefined();
    }
  });
});
