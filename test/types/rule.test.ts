/** A wrong rule fails in the TypeScript compiler, with a message that says what is wrong; a right one compiles. */
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it, test } from "vitest";
import { operations } from "../../src/language/operations.ts";
import { parse } from "../../src/language/parse.ts";
import { ruleTexts } from "../fuzz/rules.ts";
import { diagnose, inPackage } from "./diagnose.ts";

/** A source that declares one rule. */
const source = (definition: string) =>
  `import { rule } from "../../src/compose/rule.ts";\nexport const made = rule(${definition});\n`;
const withText = (text: string) =>
  source(`{ name: "test", hyper: { b1: 0.9, eps: 1e-8 }, state: { m: 0, v: 0 }, text: \`${text}\` }`);
/** A source that declares a rule and lines that take the place of some of its lines. */
const varied = (change: string) =>
  `import { variants } from "../../src/compose/variants.ts";
  const made = variants({ name: "test", hyper: { b: 0.9 }, state: { m: 0 }, text: "d = b*m\\n m = d + g\\n u = m" });
  export const variant = made.variant(${change});\n`;
/** The lines of a rule that is right, to be spoiled. */
const right = ["m = b1*m + (1 - b1)*g", "v = v + g^2", "u = m / (sqrt(v) + eps)"];

const line = (length: number, part: string, sign: string) =>
  Array(Math.ceil(length / (part.length + sign.length)))
    .fill(part)
    .join(sign);
const lines = (count: number, each: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => each(n)).join("\n");

const wrong: Record<string, readonly [source: string, message: string]> = {
  "a misspelt name": [
    withText("m = g\nv = g\nmHat = m\nu = mHatt / sqrt(v)"),
    'unknown name "mHatt" in "u = mHatt / sqrt(v)"',
  ],
  "a misspelt hyperparameter": [withText("m = b2*g\nv = g\nu = m"), 'unknown name "b2" in "m = b2*g"'],
  "a misspelt function": [withText("m = g\nv = sqr(g)\nu = m"), 'unknown name "sqr" in "v = sqr(g)"'],
  "a misspelt name in the last line": [
    withText("m = g\nv = g\nu = m + w"),
    'unknown name "w" in "u = m + w"',
  ],
  "a misspelt name after a number": [withText("m = g\nv = g\nu = 2*mm"), 'unknown name "mm" in "u = 2*mm"'],
  "a name before its line": [
    withText("m = late\nlate = g\nv = g\nu = m"),
    'unknown name "late" in "m = late"',
  ],
  "the update before its line": [withText("m = u\nv = g\nu = m"), 'unknown name "u" in "m = u"'],
  "a state that is never assigned": [withText("m = g\nu = m"), '"v" is never assigned'],
  "an assignment by a misspelt name": [withText("mm = g\nv = g\nu = m"), '"m" is never assigned'],
  "a missing update": [withText("m = g\nv = g"), '"u" is never assigned'],
  "a misspelt name in a line of 2,000 characters": [
    withText(`m = g\nv = g\nu = ${line(1000, "b1*(m + v)", " + ")} + mm*${line(1000, "b1*(m + v)", " + ")}`),
    'unknown name "mm" in "u = ',
  ],
  "a misspelt name at the end of 10,000 characters without a space": [
    withText(`m=g\nv=g\nu=${line(10_000, "g", "+")}+mm`),
    'unknown name "mm" in "u=',
  ],
  "a misspelt name in the last of 100 lines": [
    withText(`m = g\nv = g\n${lines(100, (n) => `x${n} = ${n ? `x${n - 1}` : "m"} + v`)}\nu = x100`),
    'unknown name "x100" in "u = x100"',
  ],
  "a misspelt name before a comment": [withText("m = g # m\nv = g\nu = mm # m"), 'unknown name "mm"'],
  "an equation in a comment": [withText("m = g\n# v = g\nu = m"), '"v" is never assigned'],
  "a name of other letters": [withText("m = g\nv = g\nu = m*µ"), 'unknown name "µ"'],
  "an empty text": [source('{ name: "test", text: "" }'), '"u" is never assigned'],
  "a line without a sign": [withText("m = g\nv + g\nu = m"), 'expected "name = expression", found "v + g"'],
  "a line of one word": [withText("m = g\nv = g\nu"), 'expected "name = expression", found "u"'],
  "one wrong text of two": [
    source(`{ name: "test", text: Math.random() < 0.5 ? "u = g" : "u = gg" }`),
    'unknown name "gg" in "u = gg"',
  ],
  "a variant with a misspelt name": [varied(`{ text: "u = mm" }`), 'unknown name "mm" in "u = mm"'],
  "a variant that never assigns its state": [
    varied(`{ state: { v: 0 }, text: "u = v" }`),
    '"v" is never assigned',
  ],
  "an interval of no hyperparameter": [
    source('{ name: "test", hyper: { b1: 0.9 }, bounds: { b2: "[0, 1)" }, text: "u = b1*g" }'),
    "'b2' does not exist",
  ],
  "an interval that is none": [
    source('{ name: "test", hyper: { b1: 0.9 }, bounds: { b1: "0..1" }, text: "u = b1*g" }'),
    '"0..1"',
  ],
  "an override of no hyperparameter": [
    `${source('{ name: "test", hyper: { b1: 0.9 }, text: "u = b1*g" }')}made({ b2: 0.9 });`,
    "'b2' does not exist",
  ],
  "an override that is no number and no schedule": [
    `${source('{ name: "test", hyper: { b1: 0.9 }, text: "u = b1*g" }')}made({ b1: "0.9" });`,
    "'string' is not assignable to type 'Hyper | undefined'",
  ],
};

