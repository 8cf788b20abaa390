/**
 * Bounds: of every row, in every type of elements and on every backend, parameters and the parameters to evaluate with lie in
 * the box after every call, whatever the box is, for whom it is, and where its rule stands. A box that nothing reaches
 * changes no bit.
 */
import fc from "fast-check";
import { expect } from "vitest";
import { chain, type Optimizer, projectionBox, type Tensor } from "../../src/index.ts";
import { changing, type devices, everyRow } from "./cases.ts";
import { begin, everything, type Live, mixed, take } from "./descents.ts";
import { type DType, shaped } from "./problems.ts";

const problem = shaped({ steps: 24, float32: true });
type Tree = Readonly<Record<string, Tensor>>;

/** A box that holds no start, and is narrow enough to be reached. */
const boxes = fc
  .tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: 1e-3, max: 0.7, noNaN: true }))
  .map(([min, width]) => ({ min, max: min + width }));

/** Elements outside the box, by name and number. */
function outside(tree: Tree, { min, max }: { min: number; max: number }): string[] {
  return Object.entries(tree).flatMap(([name, { data }]) =>
    [...data].flatMap((value, i) => (value >= min && value <= max ? [] : [`${name}[${i}] = ${value}`])),
  );
}

async function expectInside(
  optimizer: Optimizer,
  box: { min: number; max: number },
  dtype: DType | typeof mixed,
  device: (typeof devices)[number],
  pick: (tree: Tree) => Tree = (tree) => tree,
): Promise<void> {
  const descent = await begin(optimizer, problem, { dtype, device });
  const seen: Live[] = [descent];
  try {
    expect(outside(pick(descent.params), box), "at the start").toEqual([]);
    for (let t = 0; t < problem.gradients.length; t++) {
      take(descent, problem, { from: t, to: t + 1 });
      expect(outside(pick(descent.params), box), `after call ${t + 1}`).toEqual([]);
      const isHalfway = descent.pending > 0 && descent.count * 2 < t + 1;
      if (isHalfway) continue;
      expect(outside(pick(await descent.evalParams()), box), `to evaluate with, after call ${t + 1}`).toEqual(
        [],
      );
    }
  } finally {
    for (const each of seen) each.dispose();
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
