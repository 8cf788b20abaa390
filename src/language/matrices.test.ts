/** The language of whole matrices: what parses, with which shapes, what is refused and where, and how it is printed. */
import { describe, expect, test } from "vitest";
import { MatrixShapes } from "./matrix-shapes.ts";
import { type Line, parse } from "./parse.ts";
import { toTex, toText } from "./print.ts";

const read = (text: string) =>
  parse("test", text, ["g", "p", "t", "gradient", "loss", "a"], ["m", "K"], {
    matrices: { but: ["a"], own: { K: ["columns", "columns"] }, Shapes: MatrixShapes },
  });

const muon = `
  X = g / norm(g)   # ; { is no sign in a comment
  repeat 5 { A = X @ X'; X = a*X + (2*A + 3*A @ A) @ X }
  u = X`;

describe("texts of matrices", () => {
  test("have blocks, and several statements in a line", () => {
    const { lines, shapes } = read(muon);
    expect(lines.map(({ target, block }) => [target, block?.times])).toEqual([
      ["X", undefined],
      ["A", 5],
      ["X", 5],
      ["u", undefined],
    ]);
    expect(lines[1]!.block).toBe(lines[2]!.block);
    expect(shapes.get("A")).toEqual(["rows", "rows"]);
    expect(shapes.get("X")).toEqual(["rows", "columns"]);
  });

  test("may have a block over several lines", () => {
    const { lines } = read("X = g\n repeat 2 {\n  A = X @ X'\n  X = A @ X\n }\n u = X");
    expect(lines.map(({ target, block }) => [target, block?.times])).toEqual([
      ["X", undefined],
      ["A", 2],
      ["X", 2],
      ["u", undefined],
    ]);
  });

  test("print as they parse", () => {
    const { lines } = read(muon);
    const texts = lines.map(({ value }: Line) => toText(value));
    expect(texts).toEqual(["g / sqrt(sumSquares(g))", "X @ X'", "a*X + (2*A + 3*A @ A) @ X", "X"]);
    const again = read(`X = g / norm(g)\nrepeat 5 {A = ${texts[1]}; X = ${texts[2]}}\nu = X`);
    expect(again.lines.map(({ value }) => toText(value))).toEqual(texts);
    expect(toText(read("u = (g @ p')' @ (g + p)''").lines[0]!.value)).toBe("(g @ p')' @ (g + p)''");
  });

  test("print as TeX", () => {
    const { lines } = read(muon);
    expect(toTex(lines[1]!.value, (name) => name)).toBe("X X^\\top");
    expect(toTex(lines[2]!.value, (name) => name)).toBe("a X + \\left(2 A + 3 A A\\right) X");
    expect(toTex(read("A = (g + p)' @ g\nu = g").lines[0]!.value, (name) => name)).toBe(
      "\\left(g + p\\right)^\\top g",
    );
  });

  test("work element by element where a sign has a dot", () => {
    const value = (text: string) => toText(read(`A = ${text}\nu = g`).lines[0]!.value);
    const texts = [
      "g.^2 .* p",
      "g ./ (sqrt(m) .+ a)",
      "1 ./ g",
      "where(t > 1, g, m) .- 1",
      "max(abs(g), 0) @ K",
      "a*g.*p @ K'",
    ];
    for (const text of texts) expect(value(value(text))).toBe(value(text));
    expect(value("g.^2.*p")).toBe("g.^2.*p");
    expect(value("g ./ (sqrt(m) .+ a)")).toBe("g ./ (sqrt(m) .+ a)");
    const tex = (text: string) => toTex(read(`A = ${text}\nu = g`).lines[0]!.value, (name) => name);
    expect(tex("g.^2 .* p")).toBe("g^{\\circ 2} \\odot p");
    expect(tex("g ./ (sqrt(m) .+ a)")).toBe("g \\oslash \\left(\\sqrt{m} + a\\right)");
    expect(tex("qr(K @ eigh(K)) @ sorting(K)")).toBe(
      "\\mathrm{qr}\\left(K \\mathrm{eigh}\\left(K\\right)\\right) \\mathrm{sorting}\\left(K\\right)",
    );
  });

  test("may have lines for some steps alone, in which names are known that they assign", () => {
    const { lines } = read("when t == 1 && a > 0 {\n  P = qr(K); K = P @ K\n}\nu = g @ K");
    expect(lines.map(({ target, block }) => [target, block?.head])).toEqual([
      ["P", "when t == 1 && a > 0"],
      ["K", "when t == 1 && a > 0"],
      ["u", undefined],
    ]);
    expect(toText(lines[0]!.block!.condition!)).toBe("t == 1 && a > 0");
    expect(lines[0]!.block).toBe(lines[1]!.block);
  });

  test("bind products tighter than factors, and from the left", () => {
    const value = (text: string) => toText(read(`A = ${text}\nu = g`).lines[0]!.value);
    expect(value("2*g @ g' @ g")).toBe("2*g @ g' @ g");
    expect(value("2*(g @ g') @ g")).toBe("2*g @ g' @ g");
    expect(value("(2*g) @ g'")).toBe("(2*g) @ g'");
    expect(value("g @ (g' @ g)")).toBe("g @ (g' @ g)");
    expect(value("-g @ g'")).toBe("-g @ g'");
  });

  test("bind exponents tighter than products", () => {
    const value = (text: string) => toText(read(`A = ${text}\nu = g`).lines[0]!.value);
    expect(value("g.^2 @ g'")).toBe("g.^2 @ g'");
    expect(value("(g.^2) @ g' @ g")).toBe("g.^2 @ g' @ g");
    expect(value("g.^-1 @ g'")).toBe("g.^(-1) @ g'");
    expect(value("g.^-2^a @ K")).toBe("g.^(-2^a) @ K");
    expect(value("g @ K.^2")).toBe("g @ K.^2");
  });

  test("print superscripts of what has one in parentheses", () => {
    const tex = (text: string) => toTex(read(`A = ${text}\nu = g`).lines[0]!.value, (name) => name);
    expect(tex("g'' @ g' @ g")).toBe("\\left(g^\\top\\right)^\\top g^\\top g");
    expect(tex("(2*g)''")).toBe("\\left(\\left(2 g\\right)^\\top\\right)^\\top");
    expect(tex("inverseRoot(K, 4, 1e-6)'")).toBe("\\left(\\left(K + 0.000001 I\\right)^{-1/4}\\right)^\\top");
    expect(tex("inverseRoot(K', 2, 1)")).toBe("\\left(K^\\top + 1 I\\right)^{-1/2}");
    expect(tex("qr(K')'")).toBe("\\mathrm{qr}\\left(K^\\top\\right)^\\top");
  });
});

