/** A plan and its execution: what a descent runs. */
import type { Elements } from "../language/dtype.ts";
import type { HalfCoding } from "../language/storage.ts";
import type { Plan } from "../plan/plan.ts";
import type { Execution } from "../runtime/device.ts";
import type { HalfGradient } from "./half.ts";
import type { Structure } from "./tree.ts";

/** A plan in execution. */
export interface Running {
  readonly plan: Plan;
  readonly execution: Execution;
  /** What parameters in 16 bits need, where there are some; its code is loaded then. */
  readonly halves?: Halves | undefined;
}

/** What the core of a descent asks of the code for parameters in 16 bits. */
export interface Halves {
  /** The codes of a gradient, where they lie. */
  gradientOf(execution: Execution, half: HalfCoding, path: string): HalfGradient;
  /** A tree of views of parameters or gradients. */
  viewsOf(running: Running, structure: Structure, role: "p" | "g"): unknown;
  /** Writes the codes of the parameters, from their masters. */
  encodeAll(running: Running): void;
}

/** A tensor's array where it lies: its numbers, or the codes that stand for them. */
export const arrayOf = (execution: Execution, role: string, path: string): Elements =>
  (execution.codes?.(role, path) as ArrayLike<number> | undefined as Elements | undefined) ??
  execution.handle(role, path);
