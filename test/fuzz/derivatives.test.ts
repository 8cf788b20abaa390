/**
 * Derivatives of random expressions against the complex step and against finite differences. Where rounding decides, nothing can
 * be compared: points at which the complex step moves with a tiny change of the names are left out and counted.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { differentiate } from "../../src/language/differentiate.ts";
import { evaluate } from "../../src/language/evaluate.ts";
import { Graph, type Node } from "../../src/language/graph.ts";
import { operation, operationNames } from "../../src/language/operations.ts";
import { parse } from "../../src/language/parse.ts";
import { toText } from "../../src/language/print.ts";
import { complexStep, meanings, values } from "./complex.ts";
import { expressions } from "./expressions.ts";

const names = ["x", "y"];
type Point = Readonly<Record<string, readonly number[]>>;

function read(text: string): { graph: Graph; root: Node } {
  const { graph, lines } = parse("test", `value = ${text}`, [...names, "u", "v"]);
  return { graph, root: lines[0]!.value };
}

const close = (a: number, b: number, relative: number) =>
  Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b), 1e-30);
const shaken = (point: Point, by: number): Point =>
  Object.fromEntries(Object.entries(point).map(([name, row]) => [name, row.map((x) => x * (1 + by))]));
const valuesAt = (root: Node, point: Point, n: number): number[] => {
  const complex = Object.entries(point).map(([name, row]) => [name, row.map((x) => [x, 0] as const)]);
  return values(root, Object.fromEntries(complex) as Parameters<typeof values>[1], n).map(([re]) => re);
};

/** The derivatives by the complex step, if no tiny change of the point moves them. */
function steady(root: Node, point: Point, name: string, element: number, n: number): number[] | undefined {
  const found = complexStep(root, point, name, element, n);
  const others = [3e-13, -3e-13].map((by) => complexStep(root, shaken(point, by), name, element, n));
  const isSteady = found.every((x, i) => others.every((other) => close(x, other[i]!, 1e-9)));
  return isSteady && found.every(Number.isFinite) ? found : undefined;
}

const coordinates = fc.integer({ min: -3000, max: 3000 }).map((x) => (x || 1) / 997);
/** All functions of one number that have a derivative. */
const functions = operationNames.filter((op) => {
  const { takes, internal, infix, reduces, derivative } = operation(op);
  const isUnary = takes.length === 1 && takes[0] === "number" && !infix;
  return isUnary && !internal && !reduces && !("refused" in derivative) && op !== "outside";
});

test("every operation on elements that has a derivative has a meaning on complex numbers", () => {
  const differentiable = operationNames.filter((op) => {
    const { evaluate: meaning, internal, derivative } = operation(op);
    return meaning && !internal && !("refused" in derivative) && op !== "outside";
  });
  const missing = differentiable.filter((op) => !Object.hasOwn(meanings, op));
  expect(missing, "add them to test/fuzz/complex.ts").toEqual([]);
  expect(functions).toContain("cbrt");
});

const elementwise = expressions({ names, functions, exponents: ["2", "3", "-1", "0.5", "x"], depth: 4 });

test("of numbers they are those of the complex step", () => {
  let [compared, all] = [0, 0];
  fc.assert(
    fc.property(elementwise, coordinates, coordinates, (text, x, y) => {
      const { graph, root } = read(text);
      const point = { x: [x], y: [y] };
      for (const name of names) {
        all++;
        const derivative = differentiate(graph, root, name);
        const expected = steady(root, point, name, 0, 1);
        const [value] = valuesAt(derivative, point, 1);
        if (!expected || !Number.isFinite(value)) continue;
        compared++;
        if (!close(value!, expected[0]!, 1e-7) && Math.abs(value! - expected[0]!) > 1e-12)
          throw new Error(
            `d/d${name} is ${toText(derivative)}: ${value}; the complex step gives ${expected[0]}`,
          );
      }
    }),
    { seed: 1, numRuns: 3000 },
  );
  expect(compared / all).toBeGreaterThan(0.5);
});

