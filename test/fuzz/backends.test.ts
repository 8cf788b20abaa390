/** Random rules on random trees give the same bits on every backend, in float32 and float64, finite or not. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Optimizer } from "../../src/compose/optimizer.ts";
import { instance, type RuleText, ruleTexts } from "./rules.ts";
import { contents, difference, type Problem, problems } from "./trees.ts";

/** Contents after each step, and what was measured. */
async function trajectory(
  optimizer: Optimizer,
  { params, grads }: Problem,
  device: "js" | "wasm",
  measure: boolean,
): Promise<Map<string, readonly number[]>[]> {
  const descent = await optimizer.init(params, { device, measure });
  expect(descent.device).toBe(device);
  const steps = grads.map((grad) => {
    descent.step(grad);
    const found = contents(descent);
    if (measure) {
      const { gradNorm, updateNorm, finite, taken } = descent.last;
      found.set("last", [gradNorm, updateNorm, +finite, +taken]);
    }
    return found;
  });
  descent.dispose();
  return steps;
}

async function expectSameBits(optimizer: Optimizer, problem: Problem, measure: boolean): Promise<void> {
  const [js, wasm] = await Promise.all([
    trajectory(optimizer, problem, "js", measure),
    trajectory(optimizer, problem, "wasm", measure),
  ]);
  for (const [step, found] of wasm.entries()) {
    const where = difference(js[step]!, found);
    if (where) throw new Error(`js and wasm differ at step ${step + 1} at ${where}`);
  }
}

/** The rule with sums as they are before a float32 or a root rounds them, where an order of additions shows. */
const watched = (text: RuleText): RuleText => ({
  ...text,
  state: { ...text.state, sums: 0, all: 0 },
  text: `${text.text}\nsums = sum(g) + sumSquares(p)\nall = globalSum(g*p)`,
});

const dtypes = ["float32", "float64"] as const;

test("js and wasm agree to the bit on any rule, from subnormal to infinite gradients", async () => {
  await fc.assert(
    fc.asyncProperty(
      ruleTexts({ prefix: "r", depth: 4, decides: true, exponents: ["2", "3", "-1", "0.5"] }),
      problems({ dtypes, exponents: [-20, 20], special: true }),
      fc.boolean(),
      (text, problem, measure) => expectSameBits(instance(text), problem, measure),
    ),
    { seed: 1, numRuns: 150 },
  );
});

test("js and wasm agree to the bit where tensors are cut into pieces", async () => {
  await fc.assert(
    fc.asyncProperty(
      ruleTexts({ prefix: "r" }),
      problems({ dtypes, sizes: [5000, 3, 33, 4096, 4097], steps: 2 }),
      (text, problem) => expectSameBits(instance(watched(text)), problem, true),
    ),
    { seed: 2, numRuns: 15, endOnFailure: true },
  );
});
