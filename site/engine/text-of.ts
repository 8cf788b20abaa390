/** The text of a contestant, for an editor to start from: its own, or that of its optimizer with all its options and wrappers. */
import { OneRuleError, tensor } from "glissade";
import { type Contestant, stepsByMatrices } from "./experiment.ts";
import { optimizerOf } from "./optimizer-of.ts";
import type { Registry } from "./registry.ts";

/** A text, or the reason why there is none. */
export interface OwnText {
  readonly text: string | null;
  readonly reason: string | null;
}

/**
 * A text that `parseRuleText` reads. The schedule stays with the contestant, and the problem's bounds with the problem.
 *
 * @throws what `optimizerOf` throws.
 */
export async function textOf(registry: Registry, contestant: Contestant): Promise<OwnText> {
  const { method, wrappers } = contestant;
  if (method.kind === "rule" && wrappers.length === 0) return { text: method.text, reason: null };
  const plain = { ...contestant, schedule: null };
  const { optimizer } = optimizerOf(registry, plain, 0.01, { steps: 1, bounds: null });
  try {
    const p = stepsByMatrices(method) ? tensor(new Float64Array(4), [2, 2]) : new Float64Array(2);
    const { text } = await optimizer.asRule({ params: { p } });
    return { text, reason: null };
  } catch (error) {
    if (error instanceof OneRuleError) return { text: null, reason: error.message };
    throw error;
  }
}
