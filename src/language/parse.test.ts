/** What the language of rules means: what binds to what, what is short for what. Its errors stand in parse-errors.test.ts. */
import { describe, expect, it, test } from "vitest";
import { evaluate } from "./evaluate.ts";
import { parse } from "./parse.ts";

const given = ["g", "p", "a", "b", "c"];

/** The values of several expressions, in one graph: equal expressions are one node. */
const nodes = (...expressions: string[]) =>
  parse("test", expressions.map((text, index) => `x${index} = ${text}`).join("\n"), given).lines.map(
    (line) => line.value,
  );

const compute = (expression: string) =>
  evaluate(nodes(expression)[0]!, (name) => ({ g: 3, p: 5 })[name] ?? Number.NaN);

describe("operators", () => {
  test.each([
    ["-a^2", "-(a^2)"],
    ["2^-a", "2^(-a)"],
    ["2^-a*b", "(2^(-a))*b"],
    ["2^-a^b", "2^(-(a^b))"],
    ["a^b^c", "a^(b^c)"],
    ["a - b - c", "(a - b) - c"],
    ["a / b / c", "(a / b) / c"],
    ["a / b * c", "(a / b) * c"],
    ["a + b*c", "a + (b*c)"],
    ["a*b + c", "(a*b) + c"],
    ["a*b^c", "a*(b^c)"],
    ["-a*b", "(-a)*b"],
    ["-a + b", "(-a) + b"],
    ["a - -b", "a - (-b)"],
    ["--a", "-(-a)"],
    ["where(a + b < c*a, a, b)", "where(((a + b) < (c*a)), a, b)"],
    ["where(a < b && b < c || c < a, a, b)", "where(((a < b) && (b < c)) || (c < a), a, b)"],
    ["where(a < b || b < c && c < a, a, b)", "where((a < b) || ((b < c) && (c < a)), a, b)"],
    ["where(!(a < b) && b < c, a, b)", "where((!(a < b)) && (b < c), a, b)"],
    ["where(a == b && a != c, a, b)", "where((a == b) && (a != c), a, b)"],
    ["a*min(b, c) - 1", "(a*(min(b, c))) - 1"],
  ])("%s is %s", (written, meant) => {
    const [first, second] = nodes(written, meant);
    expect(first).toBe(second);
  });

  test.each([
    ["(a - b) - c", "a - (b - c)"],
    ["(a^b)^c", "a^(b^c)"],
    ["(-a)^2", "-(a^2)"],
    ["(a + b)*c", "a + b*c"],
    ["(a / b) / c", "a / (b / c)"],
    ["a + (b + c)", "(a + b) + c"],
    ["a + b", "b + a"],
  ])("%s is not %s", (one, other) => {
    const [first, second] = nodes(one, other);
    expect(first).not.toBe(second);
  });

  test.each([
    ["g - p", -2],
    ["g / p", 0.6],
    ["-g^2", -9],
    ["2^-1", 0.5],
    ["2^3^2", 512],
    ["10 - 4 - 3", 3],
    ["where(g <= 3, 1, 0) + where(g < 3, 10, 0) + where(p >= 5, 100, 0) + where(p > 5, 1000, 0)", 101],
    ["where(g == 3 || p == 3, 1, 0) + where(g != 3, 10, 0)", 1],
  ])("%s has the value %d at g = 3, p = 5", (expression, value) => {
    expect(compute(expression)).toBe(value);
  });
});

test.each([
  ["1e-3", 1e-3],
  ["1e3", 1e3],
  ["1e+3", 1e3],
  ["2.5e-8", 2.5e-8],
  [".5", 0.5],
  ["5.", 5],
  ["0.1", 0.1],
  ["007", 7],
])("the literal %s is a number", (text, value) => {
  expect(nodes(text)[0]).toMatchObject({ kind: "constant", value });
});

describe("names that the language gives a meaning", () => {
  it("knows pi where nothing else has that name", () => {
    expect(parse("test", "u = pi", []).lines[0]!.value).toMatchObject({ kind: "call", op: "pi", args: [] });
    const { lines } = parse("test", "a = 2*pi\npi = a\nu = pi", ["g"]);
    expect(lines[2]!.value).toMatchObject({ kind: "symbol", name: "pi" });
    expect(parse("test", "u = pi", ["pi"]).lines[0]!.value).toMatchObject({ kind: "symbol" });
  });

  it("tells operations of one name apart by their number of arguments", () => {
    const called = (text: string) => parse("test", `u = ${text}`, ["a", "b", "c"]).lines[0]!.value;
    expect(called("max(a, b)")).toMatchObject({ op: "max" });
    expect(called("max(a, b, c)")).toMatchObject({ op: "max3" });
    expect(called("pow(a, b)")).toMatchObject({ op: "pow" });
  });
});

describe("functions in terms of operations", () => {
  test.each([
    ["mean(a*b)", "sum(a*b) / size(a*b)"],
    ["norm(a*b)", "sqrt(sumSquares(a*b))"],
    ["globalMean(a*b)", "globalSum(a*b) / globalSize(a*b)"],
    ["globalNorm(a*b)", "sqrt(globalSumSquares(a*b))"],
    ["where(finite(a*b), a, b)", "where(sum(a*b - a*b) == 0, a, b)"],
    ["where(globalFinite(a*b), a, b)", "where(globalSum(a*b - a*b) == 0, a, b)"],
  ])("%s is %s", (short, long) => {
    const [first, second] = nodes(short, long);
    expect(first).toBe(second);
  });
});

describe("lines", () => {
  it("are kept in order with their target and as written", () => {
    const { lines } = parse("test", "\n  m = b*m + g\n\n\tu =m*2  \n", ["g", "b"], ["m"]);
    expect(lines.map(({ target, text }) => [target, text])).toEqual([
      ["m", "m = b*m + g"],
      ["u", "u =m*2"],
    ]);
  });

  it("may use what an earlier line assigned, as a value of its type", () => {
    const { lines } = parse("test", "big = g > 1\nd = 2*g\nu = where(big, d, 0)", ["g"]);
    expect(lines[2]!.value).toMatchObject({
      args: [
        { name: "big", type: "boolean" },
        { name: "d", type: "number" },
        { kind: "constant", value: 0 },
      ],
    });
  });

  it("may end as Windows ends them", () => {
    expect(parse("test", "m = g\r\nu = m\r\n", ["g"]).lines.map((line) => line.text)).toEqual([
      "m = g",
      "u = m",
    ]);
  });

  it("may be none", () => {
    expect(parse("test", " \n\t\n", []).lines).toEqual([]);
  });

  it("take any name that starts with a letter or an underscore, a function's too", () => {
    const { lines } = parse("test", "_x1 = g\nmin = _x1\nu = min(min, 2)", ["g"]);
    expect(lines[2]!.value).toMatchObject({ op: "min", args: [{ name: "min" }, { value: 2 }] });
  });
});

it("gives an expression that stands in two lines one node", () => {
  const { lines, graph } = parse("test", "a = g*p + 1\nb = 2*(g*p)", ["g", "p"]);
  const product = graph.call("mul", graph.symbol("g"), graph.symbol("p"));
  expect(lines[0]!.value).toMatchObject({ args: [product, { value: 1 }] });
  expect(lines[1]!.value).toHaveProperty(["args", "1"], product);
});
