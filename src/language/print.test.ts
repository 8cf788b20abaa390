/** Printed text parses to the same expression; printed TeX is that of the field, and no two expressions share it. */
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { expressions } from "../../test/fuzz/expressions.ts";
import { Graph } from "./graph.ts";
import { parse } from "./parse.ts";
import { toTex, toText } from "./print.ts";

const given = ["a", "b", "c", "g", "t"];
const values = (...texts: string[]) =>
  parse("test", texts.map((text, index) => `x${index} = ${text}`).join("\n"), given).lines.map(
    ({ value }) => value,
  );
const tex = (text: string) => toTex(values(text)[0]!, (name) => name);

const random = expressions({
  names: ["a", "b", "c"],
  literals: ["0", "1", "2", "1e-3", ".5", "1e21", "1e-8", "123456789"],
  reductions: ["sum", "globalSumSquares", "norm", "mean"],
  exponents: ["2", "a", "-1", "a^b"],
  depth: 6,
});

describe("text", () => {
  it("parses to the expression it was printed from", () => {
    fc.assert(
      fc.property(random, (written) => {
        const printed = toText(values(written)[0]!);
        const [first, second] = values(written, printed);
        expect(second).toBe(first);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test.each([
    ["((2)*((a)+(b)))", "2*(a + b)"],
    ["((a)-((b)-(c)))", "a - (b - c)"],
    ["(((a)-(b))-(c))", "a - b - c"],
    ["(a) / ((b) * (c))", "a / (b*c)"],
    ["(-(a))^(2)", "(-a)^2"],
    ["-((a)^(2))", "-a^2"],
    ["((a)^(b))^(c)", "(a^b)^c"],
    ["(a)^((b)^(c))", "a^b^c"],
    ["(a)^(-(b))", "a^(-b)"],
    ["-((a)*(b))", "-(a*b)"],
    ["(-(a))*(b)", "-a*b"],
    ["where((!((a) < (b))) && ((b) == (c)), a, (b))", "where(!(a < b) && b == c, a, b)"],
    ["where(((a < b) || (b < c)) && (c < a), a, b)", "where((a < b || b < c) && c < a, a, b)"],
    ["norm((a))", "sqrt(sumSquares(a))"],
    ["0.001*a + 1e21 + 1e-8", "0.001*a + 1e21 + 1e-8"],
  ])("of %s has no parentheses that the language does not need: %s", (written, printed) => {
    expect(toText(values(written)[0]!)).toBe(printed);
  });

  it("of a negative constant, which folding makes, keeps its value beside every operator", () => {
    const graph = new Graph();
    const [a, minusTwo] = [graph.symbol("a"), graph.constant(-2)];
    expect(toText(graph.call("mul", a, minusTwo))).toBe("a*(-2)");
    expect(toText(graph.call("sub", a, minusTwo))).toBe("a - -2");
    expect(toText(graph.call("pow", minusTwo, a))).toBe("(-2)^a");
    expect(toText(graph.call("pow", a, graph.constant(-0)))).toBe("a^(-0)");
  });
});

describe("TeX", () => {
  test.each([
    ["b*a + (1 - b)*g", "b a + \\left(1 - b\\right) g"],
    ["a / (1 - b^t)", "\\frac{a}{1 - b^{t}}"],
    ["a / (sqrt(b) + c)", "\\frac{a}{\\sqrt{b} + c}"],
    ["g^2", "g^{2}"],
    ["(a + b)^2", "\\left(a + b\\right)^{2}"],
    ["sqrt(a)^(b + 1)", "\\left(\\sqrt{a}\\right)^{b + 1}"],
    ["a - sign(a - g^2)*g^2", "a - \\mathrm{sign}(a - g^{2}) g^{2}"],
    ["max(min(g, a), -a)", "\\max(\\min(g, a), -a)"],
    ["exp(-20*abs(a)) + log(b)", "e^{-20 \\left|a\\right|} + \\ln(b)"],
    ["floor(a)", "\\lfloor a \\rfloor"],
    ["square(a + b)", "\\left(a + b\\right)^{2}"],
    ["2*pi*max(a, b, g)", "2 \\pi \\max(a, b, g)"],
    ["1e-8*a + 2.5e-9", "10^{-8} a + 2.5 \\cdot 10^{-9}"],
    ["where(a <= b, g, 0)", "\\begin{cases} g & a \\le b \\\\ 0 & \\text{otherwise} \\end{cases}"],
    [
      "where(!(a == b) && (a != c || a >= c), g, 0)",
      "\\begin{cases} g & \\lnot \\left(a = b\\right) \\land \\left(a \\ne c \\lor a \\ge c\\right) \\\\ 0 & \\text{otherwise} \\end{cases}",
    ],
    ["g*min(1, a / globalNorm(g))", "g \\min(1, \\frac{a}{\\sqrt{\\sum_{\\text{all}} \\left(g\\right)^2}})"],
    ["norm(g) / mean(a)", "\\frac{\\sqrt{\\sum \\left(g\\right)^2}}{\\frac{\\sum \\left(a\\right)}{n}}"],
    ["globalMean(a)", "\\frac{\\sum_{\\text{all}} \\left(a\\right)}{N}"],
  ])("of %s", (written, printed) => {
    expect(tex(written)).toBe(printed);
  });

  it("asks for the TeX of every name", () => {
    const node = values("b^t*g")[0]!;
    expect(toTex(node, (name) => ({ b: "\\beta_1", g: "g_t" })[name] ?? name)).toBe("\\beta_1^{t} g_t");
  });

  it("never puts a second exponent beside a name's or a number's own", () => {
    const update = toTex(values("g^2")[0]!, () => "u^{(1)}_t");
    expect(update).not.toMatch(/\^\{\(1\)\}_t\^/);
    expect(tex("1e-8^2")).not.toContain("}^{");
  });

  test.each([
    ["a*-b", "a - b"],
    ["sum(a)*b", "sum(a*b)"],
    ["sum(a) + b", "sum(a + b)"],
    ["globalSum(a)*b", "globalSum(a*b)"],
    ["(-a)^2", "-a^2"],
    ["a / b*c", "a / (b*c)"],
    ["2*3", "23"],
  ])("tells %s from %s", (one, other) => {
    expect(tex(one).replaceAll(/\s/g, "")).not.toBe(tex(other).replaceAll(/\s/g, ""));
  });
});
