/** A chain is compiled to one expression; it computes to the bit what its rules compute one after the other. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { chain } from "../../src/compose/chain.ts";
import { instance, type RuleText, ruleTexts } from "./rules.ts";
import { contents, difference, type Problem, problems } from "./trees.ts";

type Contents = ReadonlyMap<string, readonly number[]>;

/** The rule with its update in a state of its own, where it can be read. */
const observed = (text: RuleText): RuleText => ({
  ...text,
  state: { ...text.state, handed: 0 },
  text: `${text.text}\nhanded = u`,
});

async function fused(first: RuleText, second: RuleText, { params, grads }: Problem): Promise<Contents[]> {
  const descent = await chain(instance(first), instance(second)).init(params);
  const steps = grads.map((grad) => {
    descent.step(grad);
    return contents(descent);
  });
  descent.dispose();
  return steps;
}

async function oneAfterTheOther(
  first: RuleText,
  second: RuleText,
  { params, grads }: Problem,
): Promise<Contents[]> {
  const one = await instance(observed(first)).init(params);
  const other = await instance(second).init(params);
  const steps = grads.map((grad) => {
    // The first rule sees the parameters as the second one leaves them.
    for (const [name, row] of Object.entries(one.params)) row.set(other.params[name]!);
    one.step(grad);
    other.step(one.state.handed as Readonly<Record<string, Float64Array>>);
    const [before, after] = [contents(one), contents(other)];
    const merged = [...before, ...after].filter(([name]) => !name.startsWith("handed"));
    return new Map(merged.map(([name, row]) => [name, after.get(name) ?? row]));
  });
  one.dispose();
  other.dispose();
  return steps;
}

test("chain(a, b) is a and then b, to the bit", async () => {
  await fc.assert(
    fc.asyncProperty(
      ruleTexts({ prefix: "a", elementwise: true }),
      ruleTexts({ prefix: "b" }),
      problems({ dtypes: ["float32", "float64"], steps: 4 }),
      async (first, second, problem) => {
        const [together, apart] = await Promise.all([
          fused(first, second, problem),
          oneAfterTheOther(first, second, problem),
        ]);
        expect(together.length).toBe(problem.grads.length);
        for (const [step, found] of together.entries()) {
          const where = difference(apart[step]!, found);
          if (where) throw new Error(`apart and together differ at step ${step + 1} at ${where}`);
        }
      },
    ),
    { seed: 1, numRuns: 150 },
  );
});
