/** Inverse roots by products on a GPU, beside those by eigenvalues in float64 on the host. */
import { expect, test } from "vitest";
import {
  chain,
  DeviceError,
  matrixRule,
  muon,
  scaleByLearningRate,
  shampoo,
  skipNonFinite,
  tensor,
} from "../../src/index.ts";
import { numbers } from "./arrays.ts";
import { testedGpu } from "./gpu.ts";
import { counting, madeIn, wrapped } from "./wrapped.ts";

const gpu = testedGpu();

const definition = { hyper: { root: 4, eps: 0.1 }, bounds: { root: "whole [1, inf)" } } as const;
const byProducts = matrixRule({
  ...{ name: "byProducts", ...definition },
  text: "u = newtonRoot(g @ g', root, eps) @ g",
});
const byEigenvalues = matrixRule({
  ...{ name: "byEigenvalues", ...definition },
  text: "u = inverseRoot(g @ g', root, eps) @ g",
});

/**
 * What roundings of 2^-24 may become: an error of a product, relative to the norm, is as many times larger beside the smallest eigenvalue as that is
 * smaller than the norm.
 */
const tolerance = (condition: number): number => 8 * condition * 2 ** -24;

const lengthOf = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));

const shapes = [
  [1, 3],
  [5, 9],
  [40, 20],
  [70, 64],
  [3, 6, 9],
];

test.each(shapes.flatMap((shape) => [1, 2, 3, 4, 7, 8, 15].map((root) => ({ shape, root }))))(
  "the root $root of $shape",
  async ({ shape, root }) => {
    const size = shape.reduce((all, side) => all * side, 1);
    const data = numbers(size, root);
    // The largest eigenvalue is at most the square of the norm.
    const eps = lengthOf(data) ** 2 / 500;
    const host = await byEigenvalues({ root, eps }).init(
      { w: tensor(new Float64Array(size), shape) },
      { device: "js" },
    );
    const found = await byProducts({ root, eps }).init(
      { w: tensor(new Float32Array(size), shape) },
      { device: gpu.device },
    );
    host.step({ w: tensor(Float64Array.from(data), shape) });
    found.step({ w: tensor(data, shape) });
    const [values, meant] = [(await found.read()).w.data, host.params.w.data];
    const off = lengthOf(meant.map((value, i) => value - values[i]!));
    expect(off / lengthOf(meant)).toBeLessThan(tolerance(500));
    found.dispose();
  },
);

/** Gradients with directions in which there is nothing, or next to nothing. */
const deficient: readonly (readonly [rows: number, columns: number, data: Float32Array])[] = [
  [1, 5, Float32Array.of(1, 2, 3, 4, 5)],
  [5, 1, Float32Array.of(1, 2, 3, 4, 5)],
  [3, 3, Float32Array.of(1, 2, 3, 2, 4, 6, 3, 6, 9)],
  [3, 3, numbers(9, 4).fill(0, 3, 6)],
  [4, 8, numbers(32, 5)],
  [64, 8, numbers(512, 6)],
];

test.each(deficient)("%d x %d with the default eps: the step of js", async (rows, columns, data) => {
  const optimizer = shampoo({ inverse: "newton", every: 1, start: 1, grafting: "none", learningRate: 1 });
  const params = () => ({ w: tensor(new Float32Array(data.length), [rows, columns]) });
  const host = await optimizer.init(params(), { device: "js" });
  const found = await optimizer.init(params(), { device: gpu.device });
  for (const one of [host, found]) one.step({ w: data });
  const [values, meant] = [(await found.read()).w.data, host.params.w.data];
  expect(meant.every(Number.isFinite)).toBe(true);
  const off = lengthOf(meant.map((value, i) => value - values[i]!)) / lengthOf(meant);
  expect(off).toBeLessThan(1e-3);
  found.dispose();
});

test("one that does not converge leaves the last, or the identity", async () => {
  const kept = matrixRule({
    ...{ name: "kept", hyper: { sign: 1 }, bounds: { sign: "[-1, 1]" } },
    ...{ state: { A: 0 }, squares: { A: "rows" } },
    text: "A = newtonRoot(sign*g @ g', 2, 0, A); u = A @ g",
  } as const);
  const once = matrixRule({ name: "once", text: "u = newtonRoot(-(g @ g'), 2, 0) @ g" });
  const data = Float32Array.of(1, 2, 3, 5);
  const signs = [-1, 1, -1];
  const params = () => ({ w: tensor(new Float32Array(4), [2, 2]) });
  const descent = await kept({ sign: (count) => signs[count]! }).init(params(), { device: gpu.device });
  const steps: Float32Array[] = [];
  for (const _ of signs) {
    const before = (await descent.read()).w.data.slice();
    descent.step({ w: data });
    steps.push((await descent.read()).w.data.map((value, i) => value - before[i]!));
  }
  expect(steps[0]).toEqual(data);
  expect(steps[1]).not.toEqual(data);
  for (const [i, value] of steps[2]!.entries()) expect(value).toBeCloseTo(steps[1]![i]!, 5);
  const other = await once().init(params(), { device: gpu.device });
  other.step({ w: data });
  expect((await other.read()).w.data).toEqual(data);
  for (const one of [descent, other]) one.dispose();
});

