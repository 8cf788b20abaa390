/**
 * A call on tensors that are divided into cohorts: all cohorts that take part go through the stages side by side, so that sums over all
 * tensors are complete before any cohort reads them. Allocates nothing but what it remembers of new cohorts.
 */

import type { Cohort, Cohorts } from "./cohorts.ts";
import { addUpWhere, clear, type PartialSums } from "./partial-sums.ts";
import { segmentBytes } from "./placed-pass.ts";
import { runTape } from "./registers.ts";
import { runRoutineIn } from "./run-routine.ts";
import { alikeLength } from "./segments.ts";
import { type Move, readIn, runArraysIn, writeIn } from "./slice-work.ts";
import {
  type BoundPass,
  type BoundPhase,
  type BoundStage,
  exchange,
  type SliceStage,
  writeInputs,
  writeUniforms,
} from "./stage.ts";

/** What of the tensors of cohorts takes part in a call. */
export interface Parts {
  /** Slices, for the operations of a stage and for the assignments of a phase. */
  operations(cohort: Cohort, stage: BoundStage): readonly Int32Array[];
  moves(cohort: Cohort, moves: readonly Move[]): readonly Int32Array[];
  writeInputs(slices: SliceStage): void;
  /** Runs the kernel of a pass of a stage, by its number there. */
  launch(pass: BoundPass, cohort: Cohort, stage: BoundStage, index: number): void;
  /** Adds up sums, after the passes. */
  collect(slices: SliceStage, registers: Float64Array): void;
}

/** Whole tensors. */
export const wholeTensors = (cohorts: Cohorts): Parts => ({
  operations: (cohort, stage) => cohort.rangesIn(stage).operations,
  moves: (cohort, moves) => cohort.rangesOf(moves),
  writeInputs,
  launch(pass, cohort, stage, index) {
    launchIn(pass, cohort.registers, cohort.rangesIn(stage).passes[index]!);
  },
  collect({ columns, exchanges, sums }, registers) {
    exchange(exchanges);
    for (let i = 0; i < columns.length; i++) columns[i]!.after();
    for (let i = 0; i < sums.length; i++) clear(sums[i]!);
    for (let i = 0; i < sums.length; i++) addUpWhere(sums[i]!, cohorts.takesPart[sums[i]!.group]!);
    share(sums, cohorts, registers);
  },
});

/**
 * Runs a phase. `registers` are those that tapes, arrays and sums are bound to; each cohort's values are copied there in its turn.
 *
 * @returns whether the call took place.
 */
export function runDivided(
  phase: BoundPhase,
  cohorts: Cohorts,
  registers: Float64Array,
  parts: Parts,
): boolean {
  const { stages, accepts, decides, assign, moves, exchanges } = phase;
  const { descent, all } = cohorts;
  for (let index = 0; index < stages.length; index++) {
    const stage = stages[index]!;
    const { tape, slices, passes, routines } = stage;
    registers.set(descent);
    runTape(tape, registers);
    descent.set(registers);
    if (index === decides)
      for (let i = 0; i < accepts.length; i++)
        if (descent[accepts[i]!] === 0) return decline(phase, cohorts, registers);
    for (let c = 0; c < all.length; c++) {
      const cohort = all[c]!;
      if (!cohort.takesPart) continue;
      registers.set(cohort.registers);
      runTape(tape, registers);
      if (slices) runArraysIn(slices.operations, parts.operations(cohort, stage));
      cohort.registers.set(registers);
    }
    if (slices) parts.writeInputs(slices);
    for (let c = 0; c < all.length; c++) {
      const cohort = all[c]!;
      if (!cohort.takesPart) continue;
      for (let p = 0; p < passes.length; p++) parts.launch(passes[p]!, cohort, stage, p);
      for (let r = 0; r < routines.length; r++) {
        const routine = routines[r]!;
        runRoutineIn(routine, cohort.registers, cohort.tensors[routine.group]!);
      }
    }
    if (slices) parts.collect(slices, registers);
  }
  exchange(exchanges);
  for (let c = 0; c < all.length; c++) {
    const cohort = all[c]!;
    if (!cohort.takesPart) continue;
    registers.set(cohort.registers);
    const ranges = parts.moves(cohort, moves);
    readIn(moves, ranges);
    runTape(assign, registers);
    writeIn(moves, ranges);
    cohort.registers.set(registers);
  }
  if (cohorts.isOne) return true;
  registers.set(descent);
  runTape(assign, registers);
  descent.set(registers);
  return true;
}

/** States of a call that does not take place: each cohort's own, and those of the descent. */
function decline(
  { stages, decides, declined }: BoundPhase,
  { descent, all, isOne }: Cohorts,
  registers: Float64Array,
): false {
  if (declined.evaluate.length === 0) return false;
  for (let c = 0; c < all.length; c++) {
    const cohort = all[c]!;
    if (!cohort.takesPart) continue;
    registers.set(cohort.registers);
    runTape(stages[decides]!.tape, registers);
    runTape(declined, registers);
    cohort.registers.set(registers);
  }
  if (isOne) return false;
  registers.set(descent);
  runTape(declined, registers);
  descent.set(registers);
  return false;
}

/** Runs a kernel on a part of its segments, or of its elements where it has no segments. */
export function launchIn(pass: BoundPass, registers: Float64Array, ranges: Int32Array): void {
  if (ranges.length === 0) return;
  const { run, address, tensorOf, words, segmentsAt } = pass;
  writeUniforms(pass, registers);
  if (tensorOf) {
    for (let r = 0; r < ranges.length; r += 2) run(address, ranges[r]!, ranges[r + 1]!);
    return;
  }
  // The first segments stand for each part in turn.
  const { segments } = pass;
  const first = words[segmentsAt]!;
  const length = words[segmentsAt + 1]!;
  const all = (segments - 1) * length + words[segmentsAt + (segments - 1) * rowWords + 1]!;
  for (let r = 0; r < ranges.length; r += 2) {
    const [from, to] = [ranges[r]!, ranges[r + 1]!];
    run(address, 0, cut(pass, from, to, alikeLength((to - from) / segments)));
  }
  cut(pass, first, first + all, length);
}

const rowWords = segmentBytes / 4;

/** Makes the first segments those of elements from one to before another, each of a length; how many there are. */
function cut({ words, segmentsAt }: BoundPass, from: number, to: number, length: number): number {
  let made = 0;
  for (let first = from; first < to; first += length) {
    const row = segmentsAt + made++ * rowWords;
    words[row] = first;
    words[row + 1] = Math.min(length, to - first);
  }
  return made;
}

/** Sums over all tensors that take part go to every cohort. */
export function share(sums: readonly PartialSums[], cohorts: Cohorts, registers: Float64Array): void {
  for (let i = 0; i < sums.length; i++) {
    const { register } = sums[i]!;
    if (register < 0) continue;
    cohorts.descent[register] = registers[register]!;
    cohorts.share(register);
  }
}
