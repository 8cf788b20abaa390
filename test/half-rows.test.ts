/** Rows of parameters in 16 bits, kept, appended and with gradients of their own: masters have the bits of float32, codes are the nearest. */
import { describe, expect, test } from "vitest";
import {
  adam,
  adamw,
  emaParams,
  type HalfTensor,
  type HalfType,
  type Optimizer,
  ParameterError,
  rows,
  sgd,
  tensor,
} from "../src/index.ts";
import { codesOf, halfTypes, numbersOf } from "./oracle/halves.ts";

const coded = (values: ArrayLike<number>, dtype: HalfType, shape: readonly number[]) =>
  tensor(codesOf(Array.from(values), dtype), shape, { dtype });

/** Numbers that have codes, not all alike. */
const numbers = (length: number, seed: number, dtype: HalfType) =>
  numbersOf(
    codesOf(
      Array.from({ length }, (_, i) => Math.sin(7 * i + seed)),
      dtype,
    ),
    dtype,
  );

type Master = { readonly master: { readonly w: HalfTensor } };
const masterOf = ({ state }: { readonly state: unknown }) => [...(state as Master).master.w.data];

const optimizers: Readonly<Record<string, Optimizer>> = {
  adam: adam({ learningRate: 0.01 }),
  averages: emaParams(adamw({ learningRate: 0.01, weightDecay: 0.1 }), { decay: 0.9 }),
  "moments in bf16": adam({ learningRate: 0.01, moments: "bf16" }),
  momentum: sgd({ learningRate: 0.1, momentum: 0.9 }),
};

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  describe.each(halfTypes)("in %s", (dtype) => {
    /** A descent in 16 bits, and the same in float32, with the same values. */
    async function both(optimizer: Optimizer) {
      const start = numbers(8, 1, dtype);
      const half = await optimizer.init(
        { w: coded(start, dtype, [4, 2]), b: Float32Array.of(1) },
        { device },
      );
      const plain = await optimizer.init(
        { w: tensor(Float32Array.from(start), [4, 2]), b: Float32Array.of(1) },
        { device },
      );
      return { half, plain };
    }

    test.each(Object.entries(optimizers))("rows of %s follow an edit", async (_, optimizer) => {
      const { half, plain } = await both(optimizer);
      for (const seed of [2, 3]) {
        const g = numbers(8, seed, dtype);
        half.step({ w: coded(g, dtype, [4, 2]), b: [seed] });
        plain.step({ w: g, b: [seed] });
      }
      const added = numbers(4, 4, dtype);
      const keep = [3, 0, 0];
      const { params, grads } = await half.edit("w", { keep, append: coded(added, dtype, [2, 2]) });
      await plain.edit("w", { keep, append: added });
      expect([params, grads]).toEqual([half.params, half.grads]);
      for (const seed of [5, 6]) {
        expect(masterOf(half)).toEqual([...plain.params.w.data]);
        expect([...half.params.w.data]).toEqual([...codesOf(masterOf(half), dtype)]);
        expect([...numbersOf(half.grads.w.data, dtype)]).toEqual([...plain.grads.w.data]);
        const g = numbers(10, seed, dtype);
        half.step({ w: coded(g, dtype, [5, 2]), b: [seed] });
        plain.step({ w: g, b: [seed] });
      }
      const { master, ...states } = (await half.snapshot()).state;
      expect(master).toEqual({ w: plain.params.w.data });
      expect(JSON.stringify(states)).toBe(JSON.stringify((await plain.snapshot()).state));
      for (const one of [half, plain]) one.dispose();
    });

    test.each(Object.entries(optimizers))("rows of %s have gradients of their own", async (_, optimizer) => {
      const { half, plain } = await both(optimizer);
      for (const [indices, seed] of [
        [[2], 1],
        [[3, 0], 2],
        [[1, 3, 2, 0], 3],
        [[], 4],
      ] as const) {
        const before = [...half.params.w.data];
        const g = numbers(indices.length * 2, seed, dtype);
        half.step({ w: rows(indices, coded(g, dtype, [g.length])), b: [seed] });
        plain.step({ w: rows(indices, g), b: [seed] });
        expect(masterOf(half)).toEqual([...plain.params.w.data]);
        expect([...half.params.w.data]).toEqual([...codesOf(masterOf(half), dtype)]);
        const others = [0, 1, 2, 3].filter((row) => !(indices as readonly number[]).includes(row));
        for (const row of others)
          expect(half.params.w.data.slice(2 * row, 2 * row + 2)).toEqual(
            Uint16Array.from(before.slice(2 * row, 2 * row + 2)),
          );
      }
      for (const one of [half, plain]) one.dispose();
    });

    test("what was written over a row counts in the step that the row takes part in", async () => {
      const { half } = await both(sgd({ learningRate: 1 }));
      half.params.w.data.set(codesOf([5, 6], dtype), 2);
      half.step({ w: rows([0], [0, 0]), b: [0] });
      expect([...numbersOf(half.params.w.data, dtype)].slice(2, 4)).toEqual([5, 6]);
      half.step({ w: rows([1], [1, 2]), b: [0] });
      expect([...numbersOf(half.params.w.data, dtype)].slice(2, 4)).toEqual([4, 4]);
      half.params.w.data.set(codesOf([7, 8], dtype), 6);
      const { params } = await half.edit("w", { keep: [3] });
      expect([...numbersOf(params.w.data, dtype)]).toEqual([7, 8]);
      half.dispose();
    });

    test("gradients of a row that is named twice are added up, and rounded once", async () => {
      const { half } = await both(sgd({ learningRate: 1 }));
      const before = masterOf(half)[2]!;
      // Each alone is below half a step of the sum.
      half.step({ w: rows([1, 1, 1], [1, 0, 2 ** -12, 0, 2 ** -4, 0]), b: [0] });
      const [sum] = numbersOf(codesOf([1 + 2 ** -12 + 2 ** -4], dtype), dtype);
      expect(masterOf(half)[2]).toBe(Math.fround(before - sum!));
      half.dispose();
    });

    test("masters take appended numbers as they are", async () => {
      const { half } = await both(sgd({ learningRate: 1 }));
      await half.edit("w", { keep: [], append: [1.2345678, 3] });
      expect(masterOf(half)).toEqual([Math.fround(1.2345678), 3]);
      expect([...half.params.w.data]).toEqual([...codesOf([1.2345678, 3], dtype)]);
      await expect(half.edit("w", { append: coded([1], dtype, [1]) })).rejects.toThrow(ParameterError);
      half.dispose();
    });
  });
});

test("rows of a tensor in float32 may have gradients in 16 bits", async () => {
  const descent = await sgd({ learningRate: 1 }).init({ w: new Float32Array(3) });
  descent.step({ w: rows([2, 0], coded([1, -2], "bfloat16", [2])) });
  expect([...descent.params.w]).toEqual([2, 0, -1]);
  descent.dispose();
});

test("initSync takes them at once", () => {
  const descent = sgd({ learningRate: 1 }).initSync({ w: coded([1, 2], "float16", [2]) });
  descent.step({ w: [0.5, 0] });
  expect([...numbersOf(descent.params.w.data, "float16")]).toEqual([0.5, 2]);
  descent.dispose();
});
