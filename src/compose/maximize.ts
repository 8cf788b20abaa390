/** Optimizers that climb: what they read, gradients and losses, has the other sign. */
import { Optimizer } from "./optimizer.ts";

/** The option of every optimizer. */
export interface MaximizeOptions {
  /**
   * Whether the function is to become as large as possible, not as small: all that acts on the same parameters reads its
   * gradients, and its losses, with the other sign; default false.
   */
  readonly maximize?: boolean | undefined;
}

/** The optimizer, which maximizes where it is told to. */
export const maximizing = (optimizer: Optimizer, maximize = false): Optimizer =>
  maximize ? new Optimizer(optimizer.links, true) : optimizer;
