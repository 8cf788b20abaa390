/** The rules of the library itself, whose definitions are not checked when they are declared: here they are, in all forms. */
import { expect, test, vi } from "vitest";
import type { declareRule } from "../src/rule/define-rule.ts";
import { checkDefinition } from "../src/rule/definition.ts";

type Definition = Parameters<typeof declareRule>[0];

const declared = vi.hoisted(() => [] as unknown[]);

vi.mock("../src/rule/define-rule.ts", async (original) => {
  const real = await original<{ declareRule: typeof declareRule }>();
  const noted = (definition: Definition) => {
    declared.push(definition);
    return real.declareRule(definition);
  };
  return { ...real, declareRule: noted };
});

test("all definitions have the right form", async () => {
  const { cases, changing } = await import("./conformance/cases.ts");
  const loaded = declared.length;
  expect(loaded).toBeGreaterThan(100);
  for (const [, row] of cases) changing(row);
  // Variants are declared when they are made.
  expect(declared.length).toBeGreaterThan(loaded);
  for (const definition of declared as Definition[]) checkDefinition(definition, true);
});

test("whole matrices are declared by matrixRule", async () => {
  const { rule, RuleSyntaxError } = await import("../src/index.ts");
  const make = () => rule({ name: "own", text: "u = g @ g' @ g", matrices: "wide" });
  expect(make).toThrow(RuleSyntaxError);
  expect(make).toThrow(
    'is for rules of whole matrices: declare them by matrixRule, with wide: true or tall: true for "wide" or "tall"',
  );
});
