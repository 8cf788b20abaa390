/** The words that the editor completes are words of the language. */
import { rule } from "glissade";
import { expression } from "glissade/language";
import { describe, expect, it } from "vitest";
import { functions, given, ruleFunctions, type Word } from "./vocabulary.ts";

/** A call with values in place of its arguments. */
const called = ({ name, call }: Word): string =>
  call === "" ? name : `${name}${call.replace(/\w+/g, (each) => (each === "condition" ? "0.5 < 1" : "0.5"))}`;

describe("functions", () => {
  it.each(functions.map((word) => [word.name, word] as const))("%s is one of expressions", (_, word) => {
    expect(expression(called(word) as string).evaluate({})).toSatisfy(Number.isFinite);
  });

  it.each(ruleFunctions.map((word) => [word.name, word] as const))("%s is one of rules", (name, word) => {
    const text = name === "finite" ? "u = where(finite(g), g, 0)" : `u = g + ${called(word)}`;
    expect(() => rule({ name: "tried", text: text as string })).not.toThrow();
  });
});

it("a rule finds the given names", () => {
  const text = "u = g + p + t + loss + gradient" as string;
  expect(() => rule({ name: "tried", text })).not.toThrow();
  const own = new Set(["u", "learningRate"]);
  expect(given.map(({ name }) => name).filter((name) => !own.has(name) && !text.includes(name))).toEqual([]);
});
