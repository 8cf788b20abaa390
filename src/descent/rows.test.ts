/** Gradients of some rows: beside a dense step on a tensor of those rows, on every device. */
import { describe, expect, test } from "vitest";
import { definition } from "../../test/devices/definition.ts";
import {
  adagrad,
  adam,
  adamax,
  adamMini,
  adamw,
  adaptiveGradClip,
  chain,
  clipByGlobalNorm,
  clipByNorm,
  emaParams,
  lion,
  lossScale,
  nadam,
  type Optimizer,
  partition,
  rmsprop,
  rows,
  sgd,
  skipNonFinite,
  tensor,
  yogi,
} from "../index.ts";

type Values = Readonly<Record<string, Float32Array>>;
type States = Readonly<Record<string, Values | number>>;

const noise = (size: number, seed: number) =>
  Float32Array.from({ length: size }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 78.233));

const optimizers: Record<string, Optimizer> = {
  adam: adam({ learningRate: 0.1 }),
  adamw: adamw({ learningRate: (count) => 0.1 / (count + 1), weightDecay: 0.1 }),
  nadam: nadam({ learningRate: 0.1 }),
  lion: lion({ learningRate: 0.1, weightDecay: 0.01 }),
  adagrad: adagrad({ learningRate: 0.1 }),
  adamax: adamax(),
  rmsprop: rmsprop(),
  yogi: yogi(),
  momentum: sgd({ learningRate: 0.1, momentum: 0.9 }),
  "adam-mini": adamMini({ learningRate: 0.1 }),
  average: emaParams(adam(), { decay: 0.9 }),
  "clipped by all": chain(clipByGlobalNorm(0.5), adam({ learningRate: 0.1 })),
  "clipped alone": chain(clipByNorm(0.5), adamw({ learningRate: 0.1 })),
  "clipped by rows": chain(adaptiveGradClip(0.1), sgd({ learningRate: 0.1 })),
  guarded: chain(lossScale(), skipNonFinite(), adam()),
  bf16: adam({ learningRate: 0.1, moments: "bf16" }),
  q8: adam({ learningRate: 0.1, moments: "q8" }),
  parts: partition([
    ["dense", sgd({ learningRate: 0.1, momentum: 0.9 })],
    ["*", adam()],
  ]),
};

const names = ["js", "wasm", "native", "definition"] as const;
const coded = ["bf16", "q8"];

describe.each(names)("on %s", (name) => {
  const device = name === "definition" ? definition : name;
  const cases = Object.keys(optimizers).filter((key) => name !== "definition" || !coded.includes(key));
  // Three columns: no row is a whole vector. Many: several pieces of a sum.
  test.each(cases.flatMap((key) => [3, 700].map((columns) => [key, columns] as const)))(
    "%s, rows of %i",
    async (key, columns) => {
      if (name === "definition" && columns > 3) return;
      const [count, chosen] = [9, [7, 0, 3, 1, 8, 2, 5]];
      const start = noise(count * columns, 1);
      const pick = (values: ArrayLike<number>, width: number) =>
        Float32Array.from(
          chosen.flatMap((row) => Array.from({ length: width }, (_, i) => values[row * width + i]!)),
        );
      const optimizer = optimizers[key]!;
      const whole = await optimizer.init(
        { table: tensor(start, [count, columns]), dense: noise(5, 2) },
        { device, measure: true },
      );
      const small = await optimizer.init(
        { table: tensor(pick(start, columns), [chosen.length, columns]), dense: noise(5, 2) },
        { device, measure: true },
      );
      for (const seed of [3, 4, 5]) {
        const [table, dense] = [noise(chosen.length * columns, seed), noise(5, seed + 9)];
        whole.step({ table: rows(chosen, table), dense });
        small.step({ table, dense });
        expect(whole.last).toEqual(small.last);
      }
      const [found, meant] = [await whole.snapshot(), await small.snapshot()];
      const others = [4, 6].flatMap((row) => Array.from({ length: columns }, (_, i) => row * columns + i));
      expect(pick(found.params.table!, columns)).toEqual(meant.params.table);
      expect(found.params.dense).toEqual(meant.params.dense);
      for (const i of others) expect(found.params.table![i]).toBe(start[i]);
      for (const [state, values] of Object.entries(meant.state as States)) {
        const own = (found.state as States)[state]!;
        if (typeof values === "number" || !values.table) expect(own).toEqual(values);
        else {
          const width = (own as Values).table!.length / count;
          expect(Float32Array.from(pick((own as Values).table!, width))).toEqual(
            Float32Array.from(values.table),
          );
        }
      }
      expect(found.count).toBe(3);
      // A dense step goes on from there.
      const table = noise(count * columns, 6);
      whole.step({ table, dense: noise(5, 7) });
      expect(whole.count).toBe(4);
    },
  );
});
