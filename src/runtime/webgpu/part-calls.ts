/** Calls that not all of the tensors take part in as they are: some are left out, of some there are rows alone. */
import type { Call } from "../device.ts";
import { type Bindable, type Binder, readyAt } from "./binder.ts";
import type { Division } from "./division.ts";
import type { GpuBuffer, GpuEncoder, GpuPass, GpuTensor } from "./gpu.ts";
import type { Dispatch } from "./module.ts";
import type { PhaseProgram, Program } from "./program.ts";
import type { RowCalls, Table } from "./row-calls.ts";
import { dispatchOn } from "./row-moves.ts";
import type { PhaseScalars, Scalars } from "./scalars.ts";

/** Gradients that the user gives in buffers, by path. */
export type Gradients = ReadonlyMap<string, GpuTensor> | undefined;

/** Brings scalars to the cohorts that take part, and to the descent's own uniforms; the loss too, where the plan has one. */
export function bringParts(
  scalars: Scalars,
  of: PhaseScalars,
  division: Division,
  call: Call,
  loss: number | undefined,
  [encoder, own]: readonly [GpuEncoder, GpuEncoder | undefined],
): void {
  const values = call.scalarsAt(call.count);
  const taking = division.taking(call);
  const parts = taking.map(([cohort, given]) => ({
    of: cohort.scalarsOf(of.input),
    values: given.scalarsAt(call.count),
    isIn: cohort.has,
  }));
  const takesPart = (group: number, tensor: number) => taking.some(([{ has }]) => has(group, tensor));
  scalars.bringParts([{ of, values, isIn: () => false }, ...parts], takesPart, loss, own);
  for (const [cohort] of taking) division.share(encoder, of.uniforms, cohort);
}

/** Whether there is something to do, by the numbers that the host has brought. */
export const isDue = ({ when }: Dispatch, brought: Float32Array): boolean =>
  when === undefined || brought[when] !== 0;

/** A phase as it is dispatched in parts. */
export interface PartPhase {
  readonly program: Program;
  readonly binder: Binder;
  readonly phase: PhaseProgram;
  /** Its dispatches with the descent's own uniforms, in their order, and what comes before them. */
  readonly ready: readonly Bindable[];
  readonly neutral: readonly Bindable[];
  readonly uniforms: GpuBuffer;
  readonly scalars: PhaseScalars;
  readonly rows: RowCalls;
}

/** Dispatches: rows are copied together; values of the descent itself, then what belongs to the cohorts that take part, one dispatch after the other; rows go back. */
export function dispatchParts(
  pass: GpuPass,
  { program, binder, phase, ready, neutral, uniforms, scalars, rows }: PartPhase,
  division: Division,
  call: Call,
  tables: readonly Table[],
  gradients: Gradients,
): void {
  const run = (one: Bindable) => dispatchOn(pass, readyAt(one, gradients));
  for (const table of tables) rows.move(pass, table, false);
  for (const one of neutral) run(one);
  for (const [d, one] of phase.dispatches.entries()) {
    const { over } = one;
    if (!over && (division.isOne || !one.isRing)) run(ready[d]!);
    if (division.isOne ? !over : one.isRing) continue;
    for (const [cohort] of division.taking(call)) {
      const { next } = division.isOne ? scalars : cohort.scalarsOf(scalars.input);
      if (!isDue(one, next)) continue;
      for (const part of cohort.ready(program, binder, one, tables)) run(part);
      for (const table of tables)
        if (over?.group === table.group && cohort.has(table.group, table.tensor))
          rows.run(pass, one, table, division.isOne ? uniforms : cohort.uniforms);
    }
  }
  for (const table of tables) rows.move(pass, table, true);
}
