/**
 * Bugs that other libraries shipped, each with a test of its own. Properties of every row find many of them too; here they have
 * names.
 */

import { describe, expect, test } from "vitest";
import * as glissade from "../../src/index.ts";
import type { DType } from "../../src/language/dtype.ts";
import { cases, changing, devices, dtypes, everyRow, optimizerOf, withOptions } from "./cases.ts";
import { begin, mixed, type Setting, step, trajectory } from "./descents.ts";
import { type Problem, restrict, shaped } from "./problems.ts";

const settings = devices.flatMap((device) => dtypes.map((dtype) => ({ device, dtype })));
const digits = (dtype: DType): number => (dtype === "float64" ? 14 : 6);

/** One number under gradients that are given. */
const one = (gradients: readonly number[], start = 0): Problem => ({
  shapes: { x: [1] },
  start: Float64Array.of(start),
  gradients: gradients.map((g) => Float64Array.of(g)),
  losses: gradients.map(() => 1),
});

/** Its values after each step. */
async function path(
  optimizer: glissade.Optimizer,
  gradients: readonly number[],
  setting: Setting = {},
  start = 0,
): Promise<number[]> {
  return (await trajectory(optimizer, one(gradients, start), setting)).map(([x]) => x!);
}

/** Its state after each step. */
async function states(
  optimizer: glissade.Optimizer,
  name: string,
  gradients: readonly number[],
  setting: Setting,
) {
  const descent = await begin(optimizer, one([]), setting);
  const seen = gradients.map((g) => {
    descent.grads.x!.data[0] = g;
    step(descent, 1);
    return (descent.state[name] as Readonly<Record<string, glissade.Tensor>>).x!.data[0]!;
  });
  descent.dispose();
  return seen;
}

/** Neither decay nor a way up nor a look ahead. */
const bare = { weightDecay: 0, maximize: false, nesterov: false };

const rowsOf = (...names: string[]) => cases.filter(([, { optimizer }]) => names.includes(optimizer));

describe.each(settings)("on $device in $dtype", (setting) => {
  test("Yogi's v takes in g^2, not g^4 (optax#288)", async () => {
    const optimizer = glissade.yogi({ like: "textbook", b2: 0.75 });
    expect(await states(optimizer, "v", [10], setting)).toEqual([25]);
    expect(await states(optimizer, "v", [100], setting)).toEqual([2500]);
  });

  test.each(rowsOf("amsgrad"))(
    "the maximum of %s rises and does not fall (pytorch#78807)",
    async (_, row) => {
      const found = await states(changing(row), "vMax", [1, 100, 0.01, 0.01, 0, 1000], setting);
      const [first, top, ...rest] = found as [number, number, number, number, number, number];
      expect(first).toBeGreaterThan(0);
      expect(top).toBeGreaterThan(first);
      expect(rest.slice(0, 3)).toEqual([top, top, top]);
      expect(rest[3]).toBeGreaterThan(top);
    },
  );

  test.each(rowsOf("radam"))(
    "%s minds eps once it is rectified, and not before (pytorch#92551)",
    async (_, row) => {
      const gradients = Array.from({ length: 40 }, () => 1);
      const large = optimizerOf(withOptions(row, { ...bare, eps: 1e9, b2: 0.999 }), () => 0.1);
      const found = await path(large, gradients, setting);
      expect(found[2]).toBeCloseTo(-0.3, 5);
      expect(found[39]).toBeCloseTo(found[20]!, 6);
    },
  );

  test("NAdam's first step has each mu once (pytorch#92699)", async () => {
    const [b1, b2, psi, g] = [0.8, 0.9, 0.5, 3];
    const mu = (t: number) => b1 * (1 - 0.5 * 0.96 ** (t * psi));
    const optimizer = glissade.nadam({ learningRate: 1, b1, b2, eps: 0, momentumDecay: psi });
    const meant = -(1 + (mu(2) * (1 - b1)) / (1 - mu(1) * mu(2)));
    expect((await path(optimizer, [g], setting))[0]).toBeCloseTo(meant, digits(setting.dtype));
  });

  test("optimistic descent's first step expects no change (optax#1082)", async () => {
    const optimizer = glissade.optimisticGradientDescent({ learningRate: 0.5, alpha: 1, beta: 2 });
    expect(await path(optimizer, [4, 4, 6], setting)).toEqual([-2, -4, -9]);
  });

  test.each(rowsOf("adam", "adamw", "amsgrad", "adan").filter(([name]) => !name.startsWith("amsgrad/paper")))(
    "the first step of %s is corrected by division: as long as the rate",
    async (_, row) => {
      const optimizer = optimizerOf(withOptions(row, { ...bare, learningRate: 0.5 }), () => 0.5);
      for (const g of [20, -3]) {
        expect((await path(optimizer, [g], setting))[0]).toBeCloseTo(-0.5 * Math.sign(g), 4);
      }
    },
  );

  test("a momentum that is set is used (tfjs)", async () => {
    const descent = await begin(glissade.sgd({ learningRate: 1, momentum: 0.5 }), one([]), setting);
    const next = () => {
      descent.grads.x!.data[0] = 1;
      step(descent, 1);
      return descent.params.x!.data[0];
    };
    expect([next(), next()]).toEqual([-1, -2.5]);
    descent.set({ momentum: 0 });
    expect(next()).toBe(-3.5);
    descent.dispose();
  });
});

