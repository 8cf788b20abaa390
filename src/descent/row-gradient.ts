/** The gradient of some rows of a tensor, as `rows()` makes it. What it needs comes with it, so that others do not load it. */
import type { Elements } from "../language/dtype.ts";
import type { Plan } from "../plan/plan.ts";
import type { TableRows } from "../runtime/device.ts";
import type { Float16Values, HalfTensor } from "./half.ts";

/** A gradient of rows beside the place where it was found. */
export interface FoundRows {
  readonly path: string;
  readonly gradient: RowGradient;
}

/** Numbers of rows and their gradients, in any memory. */
export class RowGradient {
  readonly indices: ArrayLike<number>;
  readonly values: Elements | Float16Values | HalfTensor | readonly number[];
  /** Checks gradients of a call, and adds up those of the same row. */
  readonly collect: (plan: Plan, found: readonly FoundRows[]) => readonly TableRows[];

  constructor(
    indices: ArrayLike<number>,
    values: RowGradient["values"],
    collect: (plan: Plan, found: readonly FoundRows[]) => readonly TableRows[],
  ) {
    this.indices = indices;
    this.values = values;
    this.collect = collect;
  }
}
