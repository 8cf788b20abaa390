/** Any text gives lines or a RuleSyntaxError that points into it, and nothing else. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { functionNames } from "./functions.ts";
import { parse } from "./parse.ts";
import { RuleSyntaxError } from "./syntax-error.ts";

const pieces = fc.constantFrom(
  ..."+ - * / ^ ( ) , = == < <= && || ! # u m g p t x 1 2.5 1e400 .5 1e-8 eval accept \n \t $ é 𝒈 − __proto__".split(
    / /,
  ),
  " ",
  "\r\n",
  ...functionNames(true),
);
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ maxLength: 200 }),
  fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join("")),
  fc.array(pieces, { maxLength: 60 }).map((parts) => `u = ${parts.join("")}`),
);

test("of fast-check", () => {
  fc.assert(
    fc.property(texts, (text) => {
      try {
        const { lines } = parse("test", text, ["g", "p", "t"], ["m"]);
        for (const line of lines) expect(text.slice(line.at, line.at + line.text.length)).toBe(line.text);
      } catch (error) {
        expect(error).toBeInstanceOf(RuleSyntaxError);
        const { line, column } = error as RuleSyntaxError;
        const source = text.split("\n")[line - 1]!;
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual(source.length + 1);
      }
    }),
    { numRuns: 5000 },
  );
});

test("a long line is shown around the place only", () => {
  const text = `u = ${"g + ".repeat(10_000)}$ ${"+ g".repeat(10_000)}`;
  expect(() => parse("test", text, ["g"])).toThrow(
    expect.objectContaining({
      column: 40_005,
      message: expect.stringMatching(/\n {4}\.{3}.{120}\.{3}\n {67}\^$/),
    }),
  );
});