test("decay is applied once to tensors of each type (timm#2750)", async () => {
  const problem = shaped({ steps: 2 });
  const still = {
    ...problem,
    start: problem.start.map(() => 8),
    gradients: problem.gradients.map((row) => row.map(() => 0)),
  };
  const optimizer = glissade.adamw({ learningRate: 0.5, weightDecay: 0.25 });
  const [first, second] = await trajectory(optimizer, still, { dtype: mixed });
  expect(new Set(first)).toEqual(new Set([7]));
  expect(new Set(second)).toEqual(new Set([6.125]));
});

test("a step counts once, however many groups and types there are (RAdam)", async () => {
  const optimizer = glissade.radam({ learningRate: 0.1 });
  const groups = glissade.partition([
    [/^(matrix|vector)$/, optimizer],
    ["*", optimizer],
  ]);
  const problem = shaped({ steps: 8 });
  const ones = {
    ...problem,
    start: problem.start.map(() => 0),
    gradients: problem.gradients.map((row) => row.fill(1)),
  };
  const alone = await path(
    optimizer,
    ones.losses.map(() => 1),
  );
  for (const [t, row] of (await trajectory(groups, ones)).entries())
    expect(new Set(row)).toEqual(new Set([alone[t]]));
});

test("groups follow schedules of their own, and count their own steps (pytorch#125440)", async () => {
  const problem = restrict(shaped({ steps: 12 }), ["matrix", "vector"]);
  const rates = [(n: number) => 0.1 / (1 + n), (n: number) => 0.01 * (1 + n)] as const;
  const [a, b] = rates.map((learningRate) => glissade.adam({ learningRate })) as [
    glissade.Optimizer,
    glissade.Optimizer,
  ];
  const together = await trajectory(
    glissade.partition([
      ["matrix", a],
      ["*", b],
    ]),
    problem,
  );
  const alone = await trajectory(b, restrict(problem, ["vector"]));
  expect(together.map((row) => row.slice(24))).toEqual(alone);
});

test("the first step is at count 0 of its schedule (optax#415)", async () => {
  const warmup = glissade.linear({ init: 0, end: 1, steps: 2 });
  expect(await path(glissade.sgd({ learningRate: warmup }), [1, 1, 1, 1])).toEqual([0, -0.5, -1.5, -2.5]);
});

test("schedules one after the other, or multiplied, are what each is at its own count (pytorch#67586, #129565)", async () => {
  const falling = glissade.step({ init: 8, steps: 2, decayRate: 0.5 });
  const joined = glissade.join([glissade.linear({ init: 0, end: 4, steps: 2 }), falling], [2]);
  const halved = glissade.product(joined, glissade.step({ init: 1, steps: 3, decayRate: 0.5 }));
  const seen: number[] = [];
  const descent = await begin(glissade.sgd({ learningRate: halved }), one([]));
  for (let n = 0; n < 7; n++) {
    step(descent, 1);
    seen.push(descent.hyper.learningRate!);
  }
  expect(seen).toEqual([0, 2, 8, 4, 2, 2, 0.5]);
  // A schedule has no state: called again, in any order, it gives the same.
  expect([6, 3, 0].map(halved)).toEqual([0.5, 4, 0]);
  descent.dispose();
});

everyRow("is finite where gradients and parameters are all zero (AdamP)", async (row) => {
  const problem = shaped({ steps: 6, float32: true });
  const silent = problem.gradients.map((g, t) => (t < 3 ? g.map(() => 0) : g));
  for (const dtype of dtypes) {
    const found = await trajectory(
      changing(row),
      { ...problem, start: problem.start.map(() => 0), gradients: silent },
      { dtype },
    );
    expect(
      found.every((p) => p.every(Number.isFinite)),
      dtype,
    ).toBe(true);
  }
});

everyRow("goes downhill first (optax#1242)", async (row) => {
  const problem = shaped({ steps: 4, patterns: ["constant", "constant"] });
  const uphill = { ...problem, gradients: problem.gradients.map(() => problem.gradients[0]!) };
  // Bounds that hold the start, or the first way would be the way into them.
  const free = { weightDecay: 0, maximize: false, min: -2, max: 2, radius: 50 };
  const found = await trajectory(changing(withOptions(row, free)), uphill);
  const along = found
    .at(-1)!
    .reduce((sum, p, i) => sum + (p - problem.start[i]!) * uphill.gradients[0]![i]!, 0);
  expect(along).toBeLessThan(0);
});
