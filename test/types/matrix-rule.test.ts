/** A wrong rule of whole matrices fails in the TypeScript compiler, with a message that says what is wrong; a right one compiles. */
import { beforeAll, expect, test } from "vitest";
import { diagnose } from "./diagnose.ts";

const source = (text: string, more = "") =>
  `import { matrixRule } from "../../src/compose/matrix-rule.ts";
  export const made = matrixRule({ name: "test", hyper: { a: 1 }, state: { m: 0 }, text: \`${text}\`${more} });\n`;

const wrong: Readonly<Record<string, readonly [source: string, message: string]>> = {
  "a misspelt name in a product": [source("m = g\nu = m @ gg'"), 'unknown name "gg" in "u = m @ gg\'"'],
  "a misspelt name in a block": [
    source("m = g\nX = m\nrepeat 5 { A = X @ X'; X = a*X + AA @ X }\nu = X"),
    'unknown name "AA" in "X = a*X + AA @ X"',
  ],
  "a name before its statement": [source("m = g; u = A @ g; A = g @ g'"), 'unknown name "A" in "u = A @ g"'],
  "a state that is never assigned": [source("u = g @ g' @ g"), '"m" is never assigned'],
  "gradients before the step's own": [source("m = g\nu = m @ m' @ m", ', before: "m = g"'), "before"],
};

const right: Readonly<Record<string, string>> = {
  "Muon's": source(
    "m = g # ; } {\nX = m / norm(m)\nrepeat 5 { A = X @ X'; X = a*X + (A + a*A @ A) @ X }\nu = X",
  ),
  "one of several lines": source("m = g\nX = m\nrepeat 2 {\n  X = X @ X' @ X\n}\nu = X", ", wide: true"),
};

let found: Record<string, string[]>;
beforeAll(() => {
  const wrongs = Object.entries(wrong).map(([name, [text]]) => [name, text]);
  found = diagnose(Object.fromEntries([...wrongs, ...Object.entries(right)]));
}, 60_000);

test.each(Object.entries(wrong))("%s", (name, [, message]) => {
  expect(found[name]!.join("\n")).toContain(message);
});

test.each(Object.keys(right))("%s compiles", (name) => {
  expect(found[name]).toEqual([]);
});