test("of numbers they are those of finite differences", () => {
  let [compared, all] = [0, 0];
  fc.assert(
    fc.property(elementwise, coordinates, coordinates, (text, x, y) => {
      const { graph, root } = read(text);
      const at = (dx: number) => evaluate(root, (name) => (name === "x" ? x + dx : y));
      const [coarse, fine] = [1e-4, 5e-5].map((h) => (at(h) - at(-h)) / (2 * h)) as [number, number];
      all++;
      const value = evaluate(differentiate(graph, root, "x"), (name) => (name === "x" ? x : y));
      if (!Number.isFinite(value) || !close(coarse, fine, 1e-5) || Math.abs(fine) < 1e-4) return;
      compared++;
      expect(close(value, fine, 1e-3)).toBe(true);
    }),
    { seed: 2, numRuns: 2000 },
  );
  expect(compared / all).toBeGreaterThan(0.3);
});

const inner = expressions({
  names: ["x", "y", "u", "v"],
  reductions: ["sum", "mean", "norm", "sumSquares"],
  functions,
  depth: 3,
});
const objectives = fc
  .tuple(fc.constantFrom("sum", "mean", "norm", "sumSquares"), inner, fc.constantFrom("", "x*"))
  .map(([reduction, text, factor]) => `${factor}${reduction}(${text})`);
const vectors = new Set(["u", "v"]);
const row = fc.array(coordinates, { minLength: 3, maxLength: 3 });

test("of numbers made of vectors they are gradients: an element for each element, a number for a number", () => {
  let [compared, all] = [0, 0];
  fc.assert(
    fc.property(objectives, coordinates, coordinates, row, row, (text, x, y, u, v) => {
      const { graph, root } = read(text);
      const point = { x: [x], y: [y], u, v };
      for (const name of ["x", "u"]) {
        const gradient = valuesAt(differentiate(graph, root, name, vectors), point, 3);
        for (const element of name === "u" ? [0, 1, 2] : [0]) {
          all++;
          const expected = steady(root, point, name, element, 3);
          const value = gradient[gradient.length === 1 ? 0 : element]!;
          if (!expected || !Number.isFinite(value)) continue;
          compared++;
          if (!close(value, expected[0]!, 1e-7) && Math.abs(value - expected[0]!) > 1e-12)
            throw new Error(`d/d${name}[${element}]: ${value}; the complex step gives ${expected[0]}`);
        }
      }
    }),
    { seed: 3, numRuns: 1500 },
  );
  expect(compared / all).toBeGreaterThan(0.4);
});

test("of vectors they are those of each element", () => {
  fc.assert(
    fc.property(expressions({ names: ["x", "u"], depth: 3 }), coordinates, row, (text, x, u) => {
      const { graph, root } = read(text);
      const point = { x: [x], u };
      for (const name of ["x", "u"]) {
        const derivative = valuesAt(differentiate(graph, root, name, vectors), point, 3);
        for (const element of [0, 1, 2]) {
          const expected = steady(root, point, name, name === "u" ? element : 0, 3);
          const value = derivative[derivative.length === 1 ? 0 : element]!;
          const meant = expected?.[expected.length === 1 ? 0 : element];
          if (meant === undefined || !Number.isFinite(value)) continue;
          expect(close(value, meant, 1e-7) || Math.abs(value - meant) < 1e-12).toBe(true);
        }
      }
    }),
    { seed: 4, numRuns: 1000 },
  );
});

test("printed, they parse to the same node", () => {
  fc.assert(
    fc.property(fc.oneof(elementwise, objectives), fc.constantFrom("x", "u"), (text, name) => {
      const { graph, root } = read(text);
      const derivative = differentiate(graph, root, name, vectors);
      const printed = toText(derivative);
      expect(toText(read(printed).root)).toBe(printed);
      const { lines } = parse("test", `a = ${text}\nb = ${printed}\nc = ${printed}`, [...names, "u", "v"]);
      const copy = new Graph();
      expect(same(copy, derivative)).toBe(same(copy, lines[1]!.value));
    }),
    { seed: 5, numRuns: 1000 },
  );
});

/** The node as one of another graph: equal nodes become one. */
function same(graph: Graph, root: Node): Node {
  if (root.kind === "constant") return graph.constant(root.value);
  if (root.kind === "symbol") return graph.symbol(root.name);
  return graph.call(root.op, ...root.args.map((arg) => same(graph, arg)));
}