describe("what is refused", () => {
  test.each([
    [
      "u = g @ |p",
      '"@" takes a matrix with as many columns as the second has rows; g is rows x columns, p is rows x columns',
    ],
    ["u = g + |g'", '"+" takes matrices of the same shape; g is rows x columns, g\' is columns x rows'],
    ["u = g + |1", '"+" takes two matrices or two numbers, found a matrix and a number'],
    ["u = g*|p", '"*" takes a number and a matrix; "@" multiplies matrices'],
    ["u = 1 / |g", '"/" takes a number here, found a matrix; "./" divides element by element'],
    ["u = g |/ g", '"/" takes a number here, found a matrix; "./" divides element by element'],
    [
      "u = |columnMean(g)*g",
      "columnMean() takes no whole matrix; of all elements of one there are norm, mean, finite, sum, sumSquares, size: let it stand in a rule of elements",
    ],
    ["u = g |.* g'", '".*" takes matrices of the same shape; g is rows x columns, g\' is columns x rows'],
    ["u = (a |.* t)*g", '".*" works on the elements of matrices, found a number and a number: write "*"'],
    ["u = |max(g, g')", "max() takes matrices of the same shape"],
    ["u = |sqrt(g, g)", "sqrt takes 1 argument, found 2"],
    ["u = |where(g, g, p)", "where() takes a boolean here, found a matrix"],
    ["u = |eigh(g)", "eigh() takes a square matrix; g is rows x columns: give it a product with a transpose"],
    ["u = |eigh(a)*g", "eigh() takes a matrix here, found a number"],
    ["|m = K\nu = g", '"m" is rows x columns, found columns x columns'],
    ["u = K |@ g", '"@" takes a matrix with as many columns as the second has rows; K is columns x columns'],
    ["when |a { u = g }", '"when" takes a condition, such as t > 1, found a number'],
    ["when |norm(g) > 1 { u = g }", '"when" is decided by numbers, hyperparameters and t; found "g"'],
    ["when |loss > 1 { u = g }", '"when" is decided by numbers, hyperparameters and t; found "loss"'],
    ["when t > |> 1 { u = g }", "expected a value, found"],
    [
      "when t > 1 { |b = 2*a }\nu = g",
      '"b" is a number, which a block of "when" cannot assign; choose it by where() outside',
    ],
    ["when t > 1 { X = g @ g' }\nu = |X @ g", 'unknown name "X"'],
    ["|when t > 1 { u = g", '"when" is never closed; end it with "}"'],
    ["repeat 5 { |when t > 1 { u = g } }", '"when" cannot stand in another block'],
    ["u = g^|2", '"^" takes a number here, found a matrix'],
    ["u = |rowSum(g)*g", "rowSum() takes no whole matrix; of all elements of one there are norm,"],
    ["u = 1 @ |g", '"@" takes a matrix here, found a number'],
    ["u = a|'*g", '"\'" takes a matrix here, found a number'],
    ["|u = g'", '"u" is rows x columns, found columns x rows'],
    ["|m = g @ g'\nu = g", '"m" is rows x columns, found rows x rows'],
    ["|u = 2", '"u" must be a matrix, found a number'],
    ["repeat |0 { u = g }", '"repeat" takes a whole number of 1 or more, found "0"'],
    ["repeat |x { u = g }", '"repeat" takes a whole number of 1 or more, found "x"'],
    ["|repeated 5 { u = g }", 'expected "repeat 5 {" or "when t > 1 {", found "repeated"'],
    ["repeat 5 |g { u = g }", 'expected "{", found "g"'],
    ["X = g\nrepeat 5 { |repeat 2 { X = 2*X } }\nu = X", '"repeat" cannot stand in another block'],
    ["|repeat 5 { u = g", '"repeat" is never closed; end it with "}"'],
    ["u = g |}", '"}" without "repeat"'],
    ["X = g\nrepeat 5 { X = 2*X; |X = 3*X }\nu = X", '"X" is assigned twice; give the second value a name'],
    ["X = g\n|X = 2*X\nu = X", '"X" is assigned twice; give the second value a name'],
    ["X = g\nrepeat 5 { |X = X' }\nu = g", '"X" is rows x columns, found columns x rows'],
    ["u = g |% p", 'unexpected character "%"'],
  ])("%s", (marked, problem) => {
    const at = marked.indexOf("|");
    const text = marked.replace("|", "");
    const line = text.slice(0, at).split("\n").length;
    const column = at - text.lastIndexOf("\n", at - 1);
    let error: unknown;
    try {
      read(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: "RuleSyntaxError", line });
    expect((error as Error).message).toContain(problem);
    // A sign between operands is marked where it stands.
    expect(Math.abs((error as { column: number }).column - column)).toBeLessThanOrEqual(2);
  });
});
