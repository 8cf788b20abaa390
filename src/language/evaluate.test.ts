/** The definition against values worked out by hand. */
import { describe, expect, it, test } from "vitest";
import { evaluate } from "./evaluate.ts";
import { parse } from "./parse.ts";

const values: Record<string, number> = { g: -3, p: 0.5, zero: 0, inf: Infinity, nan: Number.NaN };
const nodeOf = (text: string) => parse("test", `x = ${text}`, Object.keys(values)).lines[0]!.value;
const compute = (text: string) => evaluate(nodeOf(text), (name) => values[name]!);

test.each([
  ["7", 7],
  ["g", -3],
  ["g + p", -2.5],
  ["g - p", -3.5],
  ["p - g", 3.5],
  ["g*p", -1.5],
  ["g / p", -6],
  ["-g", 3],
  ["g^2", 9],
  ["g^3", -27],
  ["2^g", 0.125],
  ["p^-2", 4],
  ["abs(g)", 3],
  ["sqrt(0.25)", 0.5],
  ["sqrt(g)", Number.NaN],
  ["floor(-p)", -1],
  ["floor(2.9)", 2],
  ["sign(g)", -1],
  ["sign(p)", 1],
  ["sign(zero)", 0],
  ["sign(-zero)", -0],
  ["sign(nan)", Number.NaN],
  ["exp(0)", 1],
  ["exp(1)", Math.E],
  ["log(1)", 0],
  ["log(2)", Math.LN2],
  ["log(zero)", -Infinity],
  ["min(g, p)", -3],
  ["max(g, p)", 0.5],
  ["min(zero, -zero)", -0],
  ["min(-zero, zero)", -0],
  ["max(zero, -zero)", 0],
  ["max(-zero, zero)", 0],
  ["min(nan, 1)", Number.NaN],
  ["max(1, nan)", Number.NaN],
  ["max(nan, 1)", Number.NaN],
  ["min(1, nan)", Number.NaN],
  ["where(g < p, 1, 2)", 1],
  ["where(g > p, 1, 2)", 2],
  ["where(p < 0.5, 1, 2)", 2],
  ["where(p <= 0.5, 1, 2)", 1],
  ["where(p > 0.5, 1, 2)", 2],
  ["where(p >= 0.5, 1, 2)", 1],
  ["where(p == 0.5, 1, 2)", 1],
  ["where(p != 0.5, 1, 2)", 2],
  ["where(nan == nan, 1, 2)", 2],
  ["where(nan != nan, 1, 2)", 1],
  ["where(nan < 1 || nan >= 1, 1, 2)", 2],
  ["where(zero == -zero, 1, 2)", 1],
  ["where(g < p && p < g, 1, 2)", 2],
  ["where(g < p || p < g, 1, 2)", 1],
  ["where(!(g < p), 1, 2)", 2],
  ["where(g < p, 1, nan)", 1],
  ["1 / zero", Infinity],
  ["1 / -zero", -Infinity],
  ["zero / zero", Number.NaN],
  ["inf - inf", Number.NaN],
  ["0*inf", Number.NaN],
  ["0.1 + 0.2", 0.30000000000000004],
])("%s is %d", (text, value) => {
  expect(compute(text)).toBe(value);
});

describe("a reduction", () => {
  it("is asked for with its own call, inner ones too where they are needed", () => {
    const rows = [1, 2, 4];
    const reduce = (row: number): number =>
      evaluate(
        nodeOf("norm(g - mean(g)) + size(g)"),
        () => row,
        ({ op, args: [arg] }) => {
          const each = rows.map((g) =>
            evaluate(
              arg!,
              () => g,
              ({ op: inner }) => (inner === "sum" ? 7 : 3),
            ),
          );
          if (op === "size") return rows.length;
          return each.reduce((sum, x) => sum + (op === "sumSquares" ? x * x : x), 0);
        },
      );
    const mean = 7 / 3;
    const squares = rows.reduce((sum, g) => sum + (g - mean) * (g - mean), 0);
    expect(reduce(1)).toBe(Math.sqrt(squares) + 3);
  });

  it("needs a way to reduce", () => {
    expect(() => compute("2*globalSum(g)")).toThrow(
      new TypeError("globalSum is a reduction and cannot stand here"),
    );
  });
});
