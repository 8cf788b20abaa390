/** A simplified expression has the same value to the last bit: signed zeros, infinities and NaN included. */
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { expressions } from "../../test/fuzz/expressions.ts";
import { power } from "./arithmetic.ts";
import { evaluate } from "./evaluate.ts";
import { Graph, type Node } from "./graph.ts";
import { parse } from "./parse.ts";
import { toText } from "./print.ts";
import { simplify } from "./simplify.ts";
import { substitute } from "./substitute.ts";

const names = ["a", "b", "c"] as const;
const original = (text: string): Node => parse("test", `x = ${text}`, names).lines[0]!.value;

const graph = new Graph(simplify);
const symbols = new Map<string, Node>(names.map((name) => [name, graph.symbol(name)]));
const simplified = (text: string): Node => substitute(graph, original(text), symbols);

const adversarial = [0, -0, 1, -1, 0.1, -2.5, 3, Infinity, -Infinity, Number.NaN, 5e-324, -5e-324].concat([
  2 ** -1022,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  2 ** 53,
  1 + 2 ** -52,
]);

/** |a - b| in units in the last place of b. */
function ulps(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  let unit = 2 ** -1074;
  while (unit * 2 ** 53 <= Math.abs(b)) unit *= 2;
  return Math.abs(a - b) / unit;
}

it("keeps every value to the last bit", () => {
  const random = expressions({
    names,
    literals: ["0", "1", "2", ".5", "1e-3", "(-1)", "(-0)", "(1/0)", "(0/0)"],
    exponents: [],
    depth: 5,
  });
  const leaf = fc.constantFrom(...adversarial);
  fc.assert(
    fc.property(
      random,
      fc.array(fc.tuple(leaf, leaf, leaf), { minLength: 8, maxLength: 8 }),
      (text, rows) => {
        const [before, after] = [original(text), simplified(text)];
        for (const row of rows) {
          const lookup = (name: string) => row[names.indexOf(name as "a")]!;
          const [found, meant] = [evaluate(after, lookup), evaluate(before, lookup)];
          if (Object.is(found, meant)) continue;
          throw new Error(`${toText(before)} as ${toText(after)} at ${row}: ${meant} became ${found}`);
        }
      },
    ),
    { seed: 1, numRuns: 1500 },
  );
});

describe("rewrites", () => {
  test.each([
    ["1*a", "a"],
    ["a*1", "a"],
    ["a/1", "a"],
    ["a - 0", "a"],
    ["-(-a)", "a"],
    ["where(a < b, c, c)", "c"],
    ["2*3 + 1", "7"],
    ["1/0", "Infinity"],
    ["sqrt(4)*a", "2*a"],
    ["a^1", "a"],
    ["a^0", "1"],
    ["a^2", "a*a"],
    ["a^-1", "1 / a"],
    ["2^10", "1024"],
    ["1 - 0.9^2", String(1 - 0.81)],
  ])("%s to %s", (text, expected) => {
    expect(toText(simplified(text))).toBe(expected);
  });

  it("makes equal what is written differently", () => {
    expect(simplified("(1*a)^2 / 1")).toBe(simplified("a*(a - 0)"));
  });
});

test.each([
  "a*0",
  "0*a",
  "0 / a",
  "a + 0",
  "0 + a",
  "0 - a",
  "a - a",
  "a / a",
  "a + b - b",
  "a*b / b",
  "a + b + c",
  "a + (b + c)",
  "a*b + a*c",
  "a*2 / 2",
  "sqrt(a*a)",
  "abs(-a)",
  "min(a, a)",
  "where(a == a, b, c)",
  "where(1 < 2, b, c)",
])("%s stays as it is", (text) => {
  expect(toText(simplified(text))).toBe(text);
});

it("leaves a - -0 alone, which turns -0 into 0, and a*-1", () => {
  expect(simplified("a - (-0)")).toMatchObject({ op: "sub", args: [{ name: "a" }, { value: -0 }] });
  expect(simplified("a*(-1)")).toMatchObject({ op: "mul", args: [{ name: "a" }, { value: -1 }] });
});

describe("a whole exponent", () => {
  it("becomes multiplications by squaring, in one fixed order", () => {
    const square = (x: string) => `${x}*${x}`;
    const [two, three] = [square("a"), `${square("a")}*a`];
    expect(toText(simplified("a^3"))).toBe(three);
    expect(simplified("a^4")).toBe(simplified(`(${two})*(${two})`));
    expect(simplified("a^5")).toBe(simplified(`((${two})*(${two}))*a`));
    expect(simplified("a^7")).toBe(simplified(`((${three})*(${three}))*a`));
  });

  it("stays within 4 units in the last place of the power, up to the fifth, while nothing leaves the normal range", () => {
    const base = fc.double({ min: 1e-60, max: 1e60, noNaN: true });
    fc.assert(
      fc.property(base, fc.boolean(), fc.integer({ min: -5, max: 5 }), (size, negative, n) => {
        const x = negative ? -size : size;
        const value = evaluate(simplified(`a^(${n})`), () => x);
        expect(ulps(value, power(x, n)), `${x}^${n}`).toBeLessThanOrEqual(4);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it("of 0 and 1 and infinite and undefined bases has the values of the power", () => {
    for (const x of [0, -0, 1, -1, Infinity, -Infinity, Number.NaN]) {
      for (let n = -9; n <= 9; n++) {
        expect(
          evaluate(simplified(`a^(${n})`), () => x),
          `${x}^${n}`,
        ).toBe(power(x, n));
      }
    }
  });

  test.each(["a^65", "a^-65", "a^0.5", "a^b", "2^a", "a^1.5"])(
    "is none in %s, which stays a power",
    (text) => {
      expect(simplified(text)).toMatchObject({ kind: "call", op: "pow" });
    },
  );

  it("is expanded up to 64", () => {
    expect(simplified("a^64")).toMatchObject({ kind: "call", op: "mul" });
    expect(evaluate(simplified("a^64"), () => -2)).toBe(2 ** 64);
  });
});
