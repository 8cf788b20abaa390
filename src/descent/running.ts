/** A plan and its execution: what a descent runs. */
import type { Plan } from "../plan/plan.ts";
import type { Execution } from "../runtime/device.ts";

/** A plan in execution. */
export interface Running {
  readonly plan: Plan;
  readonly execution: Execution;
}