const compiling: Record<string, string> = {
  "a right rule": withText(right.join("\n")),
  "space around lines": withText(`\n\n  ${right.join("  \n\t\n\t")}\n  `),
  "no space in a line": withText("m=g\nv=where(g==p,g,p)\nu=m"),
  "numbers in every notation": withText("m = 1e-3*g + .5 + 2. + 1e3\nv = 2.5e-8*g\nu = m*1e+3"),
  "names with digits, capitals and underscores": source(
    '{ name: "test", hyper: { b_1: 1, B2: 2 }, state: { m0_x: 0 }, text: "m0_x = b_1*g\\nX9 = B2*m0_x\\nu = X9" }',
  ),
  "a text that is put together": source(
    '{ name: "test", state: { m: 0 }, text: ["m = g", "u = m"].join("\\n") }',
  ),
  "a text that is put together of constants": source(
    `{ name: "test", state: { m: 0 }, text: \`\${${JSON.stringify("m = g/2")}}\\n  u = m\` }`,
  ),
  "a text of which a part is not known": source(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source.
    '{ name: "test", state: { m: 0 }, text: `\n  m = g + ${"g".slice(0)}\n  u = 2*${"g".slice(0)}*m` }',
  ),
  "two texts": source(`{ name: "test", text: Math.random() < 0.5 ? "u = g" : "u = p" }`),
  "a variant": varied(`{ hyper: { c: 1 }, state: { v: 0 }, text: "v = c*g\\n u = d + v*b*m" }`),
  "a variant without a text": varied("{ hyper: { d: 1 } }"),
  "no states, no hyperparameters": source('{ name: "test", text: "u = sign(g) + p*t" }'),
  "a decision": source('{ name: "test", text: "accept = globalFinite(g)\\n u = g" }'),
  "a state before its line, and the update after its own": withText("u = m / v\nm = g + u\nv = u^2"),
  "a long line": withText(`m = g\nv = g\nu = ${Array(60).fill("b1*(m + v)").join(" + ")}`),
  "twenty lines": withText(
    `m = g\nv = g\n${Array.from({ length: 20 }, (_, n) => `x${n} = ${n ? `x${n - 1}` : "m"} + ${n}*v`).join("\n")}\nu = x19`,
  ),
  "a line of 2,000 characters": withText(`m = g\nv = g\nu = ${line(2000, "b1*(m + v)", " + ")}`),
  "a line of 2,000 characters without a space": withText(`m=g\nv=g\nu=${line(2000, "g", "+")}`),
  "a line of 10,000 characters": withText(
    `m = g\nv = g\nu = ${line(10_000, "where(m < v, b1*m^2, -v/eps)", " - ")}`,
  ),
  "a line of 10,000 characters, all signs": withText(`m = g\nv = g\nu = ${"-".repeat(7000)}g`),
  "a line of 10,000 spaces": withText(`m = g\nv = g\nu = ${" ".repeat(800)}g${" ".repeat(7000)}+ g`),
  "a line of 200 names": withText(
    `m = g\nv = g\n${lines(200, (n) => `n${n} = ${n}*g`)}\nu = ${Array.from({ length: 200 }, (_, n) => `n${n}`).join(" + ")}`,
  ),
  "100 lines of 200 characters": withText(
    `m = g\nv = g\n${lines(100, (n) => `x${n} = ${line(200, n ? `x${n - 1}` : "m", " + ")}`)}\nu = x99`,
  ),
  "400 lines": withText(`m = g\nv = g\n${lines(400, (n) => `x${n} = 2*g + m`)}\nu = x399`),
  comments: withText("# any words, q = nothing\nm = g # not q\n  #\nv = g#q\nu = m + v # = 2*g"),
  "line ends of other systems": source(
    '{ name: "test", state: { m: 0 }, text: "m = g\\r\\n\\tu = m\\r\\n\\r\\n" }',
  ),
  "constants, which a name may take the place of": source(
    '{ name: "test", state: { m: 0 }, text: "m = pi*g\\n e = m\\n pi = 2*e\\n u = pi + m" }',
  ),
  "an override by a schedule": `${source('{ name: "test", hyper: { b1: 0.9 }, text: "u = b1*g" }')}made({ b1: (count) => count / 2 });\nmade({ b1: undefined });`,
};

