/**
 * Every model's gradient against central differences in float64, by jax-js' exact device `cpu`. On Node 20 float64 input needs a
 * `Float16Array`, which this file defines for its own process.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { random } from "../random.ts";
import { charTransformer } from "./char-transformer.ts";
import { convolve } from "./convolution.ts";
import { binary, classes, regression } from "./heads.ts";
import { lenet } from "./lenet.ts";
import { mlp } from "./mlp.ts";
import type { Jax, JaxArray, Model } from "./model.ts";

let jax: Jax;

beforeAll(async () => {
  if (!("Float16Array" in globalThis)) Object.assign(globalThis, { Float16Array: class Float16Array {} });
  jax = await import("@jax-js/jax");
  await jax.init("cpu");
  jax.defaultDevice("cpu");
});

const generator = random(11);
const floats = (...shape: number[]) => ({
  data: Float64Array.from({ length: shape.reduce((a, b) => a * b) }, () => generator.normal()),
  shape,
});
const labels = (below: number, ...shape: number[]) => ({
  data: Int32Array.from({ length: shape.reduce((a, b) => a * b) }, () => generator.integer(below)),
  shape,
});

type Tensors = Record<
  string,
  { readonly data: Float64Array | Int32Array; readonly shape: readonly number[] }
>;

/** The largest error of the slope in a few random directions, relative to the slope. */
function errorOf(model: Model<never>, batch: Tensors, copy = jax): number {
  const params = model.init(random(3)) as unknown;
  // Around random values: at zeros many slopes vanish.
  const at = mapTensors(params, ({ data, shape }) => ({
    data: Float64Array.from(data, (value) => value + 0.2 * generator.normal()),
    shape,
  }));
  const loss = (values: unknown): JaxArray => {
    const traced = values as never;
    const arrays = Object.entries(batch).map(([name, { data, shape }]) => [name, array(data, shape)]);
    return model.loss(traced, Object.fromEntries(arrays) as Record<string, JaxArray>, copy);
  };
  const toArrays = (tree: unknown) => mapTensors(tree, ({ data, shape }) => array(data, shape));
  const valueAndGrad = jax.valueAndGrad as unknown as (
    f: typeof loss,
  ) => (params: unknown) => [value: JaxArray, gradient: unknown];
  const [value, gradient] = valueAndGrad(loss)(toArrays(at));
  value.dispose();
  const slopes = mapTensors(gradient, (leaf) => leaf.dataSync() as Float64Array);
  let worst = 0;
  for (let i = 0; i < 3; i++) {
    const direction = mapTensors(at, ({ data }) => data.map(() => generator.normal()));
    const moved = (by: number) => {
      const steps = jax.tree.leaves(direction as never) as Float64Array[];
      let index = 0;
      const tree = mapTensors(at, ({ data, shape }) => {
        const step = steps[index++]!;
        return { data: data.map((v, j) => v + by * step[j]!), shape };
      });
      return loss(toArrays(tree)).dataSync()[0]!;
    };
    const h = 1e-5;
    const numeric = (moved(h) - moved(-h)) / (2 * h);
    const [g, d] = [
      jax.tree.leaves(slopes as never),
      jax.tree.leaves(direction as never),
    ] as Float64Array[][];
    const exact = g!.reduce((sum, leaf, k) => sum + leaf.reduce((s, v, j) => s + v * d![k]![j]!, 0), 0);
    worst = Math.max(worst, Math.abs(numeric - exact) / Math.max(1e-3, Math.abs(exact)));
  }
  return worst;
}

const array = (data: Float64Array | Int32Array, shape: readonly number[]) =>
  jax.numpy.array(data as never, { shape: [...shape] });

type Leaf = { data: Float64Array; shape: readonly number[]; dataSync(): unknown };

function mapTensors(tree: unknown, f: (leaf: Leaf) => unknown): unknown {
  if (Array.isArray(tree)) return tree.map((child) => mapTensors(child, f));
  if (typeof tree === "object" && tree !== null && !("shape" in tree))
    return Object.fromEntries(Object.entries(tree).map(([key, child]) => [key, mapTensors(child, f)]));
  return f(tree as Leaf);
}

describe("gradients agree with central differences", () => {
  test.each([
    ["linear", mlp("linear", 3, [], regression()), () => ({ x: floats(4, 3), y: floats(4) })],
    ["logistic", mlp("logistic", 3, [], binary()), () => ({ x: floats(4, 3), y: labels(2, 4) })],
    ["softmax", mlp("softmax", 3, [], classes(4)), () => ({ x: floats(5, 3), y: labels(4, 5) })],
    ["mlp of values", mlp("mlp:4,3", 3, [4, 3], regression(2)), () => ({ x: floats(4, 3), y: floats(4, 2) })],
    ["mlp of two classes", mlp("mlp:4", 3, [4], binary()), () => ({ x: floats(4, 3), y: labels(2, 4) })],
    ["mlp of classes", mlp("mlp:4", 3, [4], classes(3)), () => ({ x: floats(4, 3), y: labels(3, 4) })],
    [
      "lenet",
      lenet(3, { side: 12, maps: [2, 2], dense: [3, 3] }),
      () => ({ x: floats(1, 12, 12), y: labels(3, 1) }),
    ],
  ] as const)("%s", (_, model, batch) => {
    expect(errorOf(model as unknown as Model<never>, batch())).toBeLessThan(1e-7);
  });
});

test("the transformer's gradient agrees with central differences", () => {
  const model = charTransformer(5, { layers: 1, heads: 2, width: 4, context: 3 }) as unknown as Model<never>;
  const batch = { x: labels(5, 2, 3), y: labels(5, 2, 3) };
  // jax-js' erf is an approximation to 1e-7, and its derivative is the exact one: they disagree by more than finite differences err.
  expect(errorOf(model, batch)).toBeLessThan(5e-5);
  // With the other gelu everything else can be seen to be exact.
  const byTanh = { ...jax, nn: { ...jax.nn, gelu: (x: JaxArray) => jax.nn.gelu(x) } };
  expect(errorOf(model, batch, byTanh as unknown as Jax)).toBeLessThan(1e-7);
});

test("a convolution by a banded matrix is the sum that defines it", () => {
  const [n, height, width, channels, k, maps] = [2, 6, 7, 3, 3, 2];
  const [x, w] = [floats(n, height, width, channels), floats(k, k, channels, maps)];
  const found = convolve(array(x.data, x.shape), array(w.data, w.shape), jax);
  const expected: number[] = [];
  for (let e = 0; e < n; e++)
    for (let i = 0; i <= height - k; i++)
      for (let j = 0; j <= width - k; j++)
        for (let m = 0; m < maps; m++) {
          let sum = 0;
          for (let a = 0; a < k; a++)
            for (let b = 0; b < k; b++)
              for (let c = 0; c < channels; c++)
                sum +=
                  x.data[((e * height + i + a) * width + j + b) * channels + c]! *
                  w.data[((a * k + b) * channels + c) * maps + m]!;
          expected.push(sum);
        }
  expect(found.shape).toEqual([n, height - k + 1, width - k + 1, maps]);
  const values = [...found.dataSync()];
  for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 12);
});
