/** The parameters to evaluate with: a rule's line `eval = ...`, computed between steps. */
import type { Elements } from "../language/dtype.ts";
import { evaluatingLink } from "../plan/phases.ts";
import type { Hypers } from "./hypers.ts";
import type { Running } from "./running.ts";

/** Copies of them by path, after `count` steps; the parameters themselves where no rule has others, and before the first step. */
export function evaluationOf(
  { plan, execution }: Running,
  hypers: Hypers,
  count: number,
): Map<string, Elements> {
  const isOther = count > 0 && plan.phases.eval !== undefined;
  if (isOther) execution.run("eval", { count, scalarsAt: (steps) => hypers.afterStep(steps) });
  return new Map(
    plan.groups.flatMap((group) => {
      const role = isOther && evaluatingLink(group) ? "eval" : "p";
      return group.tensors.map(({ path }) => [path, execution.handle(role, path).slice()] as const);
    }),
  );
}
