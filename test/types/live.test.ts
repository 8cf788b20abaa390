/** Types of what `init` returns: each leaf of the input as its view, numbers to be read and written. */
import { beforeAll, expect, test } from "vitest";
import { diagnose } from "./diagnose.ts";

const source = (lines: string) => `
  import { type MinimizeOptions, minimize, minimizeMany, sgd, tensor } from "../../src/index.ts";
  const descent = await sgd().init({
    w: new Float32Array(2),
    b: new Float64Array(1),
    list: [1, 2],
    layers: [{ x: new Float32Array(1) }],
    shaped: tensor(new Float32Array(6), [2, 3]),
    scale: 3,
  });
  const { params, grads } = descent;
  ${lines}
`;

const sources = {
  views: source(`
    const w: Float32Array = params.w;
    const b: Float64Array = grads.b;
    const list: Float64Array = params.list;
    const x: Float32Array = params.layers[0].x;
    const data: Float32Array = grads.shaped.data;
    const scale: number = params.scale;
  `),
  elements: source("grads.w[0] = 1; grads.list[1] = 2; grads.shaped.data[5] = 3;"),
  numbers: source("grads.scale = 0.5; params.scale += 1;"),
  functions: source(`
    await minimize((x, gradient) => {
      gradient.slope = 2 * x.slope;
      return x.slope ** 2;
    }, { slope: 1 }, { optimizer: sgd() });
  `),
  options: source(`
    const options: MinimizeOptions = { optimizer: sgd(), onStep: ({ steps }) => steps < 5 };
    const { x } = await minimize(({ slope }) => slope ** 2, { slope: 1 }, { ...options, gradient: "central" });
    const slope: number = x.slope;
    await minimize((at, gradient) => gradient.fill(1)[0] * at[0], [1], options);
    params.scale = slope;
  `),
  many: source(`
    const found = await minimizeMany((x, gradient, index) => {
      gradient.slope = 2 * (x.slope - index);
      return (x.slope - index) ** 2;
    }, [{ slope: 1 }, { slope: 2 }], { optimizer: sgd(), onStep: ({ x }, index) => x.slope < index });
    const central = await minimizeMany((x, index) => (x[0] - index) ** 2, [[1], [2]], { optimizer: sgd(), gradient: "central" });
    const slope: number = found[0].x.slope + central[0].x[0];
    params.scale = slope;
  `),
  nulls: source("descent.step({ ...grads, w: null, layers: [{ x: null }] });"),
  replaced: source("grads.w = new Float32Array(2);"),
  misspelt: source("params.weights;"),
};

let found: Record<keyof typeof sources, string[]>;

beforeAll(() => {
  found = diagnose(sources) as typeof found;
}, 60_000);

test("parameters and gradients have the input's structure with views as leaves", () => {
  expect(found.views).toEqual([]);
});

test("functions of many problems have the starts' structure, and an index", () => {
  expect(found.many).toEqual([]);
});

test("a gradient may be null, or those of a part of the tree", () => {
  expect(found.nulls).toEqual([]);
});

test("elements of gradients can be written", () => {
  expect(found.elements).toEqual([]);
});

test("numbers can be written in the arena", () => {
  expect(found.numbers).toEqual([]);
});

test("numbers can be written in the gradient of a function", () => {
  expect(found.functions).toEqual([]);
});

test("options of minimize can be kept for any parameters", () => {
  expect(found.options).toEqual([]);
});

test("a view cannot be replaced by another array", () => {
  expect(found.replaced.join()).toContain("read-only");
});

test("a parameter that is not there fails to compile", () => {
  expect(found.misspelt.join()).toContain("'weights' does not exist");
});
