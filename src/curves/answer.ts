/** What a worker that fits groups does with a message. */
import { compileBlocks } from "./compiled.ts";
import type { Answer, Task } from "./crew.ts";
import { type CurvePlan, planOf } from "./curve-plan.ts";
import { Fitter } from "./fitter.ts";
import { NotFinite } from "./system.ts";
import { type Outcome, packOutcomes, unpackRows } from "./wire.ts";

/** Answers one task after the other. */
export function answerer(): (task: Task) => {
  readonly reply: Answer;
  readonly transfer: readonly ArrayBuffer[];
} {
  let now: { readonly plan: CurvePlan; readonly fitter: Fitter } | undefined;
  return ({ plan: made, packed }) => {
    if (made) {
      now?.fitter.end();
      const plan = planOf(made.formula, made.columns, made.settings);
      now = { plan, fitter: new Fitter(plan, compileBlocks) };
    }
    const { plan, fitter } = now!;
    const outcomes = unpackRows(plan, packed).map((group): Outcome => {
      try {
        return fitter.find(group);
      } catch (error) {
        if (error instanceof NotFinite) return error;
        return error instanceof Error ? error.message : String(error);
      }
    });
    const found = packOutcomes(outcomes);
    return { reply: { outcomes: found, device: fitter.device }, transfer: [found.numbers.buffer] };
  };
}
