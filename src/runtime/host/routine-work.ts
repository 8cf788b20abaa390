/**
 * What carries routines out. `matrixRule()` puts it here, so that programs without rules of whole matrices do not load it.
 */
import type { Plan } from "../../plan/plan.ts";
import type { Arena } from "./arena.ts";
import type { Backend, Loops, Run } from "./backend.ts";
import type { PlacedPass } from "./placed-pass.ts";
import type { PlacedRoutine } from "./placed-routines.ts";
import type { HostMemory } from "./row-work.ts";
import type { BoundRoutine } from "./run-routine.ts";

/** The routines of a plan. */
export interface HostRoutines {
  /** Bytes of the memory: the arena, then what compiled products need. */
  readonly bytes: number;
  /** Whether there are products of matrices, for which loops can be compiled. */
  readonly takesLoops: boolean;
  /** Binds routines to a memory; `runOf` has their kernels, `loops` are compiled on that memory. */
  bind(
    runOf: ReadonlyMap<PlacedPass, Run>,
    host: HostMemory,
    loops: Loops | undefined,
  ): (placed: PlacedRoutine) => BoundRoutine;
}

/** What makes them ready, once `matrixRule()` was called. */
export const routineWork: { of: ((plan: Plan, arena: Arena, backend: Backend) => HostRoutines) | undefined } =
  { of: undefined };

/** The routines of a plan, where it has some. */
export const hostRoutinesIn = (plan: Plan, arena: Arena, backend: Backend): HostRoutines | undefined =>
  [...arena.routines.values()].flat(2).length > 0 ? routineWork.of!(plan, arena, backend) : undefined;