/** Functions of the language, as the parser lists them where one is unknown. */
const functions = ((): string[] => {
  try {
    parse("test", "x = unknown(1)", []);
  } catch (error) {
    return /known here: (.*)/.exec((error as Error).message)![1]!.split(", ");
  }
  throw new Error("accepted an unknown function");
})();
const notFunctions = Object.entries(operations).flatMap(([name, { takes }]) =>
  functions.includes(name) || takes.length === 0 ? [] : [name],
);
const calling = (name: string) => source(`{ name: "test", text: "u = g*${name}(g)" }`);

const random = fc.sample(ruleTexts({ prefix: "r" }), { seed: 1, numRuns: 25 });
const transforms = readdirSync(inPackage("src/transforms"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => `src/transforms/${file}`);

let found: Record<string, string[]>;
beforeAll(() => {
  found = diagnose(
    {
      ...Object.fromEntries(Object.entries(wrong).map(([name, [text]]) => [name, text])),
      ...compiling,
      ...Object.fromEntries(
        [...functions, ...notFunctions].map((name) => [`function ${name}`, calling(name)]),
      ),
      ...Object.fromEntries(
        random.map((definition, n) => [`random ${n}`, source(JSON.stringify(definition))]),
      ),
    },
    transforms,
  );
}, 60_000);

describe("does not compile, and says so", () => {
  test.each(Object.entries(wrong))("%s", (name, [, message]) => {
    expect(found[name]!.length).toBeGreaterThan(0);
    expect(found[name]!.join("\n")).toContain(message);
  });
});

describe("compiles", () => {
  test.each(Object.keys(compiling))("%s", (name) => {
    expect(found[name]).toEqual([]);
  });

  test.each(functions)("a call of %s", (name) => {
    expect(found[`function ${name}`]).toEqual([]);
  });

  test.each(random.map(({ text }, n) => [n, text] as const))("a random rule, %d: %j", (n) => {
    expect(found[`random ${n}`]).toEqual([]);
  });

  test.each(transforms)("%s", (file) => {
    expect(found[file]).toEqual([]);
  });
});

it.each(notFunctions)("does not compile a call of %s, which only the compiler or a sign makes", (name) => {
  expect(found[`function ${name}`]!.join("\n")).toContain(`unknown name "${name}" in `);
});
