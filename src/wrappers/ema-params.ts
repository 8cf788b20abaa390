/**
 * An exponential moving average of the parameters, to evaluate with: torch's `swa_utils`, Keras's `use_ema`. It does not
 * disturb training: `params` stay what they are. A step may move the average by less than half a unit in the last place; what the
 * sum loses is kept and added to the next move. Kahan: Further Remarks on Reducing Truncation Errors, Communications of the ACM 8 (1965).
 */
import { chain } from "../compose/chain.ts";
import type { HyperIn, HyperOf, Optimizer } from "../compose/optimizer.ts";
import { choose, type Like, likeOf } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { flag } from "../options/kinds.ts";
import { onlyIn } from "../options/option.ts";
import { argument, type Hyper, reader } from "../rule/hyper.ts";
import { type Transformation, transformation } from "../rule/transformation.ts";

/** Options of `emaParams`. */
export interface EmaParamsOptions {
  /** Which form: `"torch"` and `"keras"` start the average at the parameters after the first step. */
  readonly like?: Like | undefined;
  /** Decay rate of the average, in [0, 1); default 0.999, keras 0.99. */
  readonly decay?: Hyper | undefined;
  /** Whether the average starts at 0, corrected for it, instead of at the parameters; default false. Without `like`. */
  readonly debias?: boolean | undefined;
}

const common = { name: "emaParams", hyper: { decay: 0.999 } };
const fromZero = { average: 0, compensation: 0 };
const started = rule({
  ...common,
  state: { average: "p", compensation: 0 },
  text: `
    move = (1 - decay)*(project(p + g) - average) + compensation
    moved = average + move
    compensation = move - (moved - average)
    average = moved
    u = g
    eval = average`,
});
const debiased = rule({
  ...common,
  state: fromZero,
  text: `
    move = (1 - decay)*(project(p + g) - average) + compensation
    moved = average + move
    compensation = move - (moved - average)
    average = moved
    u = g
    eval = average / (1 - decay^t)`,
});
/** The first step moves the average all the way. */
const copied = rule({
  ...common,
  state: fromZero,
  text: `
    move = where(t == 1, 1, 1 - decay)*(project(p + g) - average) + compensation
    moved = average + move
    compensation = move - (moved - average)
    average = moved
    u = g
    eval = average`,
});

const decays = { default: 0.999, torch: 0.999, keras: 0.99 };
const readInner = argument<Transformation>("emaParams", "inner", transformation);
const read = reader<EmaParamsOptions>("emaParams", {
  like: likeOf(decays),
  ...started.options,
  debias: onlyIn(["default"], flag),
});

/**
 * Keeps an exponential moving average of the parameters beside any optimizer; `await descent.evalParams()` reads it.
 *
 * Use it where the last parameters are noisy, as with constant learning rates: the average is usually better to evaluate
 * and to keep. The decay sets its length: 1/(1 - decay) steps.
 *
 * `like`: torch is `swa_utils.AveragedModel` with `get_ema_multi_avg_fn`, keras is `use_ema`. Their average starts at the
 * parameters after the first step, the default's at those before it.
 *
 * Defaults: decay 0.999 as is common and in torch's `get_ema_multi_avg_fn`, keras 0.99.
 *
 * Deviations: rounding errors are kept and added back. Without that, a float32 average with decay 0.99999 would stop
 * far from the parameters.
 *
 * Memory: 8 bytes a parameter (float32), 4 for the average and 4 for its rounding error, beside those of the inner
 * optimizer.
 *
 * @example
 * const descent = await emaParams(adam(), { decay: 0.99 }).init({ x: new Float32Array([1]) });
 * const { x } = await descent.evalParams();
 */
export function emaParams<T extends Transformation>(
  inner: T,
  options: EmaParamsOptions = {},
): Optimizer<HyperIn<T> | HyperOf<EmaParamsOptions>> {
  const { like, debias, decay = choose(decays, like) } = read(options);
  const form = debias ? debiased : like ? copied : started;
  return chain(readInner(inner), form({ decay }));
}
