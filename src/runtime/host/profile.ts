/**
 * How long the work of a phase takes on the host's memory, piece by piece. The calls that are timed are real ones, on the
 * execution's own memory; what they change is put back at the end. Loaded when called.
 */
import type { PlannedPhase } from "../../plan/stages.ts";
import { type Work, workOf } from "../../plan/work.ts";
import type { Timings } from "../device.ts";
import { runTape } from "./registers.ts";
import { runRoutine } from "./run-routine.ts";
import { runArrays } from "./slice-work.ts";
import { type BoundPhase, collect, commit, launch, writeInputs } from "./stage.ts";

/** What is timed. */
export interface Subject {
  /** Pieces of a phase, in the order of `workOf`; one after the other they are what `run` does. */
  readonly pieces: readonly (() => void)[];
  /** The whole phase. */
  readonly run: () => void;
  /** The memory of parameters, gradients and states. As bytes a large one would be longer than arrays can be. */
  readonly memory: Float64Array;
  /** The host's values: all other arrays that a call changes. */
  readonly values: readonly Float64Array[];
}

/** The pieces of a phase, in the order of `workOf`. */
export const piecesOf = (planned: PlannedPhase, bound: BoundPhase, registers: Float64Array): (() => void)[] =>
  workOf(planned).map((work) => pieceOf(work, bound, registers));

function pieceOf(
  { kind, stage: index, pass, routine }: Work,
  phase: BoundPhase,
  registers: Float64Array,
): () => void {
  const { tape, slices, passes, routines } = phase.stages[index]!;
  switch (kind) {
    case "uniform":
      return () => runTape(tape, registers);
    case "slices":
      return () => runArrays(slices!.operations);
    case "inputs":
      return () => writeInputs(slices!);
    case "pass":
      return () => launch(passes[pass!.index]!, registers);
    case "routine":
      return () => runRoutine(routines[routine!.index]!, registers);
    case "sums":
      return () => collect(slices!);
    case "states":
      return () => commit(phase, registers);
  }
}

/** Calls before those that count: engines compile meanwhile. */
const warmCalls = 3;
const warmMilliseconds = 50;
const most = 1000;

/** Times a phase, whole and in pieces, in turns. Nothing else happens in between: it does not wait. */
export function timingsOf({ pieces, run, memory, values }: Subject, calls: number): Timings {
  const kept = [memory.slice(), ...values.map((array) => array.slice())];
  try {
    const begun = performance.now();
    for (let n = 0; n < warmCalls || (n < most && performance.now() - begun < warmMilliseconds); n++) {
      run();
      for (const piece of pieces) piece();
    }
    const whole: number[] = [];
    const parts = pieces.map((): number[] => []);
    for (let n = 0; n < calls; n++) {
      whole.push(timed(run));
      for (let i = 0; i < pieces.length; i++) parts[i]!.push(timed(pieces[i]!));
    }
    const clock = typical(Array.from({ length: 101 }, () => timed(nothing)));
    const net = (samples: number[]) => Math.max(0, typical(samples) - clock);
    return { pieces: parts.map(net), call: net(whole), copied: copyRate(memory) };
  } finally {
    memory.set(kept[0]!);
    for (const [index, array] of values.entries()) array.set(kept[index + 1]!);
  }
}

const nothing = (): void => {};

function timed(work: () => void): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

/** The mean of the fastest quarter: what else the machine does only adds to some samples. */
function typical(samples: readonly number[]): number {
  const fastest = samples.toSorted((a, b) => a - b).slice(0, Math.ceil(samples.length / 4));
  return fastest.reduce((sum, sample) => sum + sample, 0) / fastest.length;
}

/** Bytes a millisecond that are read and written by copying one half of the memory onto the other. */
function copyRate(memory: Float64Array): number {
  const half = Math.floor(memory.length / 2);
  const copy = () => memory.copyWithin(half, 0, half);
  const samples: number[] = [];
  for (let n = 0, spent = 0; n < 5 || (spent < 20 && n < most); n++) {
    samples.push(timed(copy));
    spent += samples.at(-1)!;
  }
  return (2 * half * memory.BYTES_PER_ELEMENT) / Math.max(typical(samples), Number.MIN_VALUE);
}
