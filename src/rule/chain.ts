/** Transformations applied one after the other: optax's `chain`. */
import type { Transformation } from "./transformation.ts";

/** Feeds the outgoing update of each link into the next. */
export class Chain {
  readonly links: readonly Transformation[];

  constructor(links: readonly Transformation[]) {
    this.links = links;
  }
}
