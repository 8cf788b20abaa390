/** Carries routines out: for each tensor the steps on its matrices, in order. Allocates nothing. */

/** A step of a routine; registers have the numbers of the call. */
export type Step = (registers: Float64Array) => void;

/** Steps that are carried out several times, or only where a register is not 0. */
export interface BoundBlock {
  readonly times: number;
  /** Its number; -1 for steps that are always carried out. */
  readonly condition: number;
  readonly steps: readonly Step[];
}

/** A routine ready to run. */
export interface BoundRoutine {
  readonly group: number;
  /** By the numbers of tensors in the group. */
  readonly tensors: readonly (readonly BoundBlock[])[];
}

/** Carries it out for all tensors. */
export function runRoutine({ tensors }: BoundRoutine, registers: Float64Array): void {
  for (let t = 0; t < tensors.length; t++) runBlocks(tensors[t]!, registers);
}

/** Carries it out for some tensors, by their numbers in the group. */
export function runRoutineIn(
  { tensors }: BoundRoutine,
  registers: Float64Array,
  numbers: readonly number[],
): void {
  for (let n = 0; n < numbers.length; n++) runBlocks(tensors[numbers[n]!]!, registers);
}

function runBlocks(blocks: readonly BoundBlock[], registers: Float64Array): void {
  for (let b = 0; b < blocks.length; b++) {
    const { times, condition, steps } = blocks[b]!;
    if (condition >= 0 && registers[condition] === 0) continue;
    for (let n = 0; n < times; n++) for (let s = 0; s < steps.length; s++) steps[s]!(registers);
  }
}
