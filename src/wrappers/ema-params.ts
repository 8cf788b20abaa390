/**
 * An exponential moving average of the parameters, to evaluate with: torch's `swa_utils`, Keras's `use_ema`. It does not
 * disturb training: `params` stay what they are.
 */

import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { flag } from "../options/kinds.ts";
import { argument, type Hyper, reader } from "../rule/hyper.ts";
import { type Transformation, transformation } from "../rule/transformation.ts";

/** Options of `emaParams`. */
export interface EmaParamsOptions {
  /** Share of the average that stays, in [0, 1); default 0.999. */
  readonly decay?: Hyper | undefined;
  /** Whether the average starts at 0 and is corrected for it; default false: it starts at the parameters. */
  readonly debias?: boolean | undefined;
}

const average = "average = decay*average + (1 - decay)*(p + g)\n u = g";
const started = rule({
  name: "emaParams",
  hyper: { decay: 0.999 },
  state: { average: "p" },
  text: `${average}\n eval = average`,
});
const debiased = rule({
  name: "emaParams",
  hyper: { decay: 0.999 },
  state: { average: 0 },
  text: `${average}\n eval = average / (1 - decay^t)`,
});

const readInner = argument<Transformation>("emaParams", "inner", transformation);
const read = reader<EmaParamsOptions>("emaParams", { ...started.options, debias: flag });

/**
 * Keeps an exponential moving average of the parameters beside any optimizer; `await descent.evalParams()` reads it.
 *
 * Use it where the last parameters are noisy, as with constant learning rates: the average is usually better to evaluate
 * and to keep. The decay sets its length: 1/(1 - decay) steps.
 *
 * Defaults: decay 0.999 as is common; torch's example has 0.999, Keras 0.99.
 *
 * Memory: 4 bytes a parameter (float32), beside that of the inner optimizer.
 *
 * @example
 * const descent = await emaParams(adam(), { decay: 0.99 }).init({ x: new Float32Array([1]) });
 * const { x } = await descent.evalParams();
 */
export function emaParams(inner: Transformation, options: EmaParamsOptions = {}): Optimizer {
  const { debias, decay } = read(options);
  return chain(readInner(inner), (debias ? debiased : started)({ decay }));
}
