/**
 * Where values and tensors of a plan lie: registers, tapes of operations on them, the arena. Plain data, which all executions of plans
 * with the same phases share.
 */
import type { PhaseName } from "../../plan/phases.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Phases } from "../../plan/stages.ts";
import type { Ranks } from "../device.ts";
import { type Arena, layOut } from "./arena.ts";
import type { Registers } from "./registers.ts";
import { type Tapes, tapesOf } from "./tapes.ts";
import { registersOf } from "./values.ts";

/** A layout. */
export interface Layout {
  /** All of them are allotted. */
  readonly registers: Registers;
  readonly tapes: ReadonlyMap<PhaseName, Tapes>;
  readonly arena: Arena;
}

const layouts = new WeakMap<Phases, Layout>();

/** The layout of a plan; where processes share it, that of one of them. */
export function layoutOf(plan: Plan, ranks?: Ranks): Layout {
  const known = ranks ? undefined : layouts.get(plan.phases);
  if (known) return known;
  const registers = registersOf(plan);
  const layout = { registers, tapes: tapesOf(plan, registers), arena: layOut(plan, ranks) };
  if (!ranks) layouts.set(plan.phases, layout);
  return layout;
}
