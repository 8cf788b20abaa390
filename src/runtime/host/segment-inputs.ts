/** Inputs of a pass that belong to its segments: written before it, a row of the kernel's inputs for each slice. */
import type { Elements } from "../../language/dtype.ts";
import type { SliceScope } from "../../plan/scope.ts";
import { startsOf } from "../../plan/slices.ts";
import type { PlacedPass } from "./placed-pass.ts";
import type { HostValues, Operand, SlicePlace } from "./values.ts";

/** Where inputs are written, and what. */
export interface SegmentInputs {
  readonly memory: Elements;
  readonly start: number;
  readonly operands: readonly Operand[];
  /** The slices that have them. */
  readonly place: SlicePlace;
}

/** The inputs of a pass, if it has any; `memory` is the arena's as elements of the kernel's dtype, `base` the arena's address. */
export function segmentInputsOf(
  { pass, slices }: PlacedPass,
  values: HostValues,
  memory: Elements,
  base: number,
): SegmentInputs[] {
  const { inputs, kernel, group } = pass;
  if (inputs.segment.length === 0) return [];
  const start = (base + slices!.inputs) / memory.BYTES_PER_ELEMENT;
  const scope = kernel.segments as SliceScope;
  const place = { group, starts: startsOf(values.tensorsOf(group), scope) };
  return [
    { memory, start, place, operands: inputs.segment.map((node) => values.operand(node, group, scope)) },
  ];
}

/** Writes them. */
export function writeSegmentInputs({ memory, start, operands }: SegmentInputs): void {
  const slices = operands[0]!.at.length;
  for (let slice = 0, to = start; slice < slices; slice++) {
    for (let i = 0; i < operands.length; i++) {
      const { values, at } = operands[i]!;
      memory[to++] = values[at[slice]!]!;
    }
  }
}
