/** A plan and its execution: what a descent runs. */
import type { Elements } from "../language/dtype.ts";
import type { Plan } from "../plan/plan.ts";
import type { Execution } from "../runtime/device.ts";

/** A plan in execution. */
export interface Running {
  readonly plan: Plan;
  readonly execution: Execution;
}

/** A tensor's array where it lies: its numbers, or the codes that stand for them. */
export const arrayOf = (execution: Execution, role: string, path: string): Elements =>
  (execution.codes?.(role, path) as ArrayLike<number> | undefined as Elements | undefined) ??
  execution.handle(role, path);
