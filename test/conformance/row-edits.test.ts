/**
 * Random edits of rows, resets, dense steps and steps with gradients of some rows, for several optimizers, beside plain arrays: a descent that is
 * begun anew for each call, from arrays that were edited by hand, on tensors that hold the rows of the call alone.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  adam,
  adamMini,
  adamw,
  chain,
  clipByGlobalNorm,
  emaParams,
  nadam,
  type Optimizer,
  rmsprop,
  rows,
  type Snapshot,
  sgd,
  tensor,
  yogi,
} from "../../src/index.ts";

const columns = 3;

type Call =
  | { readonly call: "edit"; readonly keep: readonly number[]; readonly append: readonly number[] }
  | { readonly call: "reset" | "rows"; readonly chosen: readonly number[]; readonly seed: number }
  | { readonly call: "dense"; readonly seed: number };

const indices = fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 });
const calls = fc.array(
  fc.oneof(
    fc.record({
      call: fc.constant("edit" as const),
      keep: indices,
      append: fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 2 }),
    }),
    fc.record({
      call: fc.constantFrom("reset" as const, "rows" as const),
      chosen: indices,
      seed: fc.nat(99),
    }),
    fc.record({ call: fc.constant("dense" as const), seed: fc.nat(99) }),
  ) as fc.Arbitrary<Call>,
  { minLength: 1, maxLength: 8 },
);

const noise = (size: number, seed: number) =>
  Float32Array.from({ length: size }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 78.233));

type Arrays = Record<string, Float32Array | Float64Array>;
type States = Record<string, Arrays | number>;

/** What is kept by hand: rows of each array with values for rows, and the rest of a snapshot. */
interface ByHand {
  count: number;
  p: Float32Array;
  dense: Float32Array;
  state: States;
  powers: Snapshot["powers"];
}

/** Rows of an array, and what is appended. */
function picked<A extends Float32Array | Float64Array>(
  values: A,
  of: number,
  chosen: readonly number[],
  more: readonly number[] = [],
): A {
  const width = values.length / of;
  const found = chosen.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)]);
  return (values instanceof Float32Array ? Float32Array : Float64Array).from([...found, ...more]) as A;
}

/** How each state of a row begins, by name: from its parameters where it says so, else a number. */
const begins: Readonly<Record<string, "p" | number>> = { average: "p" };

const optimizers: Readonly<Record<string, () => Optimizer>> = {
  adam: () => adam({ learningRate: 0.1 }),
  adamw: () => adamw({ learningRate: (count) => 0.1 / (1 + count), weightDecay: 0.1 }),
  nadam: () => nadam({ learningRate: 0.1 }),
  momentum: () => sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  rmsprop: () => rmsprop({ learningRate: 0.1 }),
  yogi: () => yogi({ v0: 0 } as never),
  adamMini: () => adamMini({ learningRate: 0.1 }),
  average: () => emaParams(adam({ learningRate: 0.1 }), { decay: 0.9 }),
  clipped: () => chain(clipByGlobalNorm(0.5), adam({ learningRate: 0.1 })),
};

/** A step by hand: a new descent on the chosen rows, whose results go back to their places. */
async function step(
  optimizer: Optimizer,
  one: ByHand,
  chosen: readonly number[],
  table: Float32Array,
  dense: Float32Array,
) {
  const of = one.p.length / columns;
  const small = (values: Arrays | number) =>
    typeof values === "number" ? values : { ...values, table: picked(values.table!, of, chosen) };
  const shape = [chosen.length, columns];
  const start = picked(one.p, of, chosen);
  const begun = await optimizer.init({ table: tensor(start, shape), dense: one.dense });
  const empty = await begun.snapshot();
  await begun.restore({
    ...empty,
    count: one.count,
    powers: one.powers,
    state: Object.fromEntries(
      Object.entries(one.state).map(([name, values]) => [name, small(values)]),
    ) as never,
  });
  begun.step({ table, dense });
  const after = await begun.snapshot();
  const back = (to: Float32Array | Float64Array, from: ArrayLike<number>) => {
    const width = to.length / of;
    for (const [slot, row] of chosen.entries())
      for (let i = 0; i < width; i++) to[row * width + i] = from[slot * width + i]!;
  };
  back(one.p, after.params.table!);
  one.dense = after.params.dense as Float32Array;
  for (const [name, values] of Object.entries(after.state as States)) {
    const own = one.state[name]!;
    if (typeof values === "number" || typeof own === "number") one.state[name] = values;
    else {
      back(own.table!, values.table!);
      own.dense = values.dense!;
    }
  }
  one.count = after.count;
  one.powers = after.powers;
  begun.dispose();
}

test.each(Object.keys(optimizers))("%s", async (name) => {
  const optimizer = optimizers[name]!();
  await fc.assert(
    fc.asyncProperty(calls, fc.constantFrom("wasm" as const, "js" as const), async (list, device) => {
      const start = noise(4 * columns, 1);
      const descent = await optimizer.init(
        { table: tensor(start, [4, columns]), dense: noise(2, 2) },
        { device },
      );
      const first = structuredClone(await descent.snapshot());
      const one: ByHand = {
        count: 0,
        p: start.slice(),
        dense: noise(2, 2),
        state: first.state as unknown as States,
        powers: first.powers,
      };
      for (const next of list) {
        const of = one.p.length / columns;
        const all = Array.from({ length: of }, (_, row) => row);
        if (next.call === "edit") {
          const keep = next.keep.map((row) => row % of);
          const append = next.append.flatMap((value) => [value, value + 1, value + 2]);
          await descent.edit("table", { keep, append });
          one.p = picked(one.p, of, keep, append);
          for (const [state, values] of Object.entries(one.state)) {
            if (typeof values === "number") continue;
            const width = values.table!.length / of;
            const more = begins[state] === "p" ? append : Array(next.append.length * width).fill(0);
            values.table = picked(values.table!, of, keep, more);
          }
        } else if (next.call === "reset") {
          const chosen = next.chosen.map((row) => row % of);
          await descent.resetState("table", chosen);
          for (const [state, values] of Object.entries(one.state)) {
            if (typeof values === "number") continue;
            const width = values.table!.length / of;
            for (const row of chosen)
              for (let i = row * width; i < (row + 1) * width; i++)
                values.table![i] = begins[state] === "p" ? one.p[i]! : 0;
          }
        } else {
          const chosen = next.call === "rows" ? [...new Set(next.chosen.map((row) => row % of))] : all;
          const [table, dense] = [noise(chosen.length * columns, next.seed), noise(2, next.seed + 1)];
          descent.step({ table: next.call === "rows" ? rows(chosen, table) : table, dense });
          await step(optimizer, one, chosen, table, dense);
        }
      }
      const found = await descent.snapshot();
      expect(found.count).toBe(one.count);
      expect(found.params.table).toEqual(one.p);
      expect(found.params.dense).toEqual(one.dense);
      for (const [state, values] of Object.entries(one.state)) {
        const own = (found.state as unknown as States)[state]!;
        if (typeof values === "number") expect(own).toBe(values);
        else expect([...(own as Arrays).table!]).toEqual([...values.table!]);
      }
      descent.dispose();
    }),
    { numRuns: 25, seed: 20 },
  );
});
