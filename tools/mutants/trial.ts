/** What a mutant is tried on. How trials are made: trials.ts, outcomes.ts. */
import type { Transformation } from "../../src/rule/transformation.ts";

/** One row on one problem. */
export interface Trial {
  /** The row: `adam/torch+betas`. */
  readonly row: string;
  readonly problem: string;
  readonly optimizer: Transformation;
  /** Relative errors above it are noticed. */
  readonly tolerance: number;
  /** The largest relative error; infinite, and no more steps are taken, where one is above `limit`. */
  readonly error: (optimizer: Transformation, limit: number) => Promise<number>;
}
