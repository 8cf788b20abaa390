/** The bits of linear algebra as they are promised: a change that alters one of them alters what every matrix optimizer computes. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import {
  inverseRoot,
  inverseRootWorkspace,
  newtonInverseRoot,
  newtonWorkspace,
} from "../../src/linear-algebra/inverse-root.ts";
import { type Matrix, matrix } from "../../src/linear-algebra/matrix.ts";
import { ownProduct, product } from "../../src/linear-algebra/product.ts";
import { qr, qrWorkspace } from "../../src/linear-algebra/qr.ts";
import { eigenWorkspace, symmetricEigen } from "../../src/linear-algebra/symmetric-eigen.ts";
import { fill } from "./naive.ts";

const n = 61;

function digestOf(...arrays: readonly (Float32Array | Float64Array)[]): string {
  const hash = createHash("sha256");
  for (const array of arrays) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest("hex").slice(0, 16);
}

/** Numbers that need no function of the engine's: x / 2^16 for whole x. */
function numbers(dtype: "float32" | "float64", seed: number): Matrix {
  const from = Array.from({ length: 509 }, (_, k) => (((k * 40503 + seed) % 65521) - 32760) / 2 ** 16);
  return fill(dtype, n, n, seed, from);
}

test.each(["float32", "float64"] as const)("in %s", (dtype) => {
  const [a, b] = [numbers(dtype, 1), numbers(dtype, 2)];
  const [out, own, q, r] = [3, 4, 5, 6].map((seed) => numbers(dtype, seed)) as [
    Matrix,
    Matrix,
    Matrix,
    Matrix,
  ];
  product(out, a, b);
  ownProduct(own, a);
  qr(q, r, a, new Float64Array(qrWorkspace(dtype, n, n)));
  const [values, vectors] = [new Float64Array(n), matrix(new Float64Array(n * n), n, n)];
  symmetricEigen(values, vectors, own, new Float64Array(eigenWorkspace(n)));
  const [root, newton] = [numbers(dtype, 7), numbers(dtype, 8)];
  inverseRoot(root, own, { root: 4, epsilon: 1e-3 }, new Float64Array(inverseRootWorkspace(n)));
  newtonInverseRoot(newton, own, { root: 4, epsilon: 0.25 }, new Float64Array(newtonWorkspace(dtype, n)));
  expect({
    product: digestOf(out.values),
    ownProduct: digestOf(own.values),
    qr: digestOf(q.values, r.values),
    eigen: digestOf(values, vectors.values),
    inverseRoot: digestOf(root.values),
    newton: digestOf(newton.values),
  }).toMatchSnapshot();
});
