/** Programs for a GPU, without one: what is dispatched, what is bound, and the WGSL itself. */
import { describe, expect, test } from "vitest";
import {
  adafactor,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  type Optimizer,
  prodigy,
  skipNonFinite,
} from "../../index.ts";
import { plan } from "../../plan/plan.ts";
import { loweredPlan } from "../compile.ts";
import type { Shape } from "./layout.ts";
import { emitted } from "./operate.ts";
import { programOf } from "./program.ts";

const shape: Shape = {
  storageBuffers: 10,
  binding: 2 ** 27,
  workgroup: 256,
  workgroups: 65_535,
  isGuarded: false,
};

const many = (count: number, size: number) =>
  Array.from({ length: count }, (_, i) => ({
    path: `x${i}`,
    shape: [size],
    size,
    dtype: "float32" as const,
  }));

const matrices = [{ path: "w", shape: [96, 40], size: 96 * 40, dtype: "float32" as const }, ...many(1, 7)];

const programFor = (optimizer: Optimizer, tensors = many(1, 1000), changed: Partial<Shape> = {}) =>
  programOf(loweredPlan(plan(optimizer, tensors), emitted), { ...shape, ...changed });

const dispatchesOf = (...parameters: Parameters<typeof programFor>) =>
  programFor(...parameters).phases.step!.dispatches;

test.each<[string, Optimizer]>([
  ["adam", adam()],
  ["clipped AdamW", chain(clipByGlobalNorm(1), adamw())],
  ["a step that may be declined", chain(skipNonFinite(), adam())],
])("the WGSL of %s", (_, optimizer) => {
  const dispatches = dispatchesOf(optimizer);
  expect(
    dispatches.map(({ label, code, workgroups }) => `${label}, ${workgroups} workgroups\n${code}`).join("\n"),
  ).toMatchSnapshot();
});

describe("a step", () => {
  test("of Adam is one dispatch, of clipped AdamW three, however many tensors there are", () => {
    for (const tensors of [many(1, 1e6), many(1000, 1000)]) {
      expect(dispatchesOf(adam(), tensors)).toHaveLength(1);
      expect(dispatchesOf(chain(clipByGlobalNorm(1), adamw()), tensors)).toHaveLength(3);
    }
  });

  test("binds what it needs and no more buffers than a device allows", () => {
    const storage = (limit: number, optimizer: Optimizer) =>
      dispatchesOf(optimizer, matrices, { storageBuffers: limit }).map(
        ({ bound }) => bound.filter(({ kind }) => kind !== "uniform").length,
      );
    expect(Math.max(...storage(10, adam()))).toBe(4);
    for (const optimizer of [prodigy(), adafactor(), chain(clipByGlobalNorm(1), prodigy())])
      expect(Math.max(...storage(8, optimizer))).toBeLessThanOrEqual(8);
  });

  test("of more than can be bound at once is a dispatch for each chunk", () => {
    const tensors = many(3, 1000);
    const chunks = dispatchesOf(adam(), tensors, { binding: 4096 });
    expect(chunks.map(({ over }) => over)).toEqual(
      [0, 1, 2].map((chunk) => ({ kind: "vectors", group: 0, chunk })),
    );
    expect(new Set(chunks.map(({ code }) => code)).size).toBe(1);
  });

  test("hides sums from a compiler that would combine them", () => {
    const code = (isGuarded: boolean) => dispatchesOf(adam(), many(1, 8), { isGuarded })[0]!.code;
    expect(code(false)).not.toContain("opaque");
    expect(code(true)).toContain("opaque(");
  });
});