test("a root that is too large is refused, at init or before the step that has it, which changes nothing", async () => {
  const message =
    '"webgpu" computes inverse roots A^(-1/r) with r up to 15; got 16: choose a smaller one, or use "wasm"';
  const params = () => ({ w: tensor(numbers(12, 1), [3, 4]) });
  const fixed = matrixRule({ name: "fixed", text: "u = newtonRoot(g @ g', 16, 1) @ g" });
  await expect(fixed().init(params(), { device: gpu.device })).rejects.toThrow(new DeviceError(message));
  const descent = await chain(
    byProducts({ root: (count) => (count === 1 ? 16 : 2) }),
    scaleByLearningRate(0.1),
  ).init(params(), { device: gpu.device });
  descent.step(params());
  const before = await descent.snapshot();
  expect(() => descent.step(params())).toThrow(message);
  expect(await descent.snapshot()).toEqual(before);
  descent.dispose();
});

test("blocks are refused at init, by name", async () => {
  const begin = (blockSize: number, maxSide?: number) =>
    shampoo({ inverse: "newton", blockSize, maxSide }).init(
      { w: tensor(numbers(35, 1), [5, 7]) },
      { device: gpu.device },
    );
  await expect(begin(6)).rejects.toThrow(DeviceError);
  await expect(begin(6)).rejects.toThrow(
    'shampoo divides "w" into blocks of 5 x 6, and "webgpu" takes matrices that lie one after the other, tensors as they are and blocks of whole rows: choose such ones, with shampoo a blockSize as long as the longest side or a maxSide no longer than blockSize, with muon of: "rows" and the transpose of a tensor that had of: "columns"; or use "wasm"',
  );
  (await begin(7)).dispose();
  (await begin(6, 6)).dispose();
});

/** Shampoo with roots in some steps, and what a step of it asks of the device. */
async function steps(every: number, isDeclined: boolean) {
  const calls = new Map<string, number>();
  const { device, alive } = counting(wrapped(gpu.device, { calls }));
  const params = () => ({ w: tensor(numbers(35, 1), [5, 7]), b: numbers(3, 2) });
  const inner = shampoo({ inverse: "newton", eps: 0.1, every, start: every });
  const optimizer = isDeclined ? chain(skipNonFinite(), inner) : inner;
  const descent = await optimizer.init(params(), { device });
  const buffers = alive.size;
  const dispatches: number[] = [];
  calls.clear();
  for (let t = 0; t < 4; t++) {
    const before = calls.get("dispatchWorkgroups") ?? 0;
    descent.step(params());
    dispatches.push(calls.get("dispatchWorkgroups")! - before);
  }
  expect(madeIn(calls)).toEqual(["createCommandEncoder"]);
  expect(alive.size).toBe(buffers);
  await descent.done();
  const host = await optimizer.init(params(), { device: "js" });
  for (let t = 0; t < 4; t++) host.step(params());
  const { w } = await descent.read();
  for (const [i, value] of host.params.w.data.entries()) expect(w.data[i]).toBeCloseTo(value, 5);
  descent.dispose();
  return dispatches;
}

test("steps without roots dispatch nothing for them; those that may be declined dispatch all", async () => {
  const [first, second, third, fourth] = await steps(2, false);
  expect([third, fourth]).toEqual([first, second]);
  expect(second! - first!).toBeGreaterThan(2 * 32);
  expect(first!).toBeLessThan(20);
  expect(new Set(await steps(2, true)).size).toBe(1);
});

test("matrices that take no part keep their bits, and have steps and roots of their own when they do", async () => {
  const params = () => ({ a: tensor(numbers(35, 1), [5, 7]), b: tensor(numbers(24, 2), [6, 4]) });
  for (const optimizer of [
    shampoo({ inverse: "newton", eps: 0.1, every: 2, start: 2 }),
    muon({ matrices: /./, layout: "out,in" }),
  ]) {
    const host = await optimizer.init(params(), { device: "js" });
    const found = await optimizer.init(params(), { device: gpu.device });
    for (const [t, isThere] of [true, false, true, true, true].entries()) {
      const { a, b } = { a: tensor(numbers(35, t), [5, 7]), b: tensor(numbers(24, t), [6, 4]) };
      const before = await found.read();
      for (const one of [host, found]) one.step({ a, b: isThere ? b : null });
      if (!isThere) expect((await found.read()).b).toEqual(before.b);
    }
    const read = await found.read();
    for (const name of ["a", "b"] as const)
      for (const [i, value] of host.params[name].data.entries())
        expect(read[name].data[i]).toBeCloseTo(value, 5);
    found.dispose();
  }
});
