/** One step explained with its numbers: what the lines say. That values are the engine's is tested for every optimizer in test/conformance. */
import { describe, expect, test } from "vitest";
import {
  accumulate,
  adam,
  chain,
  clipByGlobalNorm,
  HyperparameterError,
  ParameterError,
  polyakSgd,
  projectionBox,
  rule,
  sam,
  scaleByLearningRate,
  sgd,
  skipNonFinite,
  tensor,
} from "../index.ts";
import { inBrackets, numberTex } from "./number-tex.ts";

const x = { x: [1, -2] };

describe("lines", () => {
  test("of Adam are its equations with symbols, with numbers, and values", async () => {
    const descent = await adam({ learningRate: (count) => 0.1 / (1 + count) }).init(x);
    descent.step({ x: [0.5, -3] });
    const { call, t, isDeclined, lines } = await descent.explainStep({ x: [0.25, 2] });
    expect([call, t, isDeclined]).toEqual(["step", 2, false]);
    expect(lines.filter(({ kind }) => kind === "given").map(({ numbers }) => numbers)).toEqual([
      ...[
        "g_t = 0.25",
        "p_{t-1} = 0.9",
        "t = 2",
        "\\beta_1 = 0.9",
        "\\beta_2 = 0.999",
        "\\epsilon = 10^{-8}",
      ],
      ...["m_{t-1} = 0.05", "v_{t-1} = 2.5 \\cdot 10^{-4}", "\\eta = 0.05"],
    ]);
    const equations = lines.filter(({ kind }) => kind === "equation");
    const explained = await adam().explain({ format: "tex" });
    expect(equations.map(({ tex }) => tex)).toEqual(
      explained
        .replaceAll(/ ?&| \\\\/g, (found) => (found.endsWith("&") ? " " : ""))
        .split("\n")
        .slice(2, -1),
    );
    expect(equations.map(({ name, rule: of }) => `${of}.${name}`)).toEqual([
      ...["adam.m", "adam.v", "adam.mHat", "adam.vHat", "adam.u", "scaleByLearningRate.u", ".p"],
    ]);
    expect(equations.map(({ numbers, result }) => [numbers, result])).toEqual([
      ["m_t = 0.9 \\cdot 0.05 + \\left(1 - 0.9\\right) \\cdot 0.25", "0.07"],
      [
        "v_t = 0.999 \\cdot 2.5 \\cdot 10^{-4} + \\left(1 - 0.999\\right) \\cdot 0.25^{2}",
        "3.123 \\cdot 10^{-4}",
      ],
      ["\\hat{m}_t = \\frac{0.07}{1 - 0.9^{2}}", "0.3684"],
      ["\\hat{v}_t = \\frac{3.123 \\cdot 10^{-4}}{1 - 0.999^{2}}", "0.1562"],
      ["u^{(1)}_t = \\frac{0.3684}{\\sqrt{0.1562} + 10^{-8}}", "0.9322"],
      ["u_t = -0.05 \\cdot 0.9322", "-0.04661"],
      ["p_t = 0.9 + \\left(-0.04661\\right)", "0.8534"],
    ]);
    descent.step({ x: [0.25, 2] });
    expect(lines.at(-1)!.value).toBeCloseTo(descent.params.x[0]!, 14);
  });

  test("have sums over all elements, and the sign of a maximum", async () => {
    const descent = await chain(clipByGlobalNorm(1), sgd({ maximize: true, learningRate: 0.5 })).init(x);
    const { lines } = await descent.explainStep({ x: [3, -4] }, { index: 1 });
    expect(lines[0]).toMatchObject({
      tex: "g_t = -\\nabla f_t",
      numbers: "g_t = -\\left(-4\\right)",
      value: 4,
    });
    expect(lines.find(({ kind }) => kind === "reduction")).toEqual({
      kind: "reduction",
      name: "sqrt(globalSumSquares(g))",
      rule: "clipByGlobalNorm",
      left: "\\left\\lVert g_t \\right\\rVert_{\\text{all}}",
      tex: "\\left\\lVert g_t \\right\\rVert_{\\text{all}}",
      numbers: "\\left\\lVert g_t \\right\\rVert_{\\text{all}} = 5",
      result: "5",
      value: 5,
    });
    expect(lines.find(({ name }) => name === "u")?.numbers).toBe("u^{(1)}_t = 4 \\min(1, \\frac{1}{5})");
  });

  test("show a product where b^t is one of several values", async () => {
    const descent = await adam({ b1: (count) => 0.9 - 0.1 * count }).init(x);
    descent.step({ x: [3, -4] });
    const { lines } = await descent.explainStep({ x: [1, 1] });
    expect(lines.find(({ name }) => name === "mHat")?.numbers).toBe("\\hat{m}_t = \\frac{0.44}{1 - 0.72}");
    expect(lines.find(({ name }) => name === "vHat")?.numbers).toContain("0.999^{2}");
  });

  test("end where bounds let the parameter", async () => {
    const descent = await chain(sgd({ learningRate: 1 }), projectionBox({ min: 0 })).init(x);
    const { lines } = await descent.explainStep({ x: [3, 0] });
    expect(lines.at(-1)).toMatchObject({
      tex: "p_t = \\Pi\\left(p_{t-1} + u_t\\right)",
      numbers: "p_t = \\Pi\\left(1 + \\left(-3\\right)\\right)",
      value: 0,
    });
  });

  test("of conditions are true or false; a declined step leaves the parameter", async () => {
    const descent = await chain(skipNonFinite(), sgd()).init(x);
    const { isDeclined, lines } = await descent.explainStep({ x: [3, Number.NaN] });
    expect(isDeclined).toBe(true);
    expect(lines.find(({ name }) => name === "accept")).toMatchObject({ result: "\\text{false}", value: 0 });
    expect(lines.at(-1)).toMatchObject({ tex: "p_t = p_{t-1}", numbers: "p_t = 1", value: 1 });
  });

  test("are of the gradient that comes next where a step takes several", async () => {
    const gathering = await accumulate(sgd({ learningRate: 1 }), { every: 2 }).init(x);
    const before = await gathering.explainStep({ x: [3, 0] });
    expect([before.call, before.lines.at(-1)!.tex]).toEqual(["before", "p \\leftarrow p"]);
    expect(before.lines.find(({ kind, name }) => kind === "equation" && name === "total")?.numbers).toBe(
      "\\mathrm{total} \\leftarrow 0 + 3",
    );
    gathering.step({ x: [3, 0] });
    expect((await gathering.explainStep({ x: [5, 0] })).lines.at(-1)!.value).toBe(-3);
    const halves = await sam(sgd({ learningRate: 0.1 })).init(x);
    expect((await halves.explainStep({ x: [3, 4] })).lines.at(-1)).toMatchObject({
      tex: "p \\leftarrow p + u",
      value: 1.03,
    });
    halves.perturb({ x: [3, 4] });
    const { call, lines } = await halves.explainStep({ x: [3, 4] });
    expect([call, lines.at(-1)!.numbers]).toEqual(["step", "p_t = 1 + \\left(-0.3\\right)"]);
  });

  test("have the number that a rule draws", async () => {
    const noisy = rule({ name: "noisy", text: "u = normal(3)" });
    const descent = await noisy().init(x, { device: "js" });
    const { lines } = await descent.explainStep({ x: [0, 0] }, { index: 1 });
    descent.step();
    expect(lines.at(-1)!.value).toBeCloseTo(descent.params.x[1]!, 14);
    expect(lines.find(({ name }) => name === "u")).toMatchObject({ tex: "u_t = \\xi" });
  });
});

