/**
 * What a stage of a phase does on the host's memory, once it is bound: its parts in the order in which they run. Allocates nothing.
 */
import type { Elements } from "../../language/dtype.ts";
import type { Run } from "./backend.ts";
import type { ColumnWork } from "./columns.ts";
import type { Exchange } from "./host-shard.ts";
import { addUp, clear, type PartialSums } from "./partial-sums.ts";
import { runTape, type Tape } from "./registers.ts";
import type { BoundRoutine } from "./run-routine.ts";
import { type SegmentInputs, writeSegmentInputs } from "./segment-inputs.ts";
import { type ArrayOperation, type Move, readAll, writeAll } from "./slice-work.ts";

/** A kernel with its parameter block. */
export interface BoundPass {
  readonly run: Run;
  /** Of the parameter block, in units. */
  readonly address: number;
  readonly segments: number;
  readonly group: number;
  /** The tensor of each segment, by its number in the group; undefined where the pass may be cut anywhere. */
  readonly tensorOf: Int32Array | undefined;
  /** The memory as words, and where the list of segments begins in it. */
  readonly words: Uint32Array;
  readonly segmentsAt: number;
  /** Counts of segments are multiples of it: of whole turns of the kernel's loop, or of 1. */
  readonly stride: number;
  /** The arena's memory as elements of the kernel's dtype, and where the uniform inputs begin in it. */
  readonly memory: Elements;
  readonly uniforms: readonly number[];
  readonly uniformsAt: number;
}

/** Work with slices before and after the passes of a stage. */
export interface SliceStage {
  readonly operations: readonly ArrayOperation[];
  readonly inputs: readonly SegmentInputs[];
  readonly columns: readonly ColumnWork[];
  /** What gets partial results of other processes, where some share the passes. */
  readonly exchanges: readonly Exchange[];
  readonly sums: readonly PartialSums[];
}

/** A stage ready to run. */
export interface BoundStage {
  readonly tape: Tape;
  /** The tape for a call with the hyperparameters of the one before. */
  readonly varying: Tape;
  readonly slices: SliceStage | undefined;
  readonly passes: readonly BoundPass[];
  readonly routines: readonly BoundRoutine[];
}

/** A phase ready to run. */
export interface BoundPhase {
  /** The version of the hyperparameters that the tapes ran with last. */
  version: number;
  readonly stages: readonly BoundStage[];
  /** Registers that must not be 0. */
  readonly accepts: readonly number[];
  /** The stage before whose passes they are looked at. */
  readonly decides: number;
  readonly assign: Tape;
  /** Assigns states of a call that does not take place. */
  readonly declined: Tape;
  readonly moves: readonly Move[];
  /** What sends the parameters of this process to others, where some share the passes. */
  readonly exchanges: readonly Exchange[];
}

/** Inputs of slices, before the passes. */
export function writeInputs({ inputs, columns }: SliceStage): void {
  for (let i = 0; i < inputs.length; i++) writeSegmentInputs(inputs[i]!);
  for (let i = 0; i < columns.length; i++) columns[i]!.before();
}

/** A pass. A process may have no segment of it. */
export function launch(pass: BoundPass, registers: Float64Array): void {
  if (pass.segments === 0) return;
  writeUniforms(pass, registers);
  pass.run(pass.address, 0, pass.segments);
}

/** The uniform inputs of a pass. */
export function writeUniforms({ memory, uniforms, uniformsAt }: BoundPass, registers: Float64Array): void {
  for (let i = 0; i < uniforms.length; i++) memory[uniformsAt + i] = registers[uniforms[i]!]!;
}

/** Sums, after the passes. */
export function collect({ columns, exchanges, sums }: SliceStage): void {
  exchange(exchanges);
  for (let i = 0; i < columns.length; i++) columns[i]!.after();
  for (let i = 0; i < sums.length; i++) clear(sums[i]!);
  for (let i = 0; i < sums.length; i++) addUp(sums[i]!);
}

/** Exchanges with other processes, where there are some. */
export function exchange(exchanges: readonly Exchange[]): void {
  for (let i = 0; i < exchanges.length; i++) exchanges[i]!();
}

/** New values of states with fewer values than elements: all are read before one is written. */
export function commit({ assign, moves }: BoundPhase, registers: Float64Array): void {
  // Most phases have none of either: a call costs as much as a small step's arithmetic.
  if (moves.length > 0) readAll(moves);
  if (assign.evaluate.length > 0) runTape(assign, registers);
  if (moves.length > 0) writeAll(moves);
}
