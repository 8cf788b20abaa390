/**
 * A call on tensors that are divided into cohorts: all cohorts that take part go through the stages side by side, so that sums over all
 * tensors are complete before any cohort reads them. Allocates nothing but what it remembers of new cohorts.
 */

import { segmentBytes } from "./arena.ts";
import type { Cohorts } from "./cohorts.ts";
import { addUpWhere, clear } from "./partial-sums.ts";
import { runTape } from "./registers.ts";
import { alikeLength } from "./segments.ts";
import { readAll, runArraysIn, writeIn } from "./slice-work.ts";
import { type BoundPass, type BoundPhase, type SliceStage, writeInputs, writeUniforms } from "./stage.ts";

/**
 * Runs a phase. `registers` are those that tapes, arrays and sums are bound to; each cohort's values are copied there in its turn.
 *
 * @returns whether the call took place.
 */
export function runDivided(phase: BoundPhase, cohorts: Cohorts, registers: Float64Array): boolean {
  const { stages, accepts, assign, moves } = phase;
  const { descent, all } = cohorts;
  const last = stages.length - 1;
  for (let index = 0; index <= last; index++) {
    const stage = stages[index]!;
    const { tape, slices, passes } = stage;
    registers.set(descent);
    runTape(tape, registers);
    descent.set(registers);
    if (index === last)
      for (let i = 0; i < accepts.length; i++)
        if (descent[accepts[i]!] === 0) return decline(phase, cohorts, registers);
    for (let c = 0; c < all.length; c++) {
      const cohort = all[c]!;
      if (!cohort.takesPart) continue;
      registers.set(cohort.registers);
      runTape(tape, registers);
      if (slices) runArraysIn(slices.operations, cohort.rangesIn(stage).operations);
      cohort.registers.set(registers);
    }
    if (slices) writeInputs(slices);
    for (let c = 0; c < all.length; c++) {
      const cohort = all[c]!;
      if (!cohort.takesPart) continue;
      const ranges = cohort.rangesIn(stage).passes;
      for (let p = 0; p < passes.length; p++) launchIn(passes[p]!, cohort.registers, ranges[p]!);
    }
    if (slices) end(slices, cohorts, registers);
  }
  for (let c = 0; c < all.length; c++) {
    const cohort = all[c]!;
    if (!cohort.takesPart) continue;
    registers.set(cohort.registers);
    readAll(moves);
    runTape(assign, registers);
    writeIn(moves, cohort.rangesOf(moves));
    cohort.registers.set(registers);
  }
  registers.set(descent);
  runTape(assign, registers);
  descent.set(registers);
  return true;
}

/** States of a call that does not take place: each cohort's own, and those of the descent. */
function decline(
  { stages, declined }: BoundPhase,
  { descent, all }: Cohorts,
  registers: Float64Array,
): false {
  if (declined.evaluate.length === 0) return false;
  for (let c = 0; c < all.length; c++) {
    const cohort = all[c]!;
    if (!cohort.takesPart) continue;
    registers.set(cohort.registers);
    runTape(stages.at(-1)!.tape, registers);
    runTape(declined, registers);
    cohort.registers.set(registers);
  }
  registers.set(descent);
  runTape(declined, registers);
  descent.set(registers);
  return false;
}

/** Runs a kernel on a part of its segments, or of its elements where it has no segments. */
function launchIn(pass: BoundPass, registers: Float64Array, ranges: Int32Array): void {
  if (ranges.length === 0) return;
  const { run, address, tensorOf, words, segmentsAt } = pass;
  writeUniforms(pass, registers);
  if (tensorOf) {
    for (let r = 0; r < ranges.length; r += 2) run(address, ranges[r]!, ranges[r + 1]!);
    return;
  }
  // The first segments stand for each part in turn.
  const { segments } = pass;
  const length = words[segmentsAt + 1]!;
  const all = (segments - 1) * length + words[segmentsAt + (segments - 1) * rowWords + 1]!;
  for (let r = 0; r < ranges.length; r += 2) {
    const [from, to] = [ranges[r]!, ranges[r + 1]!];
    run(address, 0, cut(pass, from, to, alikeLength((to - from) / segments)));
  }
  cut(pass, 0, all, length);
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

/** Sums of tensors that take part; those over all of them go to every cohort. */
function end({ columns, sums }: SliceStage, cohorts: Cohorts, registers: Float64Array): void {
  for (let i = 0; i < columns.length; i++) columns[i]!.after();
  for (let i = 0; i < sums.length; i++) clear(sums[i]!);
  for (let i = 0; i < sums.length; i++) addUpWhere(sums[i]!, cohorts.takesPart[sums[i]!.group]!);
  for (let i = 0; i < sums.length; i++) {
    const { register } = sums[i]!;
    if (register < 0) continue;
    cohorts.descent[register] = registers[register]!;
    cohorts.share(register);
  }
}