describe("the call", () => {
  test("changes nothing, and takes what is there when it is made", async () => {
    const descent = await adam({ learningRate: 0.1 }).init(x);
    descent.step({ x: [1, 2] });
    const before = JSON.stringify([await descent.snapshot(), descent.hyper, descent.grads]);
    descent.set({ learningRate: 0.5 });
    const waiting = descent.explainStep({ x: [7, 7] });
    descent.set({ learningRate: 0.1 });
    expect(JSON.stringify([await descent.snapshot(), descent.hyper, descent.grads])).toBe(before);
    descent.step({ x: [0, 0] });
    const { lines } = await waiting;
    expect(lines.find(({ name }) => name === "learningRate")?.value).toBe(0.5);
    expect(lines[0]?.value).toBe(7);
    expect(lines.find(({ name }) => name === "p")?.value).toBeCloseTo(0.9, 6);
  });

  test("leaves out parameters without a gradient, which count for themselves", async () => {
    const optimizer = chain(clipByGlobalNorm(1), adam());
    const descent = await optimizer.init({ a: [1], b: [2] });
    descent.step({ a: [3], b: null });
    descent.freeze("a");
    const { t, lines } = await descent.explainStep({ a: [30], b: [4] }, { path: "b" });
    descent.step({ a: [30], b: [4] });
    expect([t, lines.find(({ kind }) => kind === "reduction")?.value]).toEqual([1, 4]);
    expect(lines.at(-1)!.value).toBeCloseTo(descent.params.b[0]!, 14);
    await expect(descent.explainStep({ a: [1], b: [1] }, { path: "a" })).rejects.toThrow("takes no part");
    await expect(descent.explainStep({ a: [1], b: null }, { path: "b" })).rejects.toThrow("takes no part");
  });

  test("of float32 has float64 values, close to the engine's", async () => {
    const descent = await adam().init({ w: tensor(new Float32Array([1, 2, 3, 4]), [2, 2]) });
    const { lines } = await descent.explainStep({ w: new Float32Array([0.1, 1, 2, 3]) }, { index: 3 });
    descent.step({ w: new Float32Array([0.1, 1, 2, 3]) });
    expect(Math.abs(lines.at(-1)!.value - descent.params.w.data[3]!)).toBeLessThan(1e-6);
  });

  test("is refused as a step is, and for an element that there is not", async () => {
    const descent = await adam().init(x);
    const wrong = (options: object) => expect(descent.explainStep({ x: [1, 1] }, options)).rejects;
    await wrong({ path: "y" }).toThrow(ParameterError);
    await wrong({ index: 2 }).toThrow('index must be below 2, the elements of "x"; got 2');
    await wrong({ index: -1 }).toThrow("index must be a whole number");
    await wrong({ pathh: "x" }).toThrow("did you mean path?");
    await expect(descent.explainStep({ x: [1] })).rejects.toThrow(ParameterError);
    const losing = await polyakSgd().init(x);
    await expect(losing.explainStep({ x: [1, 1] })).rejects.toThrow("reads the loss");
    expect((await losing.explainStep({ x: [3, 4] }, { loss: 50 })).lines.map(({ name }) => name)).toContain(
      "loss",
    );
    const leaving = await scaleByLearningRate((count) => 1 - 2 * count).init(x);
    leaving.step({ x: [1, 1] });
    await expect(leaving.explainStep({ x: [1, 1] })).rejects.toThrow(HyperparameterError);
    descent.dispose();
    await expect(descent.explainStep()).rejects.toThrow("disposed");
  });
});

test.each([
  [0.1, "0.1"],
  [1 / 3, "0.3333"],
  [-2 / 3, "\\left(-0.6667\\right)"],
  [123456, "123456"],
  [1234567, "1.235 \\cdot 10^{6}"],
  [0.99995, "0.99995"],
  [1e-8, "10^{-8}"],
  [-1e-8, "\\left(-10^{-8}\\right)"],
  [1.23456789e-5, "1.235 \\cdot 10^{-5}"],
  [0, "0"],
  [Number.NaN, "\\mathrm{NaN}"],
  [Infinity, "\\infty"],
  [-Infinity, "\\left(-\\infty\\right)"],
])("%f is written %s", (value, tex) => {
  expect(inBrackets(value)).toBe(tex);
  expect(numberTex(Math.abs(value))).not.toContain("left");
});
