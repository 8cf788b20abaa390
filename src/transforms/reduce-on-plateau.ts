/**
 * A learning rate that falls when the loss no longer does: optax's `reduce_on_plateau`, torch's `ReduceLROnPlateau`.
 * Its state is saved with the descent's.
 */
import { rule } from "../compose/rule.ts";

/**
 * Multiplies updates by a scale that starts at 1 and falls by `factor` each time the loss has not improved for a while.
 * It reads the loss: `descent.step(grads, { loss })`. To stand at the end of a chain.
 *
 * @param options - `factor` (default 0.1); `patience` (default 10), how many losses may pass without one that is better
 *   than the best by more than `rtol` (default 1e-4) of it plus `atol` (default 0); `cooldown` (default 0), how many
 *   losses are not counted after a fall; `accumulationSize` (default 1), how many losses are averaged into one;
 *   `minScale` (default 0), where falling ends.
 * @example
 * const optimizer = chain(adam({ learningRate: 0.01 }), reduceOnPlateau({ patience: 5 }));
 */
export const reduceOnPlateau = rule({
  name: "reduceOnPlateau",
  hyper: { factor: 0.1, patience: 10, rtol: 1e-4, atol: 0, cooldown: 0, accumulationSize: 1, minScale: 0 },
  bounds: {
    factor: "(0, 1)",
    patience: "[0, inf)",
    rtol: "[0, 1]",
    atol: "[0, inf)",
    cooldown: "[0, inf)",
    accumulationSize: "[1, inf)",
    minScale: "[0, 1]",
  },
  state: { total: 0, number: 0, best: "1/0", bad: 0, rest: 0, scale: 1 },
  text: `
    sum = total + loss
    isFull = number + 1 >= accumulationSize
    average = sum / (number + 1)
    isBetter = isFull && average < (1 - rtol)*best - atol
    worse = where(isBetter, 0, bad + 1)
    falls = isFull && rest == 0 && worse == patience
    bad = where(isFull, where(rest > 0 || falls, 0, worse), bad)
    rest = where(falls, cooldown, where(isFull && rest > 0, rest - 1, rest))
    scale = where(falls, max(scale*factor, minScale), scale)
    best = where(isBetter, average, best)
    total = where(isFull, 0, sum)
    number = where(isFull, 0, number + 1)
    u = scale*g`,
});
