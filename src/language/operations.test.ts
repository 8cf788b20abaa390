/** The table of operations is coherent: what each row says of itself holds, and rules can use what they may use. */
import { describe, expect, it, test } from "vitest";
import { rule } from "../compose/rule.ts";
import {
  type Operation,
  type OperationName,
  ofNumbers,
  operation,
  operations,
  type Row,
} from "./operations.ts";
import { parse } from "./parse.ts";

const rows: readonly (readonly [OperationName, Operation])[] = (Object.keys(operations) as OperationName[])
  .filter((name) => !operation(name).isOfMatrices)
  .map((name) => [name, operation(name)]);
const samples = [-2.5, -1, 0, 0.5, 1, 3, Number.NaN];

/** A call with `g`, `p` and a comparison of both, as a rule writes it. */
function written(name: OperationName): string {
  const { takes, infix, name: called = name } = operation(name);
  const args = takes.map((type, index) => (type === "boolean" ? "(g < p)" : ["g", "p", "g*p"][index]!));
  if (!infix) return args.length ? `${called}(${args.join(", ")})` : called;
  return args.length === 1 ? `${infix[0]}${args[0]}` : args.join(` ${infix[0]} `);
}

describe.each(rows)("%s", (name, row) => {
  it("has a meaning of its own unless it is a reduction, or depends on the index of the element", () => {
    expect(row.evaluate !== undefined).toBe(row.reduces === undefined && !row.isDrawn);
  });

  it("takes as many arguments as its meaning", () => {
    if (row.evaluate) expect(row.evaluate.length).toBe(row.takes.length);
    if (row.reduces) expect([row.takes, row.gives]).toEqual([["number"], "number"]);
  });

  it("gives 1 or 0 where it gives a boolean", () => {
    const { evaluate, takes, gives } = row;
    if (!evaluate || gives !== "boolean") return;
    const values = takes[0] === "boolean" ? [0, 1] : samples;
    for (const a of values) for (const b of values) expect([0, 1]).toContain(evaluate(a, b, 0));
  });

  it("is lowered for a device that lacks it, is one that every device has, or never meets a device", () => {
    const everywhere = row.js !== undefined && row.wasm !== undefined && row.c !== undefined;
    expect(everywhere || row.lower !== undefined).toBe(!row.reduces && !row.isPlanned);
  });

  it("has TeX with each of its arguments, unless it is written as a sign or a symbol", () => {
    const found = [...row.tex.matchAll(/#(\d)/g)].map(([, index]) => Number(index));
    for (const index of found) expect(index).toBeLessThanOrEqual(row.takes.length);
    const isShort = row.infix !== undefined || row.internal || row.reduces?.[1] === "size";
    if (!isShort) expect(new Set(found).size).toBe(row.takes.length);
  });

  it("can be called by a rule unless only the compiler makes it", () => {
    const parsing = () => parse("test", `x = ${written(name)}`, ["g", "p"]);
    if (row.internal) expect(parsing).toThrow(`unknown function "${name}"`);
    else expect(parsing().lines[0]!.value).toMatchObject({ kind: "call", op: name });
  });
});

test("a row that lacks a part does not compile", () => {
  const described = { ...ofNumbers[1], tex: "f(#1)", derivative: ["1"] } as const;
  const evaluate = (x: number) => x;
  const whole: Row = { ...described, evaluate, lower: () => "y = x" };
  // @ts-expect-error No device's code, and no text to lower it to.
  const noCode: Row = { ...described, evaluate };
  // @ts-expect-error Code for one device only.
  const oneDevice: Row = { ...described, evaluate, wasm: "abs" };
  // @ts-expect-error Code for all devices but one.
  const noC: Row = { ...described, evaluate, js: () => {}, wasm: "abs" };
  // @ts-expect-error No meaning.
  const noMeaning: Row = { ...described, lower: () => "y = x" };
  // @ts-expect-error No TeX.
  const noTex: Row = { ...ofNumbers[1], derivative: ["1"], evaluate, lower: () => "y = x" };
  // @ts-expect-error No derivative.
  const noDerivative: Row = { ...ofNumbers[1], tex: "f(#1)", evaluate, lower: () => "y = x" };
  expect([whole, noCode, oneDevice, noC, noMeaning, noTex, noDerivative]).toHaveLength(7);
});

test("operations on whole matrices have a sign of their own, and none of any device's code", () => {
  const { product, transposed } = operations;
  expect([product.infix[0], transposed.postfix]).toEqual(["@", "'"]);
  expect(rows.some(([, { infix }]) => infix?.[0] === "@")).toBe(false);
  for (const name of ["product", "transposed"] as const)
    for (const part of ["js", "wasm", "c", "wgsl", "lower", "evaluate"] as const)
      expect(operation(name)[part], `${name}: ${part}`).toBeUndefined();
});

test("signs with two operands are one operation's each, and so are those with one", () => {
  for (const operands of [1, 2]) {
    const signs = rows.flatMap(([, { infix, takes }]) =>
      infix && takes.length === operands ? [infix[0]] : [],
    );
    expect(new Set(signs).size).toBe(signs.length);
    expect(signs.length).toBe(operands === 1 ? 2 : 13);
  }
});

test("powers bind tighter than signs, these than products, sums, comparisons, conjunctions, disjunctions", () => {
  const binds = (name: OperationName) => operation(name).infix![1];
  const ladder: OperationName[][] = [
    ["pow"],
    ["neg", "not"],
    ["mul", "div"],
    ["add", "sub"],
    ["lt", "le", "gt", "ge", "eq", "ne"],
    ["and"],
    ["or"],
  ];
  for (const [index, step] of ladder.entries()) {
    expect(new Set(step.map(binds)).size).toBe(1);
    if (index > 0) expect(binds(step[0]!)).toBeLessThan(binds(ladder[index - 1]![0]!));
  }
  expect(ladder.flat().sort()).toEqual(rows.flatMap(([name, { infix }]) => (infix ? [name] : [])).sort());
});

describe("in a rule on a device", () => {
  const elementwise = rows.filter(([, { reduces, internal }]) => !reduces && !internal);
  const [grads, params] = [
    [-2, 0.75, 3],
    [0.5, 1.25, -1],
  ] as const;

  test.each(elementwise)("%s has its meaning", async (name, { evaluate, takes, gives }) => {
    const call = written(name);
    const text = gives === "boolean" ? `u = where(${call}, 1, 0)` : `u = ${call}`;
    const expected = grads.map((g, i) => {
      const p = params[i]!;
      const args = takes.map((type, index) => (type === "boolean" ? +(g < p) : [g, p, g * p][index]!));
      const [a = 0, b = 0, c = 0] = args;
      return p + evaluate!(a, b, c);
    });
    for (const device of ["js", "wasm"] as const) {
      const descent = await rule({ name, text })().init({ x: [...params] }, { device });
      descent.step({ x: [...grads] });
      for (const [i, value] of expected.entries()) {
        const found = descent.params.x[i]!;
        if (Number.isNaN(value)) expect(found).toBeNaN();
        else expect(found).toBeCloseTo(value, 12);
      }
      descent.dispose();
    }
  });
});
