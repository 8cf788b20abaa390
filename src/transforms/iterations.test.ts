/** Iterations, on products of rows too: the same matrices as the direct ones, to rounding; singular values of matrices of which they are known. */
import { describe, expect, test } from "vitest";
import { chain, muon, scaleByLearningRate, tensor } from "../index.ts";
import type { Coefficients } from "./coefficients.ts";
import { orthogonalize } from "./orthogonalize.ts";

function random(seed: number): () => number {
  let x = seed;
  return () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 31 - 1;
  };
}

const vector = (size: number, seed: number): Float64Array => {
  const next = random(seed);
  const values = Float64Array.from({ length: size }, next);
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
};

/** Rows and columns reflected: (I - 2 v v') A (I - 2 w w'), which has the singular values of A. */
function reflected(a: Float64Array, v: Float64Array, w: Float64Array): Float64Array {
  const [rows, columns] = [v.length, w.length];
  const out = a.slice();
  for (let j = 0; j < columns; j++) {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += v[i]! * out[i * columns + j]!;
    for (let i = 0; i < rows; i++) out[i * columns + j]! -= 2 * sum * v[i]!;
  }
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += w[j]! * out[i * columns + j]!;
    for (let j = 0; j < columns; j++) out[i * columns + j]! -= 2 * sum * w[j]!;
  }
  return out;
}

/** What becomes of a matrix. */
async function made(
  gradient: Float64Array,
  shape: readonly [number, number],
  options: { readonly form?: "direct" | "gram"; readonly coefficients?: Coefficients },
  type: typeof Float32Array | typeof Float64Array = Float64Array,
  device: "js" | "wasm" = "wasm",
): Promise<Float64Array> {
  const optimizer = chain(orthogonalize({ eps: 1e-7, ...options }), scaleByLearningRate(1));
  const descent = await optimizer.init({ w: tensor(new type(gradient.length), shape) }, { device });
  descent.step({ w: type.from(gradient) } as never);
  const found = Float64Array.from(descent.params.w.data, (value) => -value);
  descent.dispose();
  return found;
}

const distance = (a: Float64Array, b: Float64Array): number =>
  Math.hypot(...a.map((value, i) => value - b[i]!)) / Math.hypot(...b);

const coefficients: readonly Coefficients[] = [
  "quintic",
  "polarExpress",
  [
    [3, -3, 1],
    [2, -1.5, 0.5],
  ],
];

describe.each(coefficients)("%j", (polynomials) => {
  test.each<[number, number]>([
    [6, 6],
    [5, 17],
    [17, 5],
    [1, 4],
    [4, 1],
  ])("iterates to the same %d x %d matrix", async (rows, columns) => {
    const gradient = vector(rows * columns, 3);
    const [direct, gram] = await Promise.all(
      (["direct", "gram"] as const).map((form) =>
        made(gradient, [rows, columns], { form, coefficients: polynomials }),
      ),
    );
    expect(distance(gram!, direct!)).toBeLessThan(1e-11);
  });
});

test("has the same bits on js and wasm", async () => {
  const gradient = vector(33 * 20, 5);
  const [js, wasm] = await Promise.all(
    (["js", "wasm"] as const).map((device) =>
      made(gradient, [33, 20], { form: "gram" }, Float32Array, device),
    ),
  );
  expect(wasm).toEqual(js);
});

test("float32 is within 5e-4 of float64", async () => {
  const gradient = Float64Array.from(vector(48 * 200, 9), Math.fround);
  const exact = await made(gradient, [48, 200], { form: "gram" });
  expect(distance(await made(gradient, [48, 200], { form: "gram" }, Float32Array), exact)).toBeLessThan(5e-4);
});

/** A matrix of these singular values. */
const ofValues = (values: readonly number[], seed: number): Float64Array => {
  const n = values.length;
  const diagonal = new Float64Array(n * n);
  for (const [i, value] of values.entries()) diagonal[i * n + i] = value;
  let found: Float64Array = diagonal;
  for (let k = 0; k < 40; k++) found = reflected(found, vector(n, seed + 2 * k), vector(n, seed + 2 * k + 1));
  return Float64Array.from(found, Math.fround);
};

describe("float32 beside float64 where few singular values are much larger than the others", () => {
  test.each<[rows: number, large: number, small: number, Coefficients, gram: number]>([
    [32, 1, 1.001e-3, "quintic", 1e-3],
    [128, 1, 1.001e-3, "quintic", 1e-3],
    [256, 1, 1.001e-3, "quintic", 1e-3],
    [64, 1, 1.001e-3, "polarExpress", 5e-3],
    [64, 4, 1e-4, "polarExpress", 5e-3],
  ])(
    "%d rows, %d of 1 and others of %d, %s: direct within 1e-4, Gram within its bound",
    async (n, large, small, coefficients, most) => {
      const values = Array.from({ length: n }, (_, i) => (i < large ? 1 : small));
      const gradient = ofValues(values, n);
      const offOf = async (form: "direct" | "gram") => {
        const exact = await made(gradient, [n, n], { form, coefficients });
        return distance(await made(gradient, [n, n], { form, coefficients }, Float32Array), exact);
      };
      expect(await offOf("direct")).toBeLessThan(1e-4);
      expect(await offOf("gram")).toBeLessThan(most);
    },
  );
});

test("half of every product but the last is computed", async () => {
  const text = await muon({ matrices: "w", layout: "out,in", form: "gram" }).explain({
    params: { w: tensor(new Float32Array(6), [2, 3]) },
  });
  expect(text).toContain("orthogonalize: 1 product of matrices, 18 by half for each of 1 tensor");
});

describe.each(["direct", "gram"] as const)("singular values, %s", (form) => {
  test.each([2, 16, 128, 1024])(
    "of %d rows are within [0.3, 1.3] where they were a thousandth of the norm or more",
    async (n) => {
      // Down to a thousandth of the norm: as many sizes as rows, and as many columns again.
      const columns = n + 3;
      const sizes = Array.from({ length: n }, (_, i) => 1e-3 ** (n === 1 ? 0 : i / (n - 1)));
      const norm = Math.hypot(...sizes);
      const kept = sizes.filter((size) => size >= 1e-3 * norm).length;
      const plain = new Float64Array(n * columns);
      for (let i = 0; i < n; i++) plain[i * columns + i] = sizes[i]!;
      const [v, w] = [vector(n, 11), vector(columns, 12)];
      const found = reflected(await made(reflected(plain, v, w), [n, columns], { form }, Float32Array), v, w);
      for (let i = 0; i < kept; i++) {
        expect(found[i * columns + i]).toBeGreaterThan(0.3);
        expect(found[i * columns + i]).toBeLessThan(1.3);
      }
    },
  );
});
