/** Numbers for tests of arrays, and how far two arrays are apart. */
import { expect } from "vitest";
import type { Tensor } from "../../src/index.ts";

/** Numbers that are not all alike. */
export const numbers = (length: number, seed: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length }, (_, i) => Math.sin(1 + i * 7.3 + seed));

/** The largest difference, relative to the largest number. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [most, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    most = Math.max(most, Math.abs(a[i]! - b[i]!));
    size = Math.max(size, Math.abs(b[i]!));
  }
  return a.length === b.length ? most / size : Number.POSITIVE_INFINITY;
}

/** Tensors and arrays by name. */
type Arrays = Readonly<Record<string, Float32Array | Pick<Tensor, "data" | "shape">>>;

/** Expects that a descent on a GPU has the shapes and, within float32's rounding over some steps, the values of one on the host. */
export async function expectNear(
  descent: { read(): Promise<unknown> },
  host: unknown,
  where: string,
): Promise<void> {
  const found = (await descent.read()) as Arrays;
  expect(Object.keys(found)).toEqual(Object.keys(host as Arrays));
  for (const [name, meant] of Object.entries(host as Arrays)) {
    const own = found[name]!;
    const dataOf = (one: typeof own) => ("shape" in one ? one.data : one);
    if ("shape" in meant) expect((own as Tensor).shape).toEqual(meant.shape);
    expect(difference(dataOf(own), dataOf(meant)), `${name} ${where}`).toBeLessThan(2e-6);
  }
}
