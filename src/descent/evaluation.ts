/** The parameters to evaluate with: a rule's line `eval = ...`, computed between steps. */
import type { Elements } from "../language/dtype.ts";
import { evaluatingLink } from "../plan/phases.ts";
import type { Hypers } from "./hypers.ts";
import type { Participants } from "./participants.ts";
import type { Running } from "./running.ts";

/**
 * Copies of them by path, after `count` steps; the parameters themselves where no rule has others, and of those that have not taken
 * part in a step.
 */
export function evaluationOf(
  { plan, execution }: Running,
  hypers: Hypers,
  participants: Participants,
  count: number,
): Map<string, Elements> {
  const isOther = count > 0 && plan.phases.eval !== undefined;
  const scalarsAt = (steps: number) => hypers.afterStep(steps);
  if (isOther) execution.run("eval", { count, scalarsAt, cohorts: participants.after() });
  return new Map(
    plan.groups.flatMap((group) => {
      const hasOthers = isOther && evaluatingLink(group) !== undefined;
      return group.tensors.map(({ path }) => {
        const role = hasOthers && participants.hasTakenPart(path) ? "eval" : "p";
        return [path, execution.handle(role, path).slice()] as const;
      });
    }),
  );
}
