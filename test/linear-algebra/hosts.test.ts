/** Loops and routines have the same bits in TypeScript, WebAssembly and compiled C, however the work is divided. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  inverseRoot,
  inverseRootWorkspace,
  newtonInverseRoot,
  newtonWorkspace,
} from "../../src/linear-algebra/inverse-root.ts";
import { type Matrix, matrix, transpose } from "../../src/linear-algebra/matrix.ts";
import { qr, qrWorkspace } from "../../src/linear-algebra/qr.ts";
import { eigenWorkspace, symmetricEigen } from "../../src/linear-algebra/symmetric-eigen.ts";
import { random } from "../kernels/compute.ts";
import { hosts, type Opened } from "./hosts.ts";
import { differences, fill, naive, shapes, specials } from "./naive.ts";

const compiled = hosts.slice(1);
const js = hosts[0]!;

describe.each(compiled)("on $name", ({ open }) => {
  describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
    test.each(shapes)("%i x %i x %i", (rows, inner, columns) => {
      const [a, b] = [fill(dtype, rows, inner, 1), fill(dtype, inner, columns, 2)];
      const meant = naive(dtype, a, b);
      for (const threads of [1, 2, 4]) {
        const { kernels, copy } = open(2 ** 23, 2 ** 25, threads);
        const out = copy(fill(dtype, rows, columns, 3));
        kernels.product(out, copy(a), copy(b));
        expect(differences(out, meant)).toBe(0);
      }
    });

    test("any shape, transposed or not, whole, by half or subtracted", () => {
      const { kernels, copy } = open(2 ** 26);
      const sizes = fc.integer({ min: 1, max: 90 });
      const way = fc.constantFrom("product", "subtractProduct", "symmetricProduct");
      fc.assert(
        fc.property(
          ...([sizes, sizes, sizes, fc.integer(), fc.boolean(), fc.boolean(), fc.boolean(), way] as const),
          (m, k, columns, seed, isWild, ta, tb, name) => {
            const n = name === "symmetricProduct" ? m : columns;
            const from = isWild ? specials(dtype) : undefined;
            const a = {
              ...(ta ? fill(dtype, k, m, seed, from) : fill(dtype, m, k, seed, from)),
              transposed: ta,
            };
            const b = {
              ...(tb ? fill(dtype, n, k, seed, from) : fill(dtype, k, n, seed, from)),
              transposed: tb,
            };
            const out = fill(dtype, m, n, seed + 1);
            const there = copy(out);
            kernels[name](there, copy(a), copy(b));
            js.open(0).kernels[name](out, a, b);
            return differences(there, out.values) === 0;
          },
        ),
        { numRuns: 60 },
      );
    });
  });

  test.each([1, 2, 3, 7, 8, 33, 64, 100, 257])("eigenvalues and eigenvectors of %i rows", (n) => {
    expectSame(open, (host) => {
      const a = host.copy(symmetric(n, n));
      const values = host.float64(n);
      symmetricEigen(values, a, a, host.float64(eigenWorkspace(n)), host.kernels);
      return [values, a.values];
    });
  });

  test.each([
    ["float32", 1, 1],
    ["float32", 40, 40],
    ["float32", 70, 33],
    ["float64", 33, 70],
    ["float64", 129, 129],
  ] as const)("QR in %s, %i x %i", (dtype, rows, columns) => {
    expectSame(open, (host) => {
      const count = Math.min(rows, columns);
      const [q, r] = [host.copy(fill(dtype, rows, count, 1)), host.copy(fill(dtype, count, columns, 1))];
      const workspace = host.float64(qrWorkspace(dtype, rows, columns));
      qr(q, r, host.copy(fill(dtype, rows, columns, 5)), workspace, host.kernels);
      return [q.values, r.values];
    });
  });

  test.each([1, 5, 60])("inverse roots of %i rows", (n) => {
    expectSame(open, (host) => {
      const a = host.copy(fill("float64", n, 2 * n, 7));
      const own = host.copy(fill("float64", n, n, 1));
      host.kernels.symmetricProduct(own, a, transpose(a));
      const [eigen, newton] = [host.copy(own), host.copy(own)];
      const options = { root: 4, epsilon: 1e-6 };
      inverseRoot(eigen, eigen, options, host.float64(inverseRootWorkspace(n)), host.kernels);
      const workspace = host.float64(newtonWorkspace("float64", n));
      newtonInverseRoot(newton, newton, { ...options, epsilon: 1 }, workspace, host.kernels);
      return [eigen.values, newton.values];
    });
  });
});

test("arrays outside the memory are refused, and a room that is too small", () => {
  const { kernels, copy } = compiled[0]!.open(2 ** 20, 4096);
  const small = copy(fill("float32", 2, 2, 1));
  expect(() => kernels.product(small, small, fill("float32", 2, 2, 1))).toThrow(
    "compiled linear algebra works on arrays in its own memory only",
  );
  const large = copy(fill("float32", 100, 100, 1));
  expect(() => kernels.product(copy(large), large, large)).toThrow(
    /^a product of 100 x 100 and 100 x 100 float32 needs \d+ bytes of room; got 4096$/,
  );
});

function symmetric(n: number, seed: number): Matrix {
  const next = random(seed);
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      values[i * n + j] = next() - 0.5;
      values[j * n + i] = values[i * n + j]!;
    }
  return matrix(values, n, n);
}

type Found = readonly (Float32Array | Float64Array)[];

function expectSame(open: (bytes: number) => Opened, routine: (host: Opened) => Found): void {
  const [meant, found] = [js.open(2 ** 24), open(2 ** 24)].map(routine) as [Found, Found];
  meant.forEach((array, index) => {
    expect(array.some(Number.isNaN)).toBe(false);
    const place = array.findIndex((value, i) => !Object.is(value, found[index]![i]));
    expect(place).toBe(-1);
  });
}
