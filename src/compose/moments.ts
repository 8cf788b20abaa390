/** The option of optimizers with moments: how these are stored. */
import { oneOf } from "../options/kinds.ts";
import { partsOf } from "../rule/parts.ts";
import { RuleInstance } from "../rule/rule.ts";
import type { MomentsStorage, Transformation } from "../rule/transformation.ts";

/** The option of optimizers with moments. */
export interface MomentsOptions {
  /**
   * How moments are stored; without it as numbers of the parameters' type. `"bf16"`, for float32 parameters: in 2 bytes each, with 8
   * significant bits, rounded up or down by chance.
   */
  readonly moments?: MomentsStorage | undefined;
}

/** What it may be. */
export const momentsOption = { moments: oneOf("bf16") };

/** Whether any rule has moments. */
export const hasMoments = (of: Transformation): boolean =>
  partsOf(of).some((part) => part instanceof RuleInstance && Object.keys(part.rule.moments).length > 0);
