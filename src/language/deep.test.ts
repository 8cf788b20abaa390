/** However long or deep an expression is, no stack overflows: not in a step, an explanation or an evaluation. */
import { describe, expect, it, test } from "vitest";
import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { scale } from "../transforms/scale.ts";
import { parse } from "./parse.ts";
import { toTex, toText } from "./print.ts";
import { RuleSyntaxError } from "./syntax-error.ts";

const repeat = (count: number, part: string, between: string) => Array(count).fill(part).join(between);
/** Lines that each make something of the one before. */
const lines = (count: number, next: (before: string, n: number) => string) =>
  [
    ...Array.from({ length: count }, (_, n) => `x${n} = ${next(n ? `x${n - 1}` : "g", n)}`),
    `u = x${count - 1}`,
  ].join("\n");

const texts: Record<string, string> = {
  "a sum of 4,000 terms": `u = ${repeat(4000, "g", " + ")}`,
  "a sum of 50,000 terms": `u = ${repeat(50_000, "g", "+")}`,
  "a sum of 20,000 terms that are the same for all elements": `u = g*(${repeat(20_000, "t", " + ")})`,
  "a quotient of 10,000": `u = ${repeat(10_000, "g", "/")}`,
  "5,000 conditions": `u = where(${repeat(5000, "g < p", " && ")}, g, p)`,
  "an exponent of 5,000 terms": `u = g*b1^(t + ${repeat(5000, "1", " + ")})`,
  "10,000 lines": lines(10_000, (before) => `${before} + 1`),
  "10,000 lines that need the one before twice": lines(10_000, (before) => `0.5*${before}*${before}`),
  "10,000 lines to the right": lines(10_000, (before) => `g - ${before}`),
  "10,000 choices": lines(10_000, (before, n) => `where(g < ${n}, g, ${before})`),
  "100 exponentials": lines(100, (before) => `exp(-${before})`),
  "20 norms": lines(20, (before) => `${before} / norm(${before})`),
  "10,000 terms to evaluate with": `u = g\neval = ${repeat(10_000, "p", " + ")}`,
};

const declare = (text: string) => rule({ name: "deep", hyper: { b1: 0.9 }, text })();

async function use(optimizer: Optimizer, device: "js" | "wasm"): Promise<number> {
  const descent = await optimizer.init({ x: new Float64Array([1, 2]) }, { device });
  descent.step({ x: [1, 2] });
  await descent.evalParams();
  descent.dispose();
  await optimizer.explain({ format: device === "js" ? "tex" : "text" });
  return descent.count;
}

describe.each(["js", "wasm"] as const)("%s runs", (device) => {
  test.each(Object.keys(texts))("%s", async (name) => {
    expect(await use(declare(texts[name]!), device)).toBe(1);
  });

  it("a chain of 1,000 links", async () => {
    expect(await use(chain(...Array.from({ length: 1000 }, () => scale(0.5))), device)).toBe(1);
  });

  it("chains within chains, 5,000 deep", async () => {
    let nested = scale(0.5);
    for (let depth = 0; depth < 5000; depth++) nested = chain(nested);
    expect(await use(nested, device)).toBe(1);
  });
});

it("prints what it parses, however long", () => {
  const text = repeat(20_000, "g", " + ");
  const value = parse("test", `u = ${text}`, ["g"]).lines[0]!.value;
  expect(toText(value)).toBe(text);
  expect(toTex(value, (name) => name)).toBe(text);
});

describe("nesting has a limit that the message names", () => {
  const nested: Record<string, (depth: number) => string> = {
    parentheses: (depth) => `${"(".repeat(depth)}g${")".repeat(depth)}`,
    "signs before a number": (depth) => `${"-".repeat(depth)}g`,
    "signs before a condition": (depth) => `where(${"!".repeat(depth)}(g < p), g, p)`,
    "parentheses within sums": (depth) => `${"(1 + ".repeat(depth)}g${")".repeat(depth)}`,
    calls: (depth) => `${"abs(".repeat(depth)}g${")".repeat(depth)}`,
    "calls of reductions": (depth) => `${"mean(".repeat(depth)}g${")".repeat(depth)}`,
    exponents: (depth) => repeat(depth + 1, "g", "^"),
    "signs of exponents": (depth) => repeat(Math.ceil(depth / 2) + 1, "g", "^-"),
    "second operands": (depth) => `${"(g - ".repeat(depth)}g${")".repeat(depth)}`,
    "parentheses without an end": (depth) => "(".repeat(depth),
  };

  test.each(Object.keys(nested))("%s", (name) => {
    for (const depth of [501, 10_000, 100_000]) {
      const declaring = () => declare(`u = ${nested[name]!(depth)}`);
      expect(declaring).toThrow(RuleSyntaxError);
      expect(declaring).toThrow(
        "an expression may be nested 500 deep; compute an inner part first, under a name of its own",
      );
    }
  });

  test.each(Object.keys(nested).filter((name) => !/end|reductions/.test(name)))(
    "%s below it",
    async (name) => {
      expect(await use(declare(`u = ${nested[name]!(200)}`), "js")).toBe(1);
    },
  );
});
