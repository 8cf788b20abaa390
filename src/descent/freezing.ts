/** The part of a descent that freezes parameters. */
import type { Pattern } from "../rule/pattern.ts";
import { Scaled } from "./loss-scale.ts";

/** Knows which parameters are trained. */
export abstract class Freezing<P> extends Scaled<P> {
  /**
   * Freezes parameters by a pattern of their paths, as in `partition`. From here on they are as those whose gradient is `null` in every
   * call, and as in `partition([[pattern, freeze()], ["*", optimizer]])` around the whole optimizer. Compiles nothing.
   *
   * @throws PartitionError if it matches no parameter; ProtocolError within a step that takes several gradients.
   * @example
   * const descent = await adam().init({ encoder: [1], head: [1] });
   * descent.freeze("encoder");
   */
  freeze(pattern: Pattern): void {
    this.parts().steps.freeze("freeze", pattern);
  }

  /** Trains frozen parameters again, with the states and counts that they had. Takes and throws what `freeze` does. */
  unfreeze(pattern: Pattern): void {
    this.parts().steps.freeze("unfreeze", pattern);
  }

  /** Paths of the parameters that are frozen. */
  get frozen(): readonly string[] {
    return this.parts().steps.participants.frozen;
  }
}
