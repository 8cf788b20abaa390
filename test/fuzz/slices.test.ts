/**
 * Random rules with reductions over all kinds of slices and over all tensors, and reductions of those, against a definition that
 * computes every value for every element: each reduction is taken anew for each element, over all elements of its slice. Tensors of
 * different shapes; also behind a rule for some of them alone, and where some take no part in a step.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { chain, partition, rule, tensor } from "../../src/index.ts";
import type { Node } from "../../src/language/graph.ts";
import { type Extent, operation } from "../../src/language/operations.ts";
import { parse } from "../../src/language/parse.ts";
import { plan } from "../../src/plan/plan.ts";
import { verify } from "../../src/plan/verify.ts";
import { definition } from "../devices/definition.ts";

interface Place {
  readonly tensor: number;
  readonly shape: readonly number[];
  readonly element: number;
}

/** Whether two elements are in one slice. */
function areTogether(extent: Extent, { tensor: of, shape, element: a }: Place, other: Place): boolean {
  if (extent === "global") return true;
  const b = other.element;
  if (of !== other.tensor) return false;
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

/** The values of an expression for elements of all tensors. */
function valuesOf(
  root: Node,
  places: readonly Place[],
  given: Readonly<Record<string, readonly number[]>>,
): readonly number[] {
  const known = new Map<Node, readonly number[]>();
  const compute = (node: Node): readonly number[] => {
    if (node.kind === "constant") return places.map(() => node.value);
    if (node.kind === "symbol") return given[node.name]!.slice(0, places.length);
    const args = node.args.map(elementsOf);
    const { reduces, evaluate } = operation(node.op);
    if (!reduces) return places.map((_, i) => evaluate!(args[0]![i]!, args[1]?.[i] ?? 0, args[2]?.[i] ?? 0));
    const [extent, by] = reduces;
    return places.map((place) => {
      const members = args[0]!.filter((_, j) => areTogether(extent, place, places[j]!));
      if (by === "max") return Math.max(...members);
      if (by === "size") return members.length;
      return members.reduce((sum, value) => sum + (by === "sum" ? value : value * value), 0);
    });
  };
  const elementsOf = (node: Node): readonly number[] => {
    const value = known.get(node) ?? compute(node);
    known.set(node, value);
    return value;
  };
  return elementsOf(root);
}

const reductions = ["sum", "mean", "norm", "size", "sumSquares"].flatMap((name) => {
  const rest = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  return [name, `unit${rest}`, `global${rest}`];
});
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

/** A rule for the first tensor alone, if any; then one for all. */
const rules = fc.record({ first: fc.option(expression), all: expression });

const made = (name: string, text: string) => rule({ name, text: `u = ${text} + 0*g` as string })();
const optimizerOf = ({ first, all }: { first: string | null; all: string }) => {
  const others = rule({ name: "others", text: "u = g" })();
  const before =
    first === null
      ? others
      : partition([
          ["0", made("first", first)],
          ["*", others],
        ]);
  return chain(before, made("all", all));
};

const meant = (text: string) => parse("random", `u = ${text}`, ["g", "p", "t"]).lines[0]!.value;

/** Steps: which tensors take part, and the number of each of them among its own. */
const steps = [
  { takesPart: () => true, t: () => 1 },
  { takesPart: (n: number) => n !== 1, t: () => 2 },
  { takesPart: () => true, t: (n: number) => (n === 1 ? 2 : 3) },
];

test("reductions of all kinds, and of each other, are those of the definition on every device", async () => {
  const lists = fc.array(shapes, { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(rules, lists, async ({ first, all }, listed) => {
      const optimizer = optimizerOf({ first, all });
      const tensors = listed.map((shape, n) => {
        const size = shape.reduce((product, length) => product * length, 1);
        const p = Array.from({ length: size }, (_, i) => 1 + ((i * 7 + n) % 11) / 4);
        return { shape, size, p, g: p.map((_, i) => 0.5 + ((i * 5 + n) % 7) / 3) };
      });
      verify(
        plan(
          optimizer,
          tensors.map(({ shape, size }, n) => ({ path: `${n}`, shape, size, dtype: "float64" })),
        ),
      );
      const taken = steps.slice(0, tensors.length > 1 ? 3 : 1).map(({ takesPart, t }) => {
        const places = tensors.flatMap(({ shape, p }, n) =>
          takesPart(n) ? p.map((_, element): Place => ({ tensor: n, shape, element })) : [],
        );
        const given = {
          p: places.map(({ tensor: n, element }) => tensors[n]!.p[element]!),
          g: places.map(({ tensor: n, element }) => tensors[n]!.g[element]!),
          t: places.map(({ tensor: n }) => t(n)),
        };
        const own = places.filter(({ tensor: n }) => n === 0);
        // The first tensor's elements come first.
        if (first !== null) given.g.splice(0, own.length, ...valuesOf(meant(first), own, given));
        const updates = valuesOf(meant(all), places, given);
        return { takesPart, places, updates };
      });
      for (const device of ["wasm", "js", definition] as const) {
        const params = tensors.map(({ shape, p }) => tensor(Float64Array.from(p), shape));
        const descent = await optimizer.init(params, { device });
        for (const [step, { takesPart, places, updates }] of taken.entries()) {
          for (const [n, { p }] of tensors.entries()) descent.params[n]!.data.set(p);
          descent.step(
            tensors.map(({ shape, g }, n) => (takesPart(n) ? tensor(Float64Array.from(g), shape) : null)),
          );
          for (const [i, { tensor: n, element }] of places.entries()) {
            const [a, b] = [descent.params[n]!.data[element]!, tensors[n]!.p[element]! + updates[i]!];
            if (Math.abs(a - b) <= 1e-11 * Math.abs(b)) continue;
            const text = first === null ? all : `${first}, then ${all}`;
            const at = `tensor ${n} at ${element} in step ${step + 1} on ${descent.device}`;
            expect.fail(`${text} on ${JSON.stringify(listed)}, ${at}: ${a}, not ${b}`);
          }
        }
        descent.dispose();
      }
    }),
    { seed: 4, numRuns: 150 },
  );
});
