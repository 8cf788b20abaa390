/** The routines of a plan on the host's memory: what they need of it, and their steps bound to it, with linear algebra compiled where it can be. */
import type { Plan } from "../../plan/plan.ts";
import type { Arena } from "./arena.ts";
import type { Allocation, Backend, Loops } from "./backend.ts";
import { boundRoutine } from "./bound-routine.ts";
import { kernelsOn, placesBeside, workspaceIn } from "./linear-algebra.ts";
import type { HostRoutines } from "./routine-work.ts";
import { type WholeMatrices, wholeMatrices } from "./whole-matrices.ts";

/** Routines of a plan, with the products of a backend. */
export function hostRoutines(
  plan: Plan,
  arena: Arena,
  { prepareLoops, products, threads }: Backend,
): HostRoutines {
  const beside = prepareLoops && placesBeside(arena, plan, threads ?? 1);
  const length = workspaceIn(arena, plan);
  const wholeOn = (allocation: Allocation, loops: Loops | undefined): WholeMatrices => {
    if (!loops || !beside) return wholeMatrices(new Float64Array(length));
    const { buffer, base } = allocation;
    const compiled = kernelsOn(loops, allocation, beside);
    const kernels = products?.(compiled, buffer) ?? compiled;
    return wholeMatrices(new Float64Array(buffer, base + beside.workspace, length), kernels);
  };
  return {
    bytes: beside?.bytes ?? arena.bytes,
    takesLoops: beside !== undefined,
    bind(runOf, host, loops) {
      const whole = wholeOn(host.allocation, loops);
      return (placed) => boundRoutine(placed, runOf, host, whole);
    },
  };
}
