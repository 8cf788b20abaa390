/**
 * Random rules with reductions over all kinds of slices, and reductions of those, against a definition that computes every value for
 * every element: each reduction is taken anew for each element, over all elements of its slice.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { rule, tensor } from "../../src/index.ts";
import type { Node } from "../../src/language/graph.ts";
import { type Extent, operation } from "../../src/language/operations.ts";
import { parse } from "../../src/language/parse.ts";
import { definition } from "../devices/definition.ts";

/** Whether two elements are in one slice. */
function areTogether(extent: Extent, shape: readonly number[], a: number, b: number): boolean {
  if (extent === "tensor" || shape.length < 2) return extent !== "column" || a === b;
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!];
  const matrix = (element: number) => Math.floor(element / (rows * columns));
  if (extent === "unit") {
    const unit = shape.slice(1).reduce((product, length) => product * length, 1);
    return Math.floor(a / unit) === Math.floor(b / unit);
  }
  if (matrix(a) !== matrix(b)) return false;
  return extent === "row" ? Math.floor(a / columns) === Math.floor(b / columns) : a % columns === b % columns;
}

/** The values of an expression for all elements of a tensor. */
function valuesOf(root: Node, shape: readonly number[], given: Readonly<Record<string, number[]>>): number[] {
  const known = new Map<Node, number[]>();
  const elements = given.g!.map((_, element) => element);
  const compute = (node: Node): number[] => {
    if (node.kind === "constant") return elements.map(() => node.value);
    if (node.kind === "symbol") return given[node.name]!;
    const args = node.args.map(elementsOf);
    const { reduces, evaluate } = operation(node.op);
    if (!reduces) return elements.map((i) => evaluate!(args[0]![i]!, args[1]?.[i] ?? 0, args[2]?.[i] ?? 0));
    const [extent, by] = reduces;
    return elements.map((i) => {
      const members = elements.filter((j) => areTogether(extent, shape, i, j)).map((j) => args[0]![j]!);
      if (by === "max") return Math.max(...members);
      if (by === "size") return members.length;
      return members.reduce((sum, value) => sum + (by === "sum" ? value : value * value), 0);
    });
  };
  const elementsOf = (node: Node): number[] => {
    const value = known.get(node) ?? compute(node);
    known.set(node, value);
    return value;
  };
  return elementsOf(root);
}

const reductions = ["sum", "mean", "norm", "size", "sumSquares"].flatMap((name) => [
  name,
  `unit${name[0]!.toUpperCase()}${name.slice(1)}`,
]);
const ofMatrices = ["Sum", "Mean", "Size", "Max"].flatMap((name) => [`row${name}`, `column${name}`]);

/** Expressions without cancellation, so that rounding stays small. */
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const x = tie("expression");
  const both = (form: string) =>
    fc.tuple(x, x).map(([a, b]) => form.replace(/A|B/g, (name) => (name === "A" ? a : b)));
  return {
    expression: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom("g", "p", "0.5", "t"),
      {
        weight: 4,
        arbitrary: fc
          .tuple(fc.constantFrom(...reductions, ...ofMatrices), x)
          .map(([name, a]) => `${name}(${a})`),
      },
      both("(A + B)"),
      both("(A*B/(1 + A))"),
      both("max(A, B)"),
      both("min(A, B)"),
      x.map((a) => `sqrt(${a})`),
    ),
  };
});

const shapes = fc.constantFrom<number[][]>(
  [5],
  [1],
  [3, 4],
  [4, 1],
  [1, 3],
  [2, 3, 2],
  [2, 2, 3, 2],
  [3, 1, 2],
);

test("reductions of all kinds, and of each other, are those of the definition on every device", async () => {
  await fc.assert(
    fc.asyncProperty(expression, fc.array(shapes, { minLength: 1, maxLength: 3 }), async (text, all) => {
      const { value } = parse("random", `u = ${text}`, ["g", "p", "t"]).lines[0]!;
      const makes = rule({ name: "random", text: `u = ${text} + 0*g` as string });
      const tensors = all.map((shape, n) => {
        const size = shape.reduce((product, length) => product * length, 1);
        const p = Array.from({ length: size }, (_, i) => 1 + ((i * 7 + n) % 11) / 4);
        return { shape, p, g: p.map((_, i) => 0.5 + ((i * 5 + n) % 7) / 3) };
      });
      for (const device of ["wasm", "js", definition] as const) {
        const params = tensors.map(({ shape, p }) => tensor(Float64Array.from(p), shape));
        const descent = await makes().init(params, { device });
        descent.step(tensors.map(({ shape, g }) => tensor(Float64Array.from(g), shape)));
        for (const [n, { shape, p, g }] of tensors.entries()) {
          const found = descent.params[n]!.data;
          const meant = valuesOf(value, shape, { p, g, t: p.map(() => 1) });
          for (const [i, u] of meant.entries()) {
            const [a, b] = [found[i]!, p[i]! + u];
            if (!(Math.abs(a - b) <= 1e-11 * Math.abs(b)))
              expect.fail(`${text} on ${shape} at ${i} on ${descent.device}: ${a}, not ${b}`);
          }
        }
        descent.dispose();
      }
    }),
    { seed: 4, numRuns: 120 },
  );
});
