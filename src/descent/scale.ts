/** The scale of the loss at a step: the value of the hyperparameter or of the state that `lossScale` keeps it in. */
import { scalingLink } from "../plan/restrictions.ts";
import type { Hypers } from "./hypers.ts";
import type { Running } from "./running.ts";

/** The scale of the loss for the step after so many; 1 where the optimizer has none. */
export function scaleOf({ plan, execution }: Running, hypers: Hypers): (count: number) => number {
  const link = scalingLink(plan.groups);
  if (!link) return () => 1;
  const key = `${link.key}.${link.instance.rule.lossScale}`;
  const hyper = hypers.all.find((one) => one.key === key);
  return hyper ? (count) => hypers.valueAt(hyper, count) : () => execution.handle(key, "")[0]!;
}
