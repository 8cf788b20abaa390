/** Expressions in the TypeScript compiler: their names are read from the text, and what does not fit them does not compile. */
import { beforeAll, expect, test } from "vitest";
import { diagnose } from "./diagnose.ts";

const source = (lines: string) => `
  import { exp, type Expression, expression } from "../../src/language/index.ts";
  const plane = expression("2*x1 + exp(-y)/1e-3");
  const loss = expression("sum((y - w*x)^2)", { vectors: ["x", "y"] });
  const text: string = "x";
  ${lines}
`;

const compiling: Record<string, string> = {
  "its names, in evaluate, functions and derivatives": `
    const value: number = plane.evaluate({ x1: 1, y: 2 });
    const f: (y: number, x: number) => number = plane.toFunction(["y", "x1"]);
    const slope: number = plane.derivative("x1").derivative("y").evaluate({ x1: 1, y: 2 });
    const names: readonly ("x1" | "y")[] = plane.names;`,
  "vectors for vectors, numbers for numbers": `
    const value: number | Float64Array = loss.evaluate({ w: 1, x: [1], y: new Float32Array(1) });
    const f: (w: number, x: number[], y: Float64Array) => number | Float64Array = loss.toFunction(["w", "x", "y"]);
    loss.derivative("w").evaluate({ w: 1, x: [1], y: [2] });`,
  "a text of several lines with comments": `
    expression(\`a*b # not c
      + d\`).evaluate({ a: 1, b: 2, d: 3 });`,
  "names that are given": 'expression("2*x", { names: ["x", "y"] }).evaluate({ x: 1, y: 2 });',
  "a text that is computed": `
    const computed: Expression = expression(text);
    const value: number = computed.evaluate({ x: 1 }) + computed.toFunction(["x"])(1);
    const vectors = expression(text, { names: ["x"], vectors: ["x"] }).evaluate({ x: [1] });
    const value2: number | Float64Array = vectors;`,
  "a function of a number": "const value: number = exp(1);",
};

const wrong: Record<string, readonly [lines: string, message: string]> = {
  "a missing name": ["plane.evaluate({ x1: 1 });", "Property 'y' is missing"],
  "a misspelt name": ["plane.evaluate({ x1: 1, yy: 2 });", "'yy' does not exist"],
  "a derivative by no name": ['plane.derivative("x");', `"x"' is not assignable to parameter of type`],
  "a function of no name": ['plane.toFunction(["x1", "z"]);', `Type '"z"' is not assignable`],
  "a function with too few arguments": [
    'plane.toFunction(["x1", "y"])(1);',
    "Expected 2 arguments, but got 1",
  ],
  "a text for a number": [
    'plane.evaluate({ x1: "1", y: 2 });',
    "'string' is not assignable to type 'number'",
  ],
  "a number for a vector": [
    "loss.evaluate({ w: 1, x: 1, y: [2] });",
    "'number' is not assignable to type 'ArrayLike",
  ],
  "a vector for a number": [
    "loss.evaluate({ w: [1], x: [1], y: [2] });",
    "is not assignable to type 'number'",
  ],
  "a vector that is no name": ['expression("sum(x)", { vectors: ["z"] });', `Type '"z"' is not assignable`],
  "a name that is not given": ['expression("x + z", { names: ["x", "y"] });', 'unknown name "z"'],
  "an unknown option": ['expression("x", { vector: ["x"] });', "'vector' does not exist"],
};

let found: Record<string, string[]>;
beforeAll(() => {
  const all = {
    ...compiling,
    ...Object.fromEntries(Object.entries(wrong).map(([name, [lines]]) => [name, lines])),
  };
  found = diagnose(Object.fromEntries(Object.entries(all).map(([name, lines]) => [name, source(lines)])));
}, 60_000);

test.each(Object.keys(compiling))("compiles: %s", (name) => {
  expect(found[name]).toEqual([]);
});

test.each(Object.entries(wrong))("does not compile: %s", (name, [, message]) => {
  expect(found[name]!.join("\n")).toContain(message);
});
