/** Whether a descent can have threads. Their code is loaded only then. */
import type { Plan } from "../../../plan/plan.ts";

/** Parameters from which on a descent is large enough: on fewer a step ends before other threads could take much of it. */
const leastElements = 2 ** 15;

/** The number of a plan's parameters. */
export const elementsOf = ({ groups }: Plan): number =>
  groups.reduce((sum, { tensors }) => tensors.reduce((total, { size }) => total + size, sum), 0);

/** Whether a plan has enough parameters. */
export const isLarge = (plan: Plan): boolean => elementsOf(plan) >= leastElements;

/** Whether threads can share memory here: a page must be cross-origin isolated. */
export const canShare = (): boolean =>
  typeof SharedArrayBuffer === "function" &&
  (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false;
