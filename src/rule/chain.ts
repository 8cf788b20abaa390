/** Transformations applied one after the other: optax's `chain`. */
import type { Transformation } from "./transformation.ts";

/** Feeds the outgoing update of each link into the next. */
export class Chain {
  readonly links: readonly Transformation[];
  /** Whether to maximize the function: gradients and losses are then read with the opposite sign. */
  readonly maximizes: boolean;

  constructor(links: readonly Transformation[], maximizes = false) {
    this.links = links;
    this.maximizes = maximizes;
  }
}
