/**
 * What carries out calls on rows. `rows()` puts it here, so that programs without such gradients do not load it.
 */
import type { Plan } from "../../plan/plan.ts";
import type { TableRows } from "../device.ts";
import type { Allocation } from "./backend.ts";
import type { Cohorts } from "./cohorts.ts";
import type { ElementArrays, TensorPlace } from "./element-arrays.ts";
import type { BoundPhase } from "./stage.ts";
import type { HostValues } from "./values.ts";

/** The memory that a plan runs on. */
export interface HostMemory {
  readonly plan: Plan;
  readonly places: ReadonlyMap<string, TensorPlace>;
  readonly arrays: ElementArrays;
  readonly values: HostValues;
  readonly allocation: Allocation;
  /** Bytes of the arena before its regions. */
  readonly front: number;
}

/** Runs a phase on some rows; whether the call took place. */
export type RowRun = (
  host: HostMemory,
  phase: BoundPhase,
  cohorts: Cohorts,
  tables: readonly TableRows[],
) => boolean;

/** What runs it, once `rows()` was called. */
export const rowWork: { run: RowRun | undefined } = { run: undefined };
