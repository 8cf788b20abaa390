/** The descent of `newton`: its closure writes second derivatives too. */
import { ClosureDescent, type Parts } from "./closure-descent.ts";
import type { Newton } from "./newton-method.ts";

/** Parameters, gradients, second derivatives and state. Made by `newton().init`. */
export class NewtonDescent<P = unknown> extends ClosureDescent<P, never> {
  readonly #method: Newton;

  constructor(parts: Parts<P>) {
    super(parts);
    this.#method = parts.method as Newton;
  }

  /**
   * The second derivatives, row by row: `n * n` numbers for `n` elements of all parameters, in the order of their paths' leaves. The closure writes them here, the upper
   * triangle at least; they are NaN before.
   *
   * @example
   * const descent = await newton().init({ x: [3, -2] });
   * descent.step(() => {
   *   const [a, b] = descent.params.x;
   *   descent.grads.x.set([2 * a!, 4 * b! ** 3]);
   *   descent.hessian.set([2, 0, 0, 12 * b! ** 2]);
   *   return a! ** 2 + b! ** 4;
   * });
   */
  get hessian(): Float64Array {
    return this.#method.hessian;
  }
}
