/**
 * Reduces the learning rate when the loss no longer falls: optax's `reduce_on_plateau`, torch's `ReduceLROnPlateau`.
 * Its state is saved with the descent's.
 */
import { presets } from "../compose/presets.ts";
import { variants } from "../compose/variants.ts";

const counts = { patience: 10, cooldown: 0, accumulationSize: 1 };
const hyper = { factor: 0.1, rtol: 1e-4, atol: 0, minScale: 0, ...counts };

/** Any first loss is better. Without `where`, infinity times an rtol of 0 would be NaN. */
const own = variants({
  name: "reduceOnPlateau",
  hyper,
  bounds: {
    factor: "(0, 1)",
    patience: "whole [0, inf)",
    rtol: "[0, 1)",
    atol: "[0, inf)",
    cooldown: "whole [0, inf)",
    accumulationSize: "whole [1, inf)",
    minScale: "[0, 1]",
  },
  state: { total: 0, number: 0, best: "1/0", bad: 0, rest: 0, scale: 1 },
  text: `
    isFull = number + 1 >= accumulationSize
    average = (total + loss) / (number + 1)
    limit = where(best == 1/0, best, best - rtol*abs(best) - atol)
    isBetter = isFull && average < limit
    worse = where(isBetter, 0, bad + 1)
    isFalling = isFull && rest == 0 && worse == patience
    scale = where(isFalling, max(scale*factor, minScale), scale)
    best = where(isBetter, average, best)
    bad = where(isFull, where(rest > 0 || isFalling, 0, worse), bad)
    rest = where(isFalling, cooldown, where(isFull, max(rest - 1, 0), rest))
    total = where(isFull, 0, total + loss)
    number = where(isFull, 0, number + 1)
    u = scale*g`,
});
const ofValue = own.variant({ text: "limit = (1 - rtol)*best - atol" });
const later = own.variant({ text: "isFalling = isFull && rest == 0 && worse > patience" });

/**
 * Multiplies updates by a scale that starts at 1 and falls by `factor` each time the loss has not improved for a while.
 * It reads the loss: `descent.step(grads, { loss })`. Put it at the end of a chain.
 *
 * `like`: a loss is better if it is below `best - rtol*abs(best) - atol`, whatever its sign. In torch and optax it must be below
 * `(1 - rtol)*best - atol`, so that a negative loss that stays the same counts as better; use `rtol: 0` and an `atol` there. A loss
 * that is NaN is never better. torch reduces one loss later. In optax and the default form the scale falls when the number of losses
 * that were not better is `patience`: with 0 that is at every better loss, so give at least 1, and `set` it only between plateaus.
 *
 * @param options - `factor` (default 0.1), by which the scale is multiplied; `patience` (default 10), after how many losses that are
 *   not better the scale falls (torch: with the next one); `rtol` (default 1e-4) and `atol` (default 0), by how much a loss must be
 *   better; `cooldown` (default 0), how many losses are not counted after a reduction; `accumulationSize` (default 1), how many
 *   losses are averaged into one; `minScale` (default 0), the lower limit of the scale.
 * @example
 * const optimizer = chain(adam({ learningRate: 0.01 }), reduceOnPlateau({ patience: 5 }));
 */
export const reduceOnPlateau = presets("reduceOnPlateau", {
  default: [own.with()],
  optax: [own.with(ofValue)],
  torch: [own.with(ofValue, later)],
});
