/** Where the lines of a variant go; which texts compile: test/types. */
import { expect, test } from "vitest";
import { planOf } from "../../test/conformance/traits.ts";
import type { Variant } from "../rule/variant.ts";
import { variants } from "./variants.ts";

const base = variants({
  name: "test",
  hyper: { b: 0.9 },
  bounds: { b: "[0, 2]" },
  state: { m: 0 },
  text: `
    c = sqrt(b)
    m = c*m + g
    u = m`,
});

/** The text that the planner gets. */
const textOf = (...changes: (Variant | false)[]) =>
  planOf(base.with(...changes)())
    .groups[0]!.links[0]!.instance.rule.text.split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

const added = base.variant({ state: { v: 0 }, text: "v = v + g^2\n u = m/v\n w = v" });
const given = base.variant({ hyper: { c: 1 }, bounds: { c: "[0, 3]" } });

test("without a change the text stays", () => {
  expect(textOf()).toEqual(["c = sqrt(b)", "m = c*m + g", "u = m"]);
  expect(textOf(false)).toEqual(textOf());
});

test("a line takes the place of the one with its name; a new one stands before the next of these, or at the end", () => {
  expect(textOf(added)).toEqual(["c = sqrt(b)", "m = c*m + g", "v = v + g^2", "u = m/v", "w = v"]);
});

test("a hyperparameter takes the place of the line with its name, and brings its interval", () => {
  expect(textOf(given)).toEqual(["m = c*m + g", "u = m"]);
  expect(() => base.with(given)({ c: 4 } as object)).toThrow("c must be in [0, 3]; got 4");
  expect(() => base.with(given)({ b: 3 })).toThrow("b must be in [0, 2]; got 3");
});

test("changes come one after the other", () => {
  const last = base.variant({ text: "u = 2*m" });
  expect(textOf(added, given, last)).toEqual(["m = c*m + g", "v = v + g^2", "u = 2*m", "w = v"]);
  expect(textOf(last, false, added)).toEqual(textOf(added));
});
