/**
 * The number by which the user multiplies the loss, so that gradients in 16 bits do not vanish: `lossScale()` in the optimizer divides
 * by it again.
 */
import { Explained } from "./explained.ts";

/** The part of a descent that knows the scale of the loss. */
export abstract class Scaled<P> extends Explained<P> {
  abstract get params(): unknown;
  abstract get count(): number;

  /**
   * What to multiply the loss by before its gradient is taken: the scale of `lossScale()`, and 1 where the optimizer has none. Read it
   * for every gradient, since a step may change it. The loss that `step` takes is without it.
   *
   * @example
   * const descent = await chain(lossScale(), adam()).init({ x: new Float32Array([3]) });
   * const gradient = (x: number, scale: number) => scale * 2 * x; // of scale * x^2
   * descent.step({ x: [gradient(descent.params.x[0]!, descent.lossScale)] });
   */
  get lossScale(): number {
    // Throws after `dispose`.
    void this.params;
    return this.parts().scaleAt(this.count);
  }
}
