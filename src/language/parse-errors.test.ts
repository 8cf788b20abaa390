/** Errors of the language of rules: what each says, and the very place it points at, marked here by a bar before it. */
import { describe, expect, it, test } from "vitest";
import { functionNames } from "./functions.ts";
import { parse } from "./parse.ts";
import { RuleSyntaxError } from "./syntax-error.ts";

const failure = (text: string, given: readonly string[]): RuleSyntaxError => {
  try {
    parse("test", text, given);
  } catch (error) {
    if (error instanceof RuleSyntaxError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
};

/** Parses a text with a bar in it; the error must point at the bar. */
function expectFailure(marked: string, problem: string): void {
  const at = marked.indexOf("|>");
  const text = marked.replace("|>", "");
  const error = failure(text, ["g", "p"]);
  const before = text.slice(0, at).split("\n");
  const [line, column] = [before.length, before.at(-1)!.length + 1];
  const source = text.split("\n")[line - 1]!;
  const indent = source.length - source.trimStart().length;
  expect(error.message).toBe(
    `rule "test", line ${line}: ${problem}\n    ${source.trim()}\n    ${" ".repeat(column - 1 - indent)}^`,
  );
  expect([error.line, error.column]).toEqual([line, column]);
}

describe("an error names the line and points at", () => {
  test.each([
    ["u = g |>$ 2", 'unexpected character "$"'],
    ["u = g |>& p", 'unexpected character "&"'],
    ["u = g |>@ p", 'unexpected character "@"; products of matrices are for rules of matrixRule'],
    ["u = |>'g'", `unexpected character "'"`],
    ["|>2 = g", 'expected "name = expression", found "2"'],
    ["|>= g", 'expected "name = expression", found "="'],
    ["u |>g", 'expected "=", found "g"'],
    ["u |>== g", 'expected "=", found "=="'],
    ["u|>", 'expected "=", found the end of the line'],
    ["u =|>", "expected a value, found the end of the line"],
    ["u = g +|>  ", "expected a value, found the end of the line"],
    ["u = g + |>)", 'expected a value, found ")"'],
    ["u = |>* g", 'expected a value, found "*"'],
    ["u = abs(|>)", 'expected a value, found ")"'],
    ["u = min(g, |>)", 'expected a value, found ")"'],
    ["u = (g + p|>", 'expected ")", found the end of the line'],
    ["u = abs(g |>2)", 'expected ")", found "2"'],
    ["u = (g|>, p)", 'expected ")", found ","'],
    ["u = g |>p", 'expected an operator or the end of the line, found "p"'],
    ["u = 2|>g", 'expected an operator or the end of the line, found "g"'],
    ["u = 1.|>.2", 'expected an operator or the end of the line, found ".2"'],
    ["u = g|>)", 'expected an operator or the end of the line, found ")"'],
    ["u = g |>= p", 'expected an operator or the end of the line, found "="'],
    ["u = g |>! p", 'expected an operator or the end of the line, found "!"'],
  ])("grammar: %s", expectFailure);

  test.each([
    ["u = g + |>q", 'unknown name "q"; known here: g, p'],
    ["u = |>u", 'unknown name "u"; known here: g, p'],
    ["u = |>toString", 'unknown name "toString"; known here: g, p'],
  ])("names: %s", expectFailure);

  test.each([
    ["u = |>min(g)", "min takes 2 or 3 arguments, found 1"],
    ["u = |>abs(g, p)", "abs takes 1 argument, found 2"],
    ["u = |>where(g < p, g)", "where takes 3 arguments, found 2"],
    ["u = 2*|>norm(g, p)", "norm takes 1 argument, found 2"],
    ["u = |>sum(g, p)", "sum takes 1 argument, found 2"],
  ])("number of arguments: %s", expectFailure);

  test.each([
    ["u = g |>+ (g < p)", '"+" takes a number here, found a boolean'],
    ["u = (g < p) |>* g", '"*" takes a number here, found a boolean'],
    ["u = (g < p)|>^2", '"^" takes a number here, found a boolean'],
    ["u = where(g < p |>< 1, g, p)", '"<" takes a number here, found a boolean'],
    ["u = where(g |>&& p, g, p)", '"&&" takes a boolean here, found a number'],
    ["u = where(g < p |>|| p, g, p)", '"||" takes a boolean here, found a number'],
    ["u = where(|>!g, g, p)", '"!" takes a boolean here, found a number'],
    ["u = |>-(g < p)", '"-" takes a number here, found a boolean'],
    ["u = |>where(g, g, p)", "where() takes a boolean here, found a number"],
    ["u = |>where(g < p, g < p, p)", "where() takes a number here, found a boolean"],
    ["u = |>sqrt(g < p)", "sqrt() takes a number here, found a boolean"],
    ["u = |>sum(g < p)", "sum() takes a number here, found a boolean"],
    ["b = g < p\nu = g + 2|>*b", '"*" takes a number here, found a boolean'],
  ])("numbers and booleans: %s", expectFailure);

  test.each(["mean", "norm", "globalMean", "globalNorm"])(
    "numbers and booleans: %s of a comparison",
    (name) => {
      expectFailure(`u = g*|>${name}(g < p)`, `${name}() takes a number here, found a boolean`);
    },
  );

  test.each(["finite", "globalFinite"])("numbers and booleans: %s of a comparison", (name) => {
    expectFailure(`u = where(|>${name}(g < p), g, p)`, `${name}() takes a number here, found a boolean`);
  });

  test.each([
    ["a = g\n  |>a = p", '"a" is assigned twice; give the second value a name'],
    ["u = g\na = p\n\n|>u = a", '"u" is assigned twice; give the second value a name'],
  ])("a second assignment: %s", expectFailure);

  test.each([
    ["u = p\n  |>g = u", '"g" cannot be assigned: it comes from outside'],
    ["|>u = g < p", '"u" must be a number, found a boolean'],
    ["u = g\n|>accept = sum(g)", '"accept" must be a boolean, found a number'],
  ])("what a name may be: %s", expectFailure);

  test.each([
    ["\n\n    m = g\n\t u = m + |>q\n", 'unknown name "q"; known here: g, m, p'],
    ["  m = g |>$\n  u = m", 'unexpected character "$"'],
    ["m = g\r\nu = m + |>q\r\n", 'unknown name "q"; known here: g, m, p'],
  ])("its own line of several: %j", expectFailure);
});

it("keeps a state a number, which a name that is not declared need not be", () => {
  expect(() => parse("test", "m = g < 1\nu = where(m, g, 0)", ["g"])).not.toThrow();
  expect(() => parse("test", "m = g < 1\nu = where(m, g, 0)", ["g"], ["m"])).toThrow(
    '"m" must be a number, found a boolean',
  );
});

it("lists the functions when one is unknown, the compiler's own left out", () => {
  const { message } = failure("u = sine(g)", ["g"]);
  const [, list] = /unknown function "sine" \(did you mean sin, size\?\); known here: (.*)\n/.exec(message)!;
  const listed = list!.split(", ");
  expect(listed).toEqual([...functionNames()].sort());
  for (const known of ["abs", "min", "globalNorm", "mean", "where"]) expect(listed).toContain(known);
  for (const internal of ["exp2", "random", "add"]) expect(listed).not.toContain(internal);
});

test.each(["add(g, g)", "not(g < g)", "exp2(g)", "exponent(g)", "toString(g)", "constructor(g)"])(
  "%s is not a function of the language",
  (call) => {
    const name = call.slice(0, call.indexOf("("));
    expect(failure(`u = ${call}`, ["g"]).message).toContain(`unknown function "${name}"`);
  },
);

it("lists what is known at the line, in order of the alphabet", () => {
  expect(failure("z = g\nb = z + nu\nlate = g", ["p", "g", "m"]).message).toContain(
    'unknown name "nu"; known here: g, m, p, z\n',
  );
});

it("is a SyntaxError with its own name", () => {
  const error = failure("u = q", []);
  expect(error).toBeInstanceOf(SyntaxError);
  expect(error.name).toBe("RuleSyntaxError");
});

it("refuses a literal that is larger than any number", () => {
  expect(() => parse("test", "u = 1e400*g", ["g"])).toThrow(RuleSyntaxError);
});
