/**
 * Bounds: for every row, dtype and backend, parameters and the parameters to evaluate with lie in the box after every call,
 * whatever the box, its parameters and the place of its rule. A box that nothing reaches changes no bit.
 */

import fc from "fast-check";
import { expect } from "vitest";
import {
  chain,
  type Optimizer,
  projectionBox,
  projectionL2Ball,
  type Tensor,
  tensor,
} from "../../src/index.ts";
import type { DType } from "../../src/language/dtype.ts";
import { changing, type devices, everyRow } from "./cases.ts";
import { begin, everything, mixed, take } from "./descents.ts";
import { expectNone } from "./errors.ts";
import { shaped } from "./problems.ts";

const problem = shaped({ steps: 24, float32: true });
type Tree = Readonly<Record<string, Tensor>>;

/** A box that holds no start, and is narrow enough to be reached. */
const boxes = fc
  .tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: 1e-3, max: 0.7, noNaN: true }))
  .map(([min, width]) => ({ min, max: min + width }));

/** A bound of an element. */
type Bound = (name: string, i: number) => number;

/** Elements outside their bounds, by name and number. */
function outside(tree: Tree, min: Bound, max: Bound): string[] {
  const found: string[] = [];
  for (const [name, { data }] of Object.entries(tree))
    for (let i = 0; i < data.length; i++)
      if (!(data[i]! >= min(name, i) && data[i]! <= max(name, i))) found.push(`${name}[${i}] = ${data[i]}`);
  return found;
}

async function expectInside(
  optimizer: Optimizer,
  box: { min: number; max: number },
  dtype: DType | typeof mixed,
  device: (typeof devices)[number],
): Promise<void> {
  const descent = await begin(optimizer, problem, { dtype, device });
  const check = (tree: Tree, when: string) =>
    expectNone(
      outside(
        tree,
        () => box.min,
        () => box.max,
      ),
      when,
    );
  try {
    check(descent.params, "at the start");
    for (let t = 0; t < problem.gradients.length; t++) {
      take(descent, problem, { from: t, to: t + 1 });
      check(descent.params, `after call ${t + 1}`);
      const isHalfway = descent.pending > 0 && descent.count * 2 < t + 1;
      if (isHalfway) continue;
      check(await descent.evalParams(), `to evaluate with, after call ${t + 1}`);
    }
  } finally {
    descent.dispose();
  }
}

everyRow("stays in a box", async (row) => {
  const [box] = fc.sample(boxes, { numRuns: 1, seed: row.optimizer.length });
  for (const [device, dtype] of [
    ["wasm", mixed],
    ["js", "float32"],
  ] as const) {
    await expectInside(chain(changing(row), projectionBox(box!)), box!, dtype, device);
  }
});

everyRow("changes no bit in a box that is not reached", async (row) => {
  const meant = await everything(changing(row), problem, { dtype: mixed });
  const wide = projectionBox({ min: -1e30, max: 1e30 });
  const found = await everything(chain(wide, changing(row)), problem, { dtype: mixed });
  for (const [name, values] of meant) expect(found.get(name), name).toEqual(values);
});

/** Bounds of each element of two tensors, one of them a number for all, and of a third on one side. */
function elementBounds(seed: number): { min: Record<string, unknown>; max: Record<string, unknown> } {
  const [low] = fc.sample(
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 24, maxLength: 24 }),
    {
      numRuns: 1,
      seed,
    },
  );
  const matrix = (by: number) =>
    tensor(
      Float64Array.from(low!, (x) => x + by),
      [4, 6],
    );
  return {
    min: { matrix: matrix(0), vector: -0.25, cube: -0.1 },
    max: { matrix: matrix(0.3), vector: 0.125 },
  };
}

everyRow("stays in boxes of single elements, of those parameters that have them", async (row) => {
  const { min, max } = elementBounds(row.optimizer.length);
  const where = (path: string) => path !== "scalar";
  const optimizer = chain(projectionBox({ min, max, where }), changing(row));
  const descent = await begin(optimizer, problem, { dtype: mixed });
  const at =
    (side: Record<string, unknown>, free: number): Bound =>
    (name, i) => {
      const bound = side[name] as Tensor | number | undefined;
      return typeof bound === "object" ? bound.data[i]! : (bound ?? free);
    };
  const [low, high] = [at(min, Number.NEGATIVE_INFINITY), at(max, Number.POSITIVE_INFINITY)];
  const check = ({ scalar, ...others }: Tree, when: string) => expectNone(outside(others, low, high), when);
  for (let t = 0; t < problem.gradients.length; t++) {
    take(descent, problem, { from: t, to: t + 1 });
    check(descent.params, `after call ${t + 1}`);
  }
  if (descent.pending === 0) check(await descent.evalParams(), "to evaluate with");
  descent.dispose();
});

everyRow("stays in a ball", async (row) => {
  const optimizer = chain(changing(row), projectionL2Ball(0.5, { over: "tensor" }));
  const descent = await begin(optimizer, problem, { dtype: mixed });
  const check = (tree: Tree, when: string) => {
    const norms = Object.entries(tree).map(([name, { data }]) => [name, Math.hypot(...data)] as const);
    const far = norms.filter(([, norm]) => !(norm <= 0.5 * (1 + 1e-6)));
    expectNone(
      far.map(([name, norm]) => `norm of ${name} = ${norm}`),
      when,
    );
  };
  for (let t = 0; t < problem.gradients.length; t++) {
    take(descent, problem, { from: t, to: t + 1 });
    check(descent.params, `after call ${t + 1}`);
  }
  if (descent.pending === 0) check(await descent.evalParams(), "to evaluate with");
  descent.dispose();
});
