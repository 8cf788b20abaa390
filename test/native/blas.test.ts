/** Products by the system's BLAS: the numbers of the package's own, but for rounding; what is missing or cannot be is said. */
import { describe, expect, test } from "vitest";
import { adam, DeviceError, muon, type Optimizer, shampoo, soap } from "../../src/index.ts";
import { plain } from "../../src/linear-algebra/kernels.ts";
import { type Matrix, matrix, transpose } from "../../src/linear-algebra/matrix.ts";
import { byBlas, loadBlas } from "../../src/runtime/host/native/blas.ts";
import { missing } from "./available.ts";

/** Why there is no BLAS here; undefined where there is one. */
const without =
  missing ??
  (() => {
    try {
      loadBlas();
      return undefined;
    } catch (error) {
      if (error instanceof DeviceError) return error.message;
      throw error;
    }
  })();
if (without) console.warn(`tests of blas: "system" are skipped: ${without}`);

/** Values between -1 and 1, other ones for each seed. */
const value = (seed: number, i: number): number => Math.sin(seed * 12.9898 + i * 78.233);

const optimizers: readonly (readonly [string, () => Optimizer])[] = [
  ["muon", () => muon({ matrices: /./, layout: "out,in" })],
  ["shampoo", () => shampoo({ matrices: /./, every: 5, start: 5 })],
  ["soap", () => soap({ matrices: /./ })],
];

describe.skipIf(without)("products by the system's BLAS", () => {
  test.each([Float32Array, Float64Array])("%o: any shape, either way, as parts of other matrices", (type) => {
    const tolerance = type === Float32Array ? 1e-5 : 1e-13;
    const shapes = [
      [1, 1, 1],
      [3, 5, 2],
      [17, 64, 33],
      [64, 1, 7],
      [4, 0, 3],
    ] as const;
    for (const [rows, inner, columns] of shapes)
      for (let ways = 0; ways < 8; ways++) {
        // All in one memory, as a descent has them, with rows longer than the matrix.
        const buffer = new ArrayBuffer(1 << 20);
        let at = 64;
        const make = (height: number, width: number, isAcross: boolean, seed: number): Matrix => {
          const [h, w] = isAcross ? [width, height] : [height, width];
          const values = new type(buffer, at, h * (w + 3) + 5);
          at += Math.ceil(values.byteLength / 64) * 64;
          values.forEach((_, i) => {
            values[i] = value(seed, i);
          });
          const stored = { ...matrix(values, h, w, 2), stride: w + 3 };
          return isAcross ? transpose(stored) : stored;
        };
        const a = make(rows, inner, (ways & 1) > 0, 1);
        const b = make(inner, columns, (ways & 2) > 0, 2);
        const kernels = byBlas(1)(plain, buffer);
        for (const name of ["product", "subtractProduct"] as const) {
          const [out, meant] = [
            make(rows, columns, (ways & 4) > 0, 3),
            make(rows, columns, (ways & 4) > 0, 3),
          ];
          kernels[name](out, a, b);
          plain[name](meant, a, b);
          for (const [i, found] of out.values.entries())
            expect(Math.abs(found - meant.values[i]!)).toBeLessThan(tolerance * Math.max(1, inner));
        }
      }
  });

  test.each(optimizers)("%s takes the steps of the package's own products", async (_, make) => {
    const params = {
      w: { data: Float64Array.from({ length: 24 * 24 }, (_, i) => value(4, i)), shape: [24, 24] },
    };
    const run = async (blas: "system" | undefined) => {
      const descent = await make().init(params, { device: "native", ...(blas && { blas }) });
      for (let step = 0; step < 30; step++) {
        const { data } = descent.grads.w;
        data.forEach((_, i) => {
          data[i] = value(5 + step, i);
        });
        descent.step();
      }
      return descent.params.w.data as Float64Array;
    };
    const [own, found] = [await run(undefined), await run("system")];
    expect(found).not.toEqual(own);
    // Gradients of full rank: what rounding does to inverse roots and bases stays small.
    for (const [i, at] of own.entries()) expect(Math.abs(found[i]! - at)).toBeLessThan(1e-8);
  });

  test("memory that was transferred away is refused", () => {
    const buffer = new ArrayBuffer(256);
    const kernels = byBlas(1)(plain, buffer);
    const [a, out] = [
      matrix(new Float32Array(buffer, 0, 4), 2, 2),
      matrix(new Float32Array(buffer, 64, 4), 2, 2),
    ];
    structuredClone(buffer, { transfer: [buffer] });
    expect(() => kernels.product(out, a, a)).toThrow(DeviceError);
  });
});

test("where no library can be loaded, the error says what to install", () => {
  expect(() => loadBlas(["libno-such-blas.so"])).toThrow(
    /libno-such-blas.*apt install libopenblas0-pthread/s,
  );
});

test.each([
  ["auto", undefined],
  ["wasm", "wasm"],
  ["js", "js"],
] as const)("device %s calls no libraries", async (_, device) => {
  await expect(adam().init([1], { blas: "system", ...(device && { device }) })).rejects.toThrow(
    'blas: "system" needs device: "native"',
  );
  expect(() => adam().initSync([1], { blas: "system", ...(device && { device }) })).toThrow(DeviceError);
});

test("what is not a name is refused", async () => {
  await expect(adam().init([1], { device: "native", blas: "openblas" as never })).rejects.toThrow(
    'blas must be "system"',
  );
});
