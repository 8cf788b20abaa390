/** The text of a contestant, for an editor to start from: its own, or that of its optimizer with all its options and wrappers. */
import type { Contestant } from "./experiment.ts";
import { optimizerOf } from "./optimizer-of.ts";
import type { Registry } from "./registry.ts";

/**
 * A text that `parseRuleText` reads. The schedule stays with the contestant, and the problem's bounds with the problem.
 *
 * @throws OneRuleError with the reason, for an optimizer that one text cannot say.
 */
export async function textOf(registry: Registry, contestant: Contestant): Promise<string> {
  const { method, wrappers } = contestant;
  if (method.kind === "rule" && wrappers.length === 0) return method.text;
  const plain = { ...contestant, schedule: null };
  const { optimizer } = optimizerOf(registry, plain, 0.01, { steps: 1, bounds: null });
  const { text } = await optimizer.asRule({ params: { p: new Float64Array(2) } });
  return text;
}
