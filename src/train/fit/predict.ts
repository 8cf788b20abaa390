/** A trained model on examples: what it predicts, and how good that is. It trains nothing. */

import { kind, positive, whole } from "../../options/kinds.ts";
import { argumentOf, OptionError, readerOf } from "../../options/option.ts";
import { dataKind } from "../data/examples.ts";
import { jax as ourJax } from "../jax.ts";
import { checkParams } from "../models/check-params.ts";
import { isModel, type Jax, type Metrics, type Model } from "../models/model.ts";
import { Evaluator } from "./evaluator.ts";
import { type FitData, jaxKind } from "./options.ts";
import { checkFor, sourceOf } from "./source.ts";

/** Options of `predict` and `evaluate`. */
export interface PredictOptions {
  /** Examples at a time. Default 256. */
  readonly batch?: number | undefined;
  /** The copy of jax-js that traces. Default: the one that comes with `glissade/train`. */
  readonly jax?: Jax | undefined;
}

/** Options of `evaluate`. */
export interface EvaluateOptions extends PredictOptions {
  /** The standard deviation by which targets were divided: metrics are given in the target's own units. Default 1. */
  readonly targetScale?: number | undefined;
}

const kinds = { batch: whole(1), jax: jaxKind };
const readPredict = readerOf<PredictOptions>("predict", kinds);
const readEvaluate = readerOf<EvaluateOptions>("evaluate", { ...kinds, targetScale: positive });
const modelKind = kind('a model such as modelFrom("linear", { features: 1 })', isModel);
const checkModel = {
  predict: argumentOf<unknown>("predict", "model", modelKind),
  evaluate: argumentOf<unknown>("evaluate", "model", modelKind),
};
const checkData = {
  predict: argumentOf<FitData>("predict", "data", dataKind),
  evaluate: argumentOf<FitData>("evaluate", "data", dataKind),
};

/**
 * What a model predicts for each example, as a person reads it: values, the probability of class 1, or the probability of each class, one
 * example after the other.
 *
 * @param params - `result.params` of `fit`, or those of a saved model.
 * @param data - examples; their `y` is not looked at and may be missing.
 * @returns float32, as many values an example as the model has targets or classes.
 * @throws ModelError for examples or parameters that do not fit the model; OptionError for a model without outputs, such as a plain loss.
 * @example
 * const line = modelFrom("linear", { features: 1 });
 * const x = { data: Float32Array.of(1, 2, 3), shape: [3, 1] };
 * const values = await predict(line, line.init(random(0)), { x });
 * values.length // 3
 */
export async function predict<P>(
  model: Model<P>,
  params: unknown,
  data: FitData,
  options: PredictOptions = {},
): Promise<Float32Array> {
  checkModel.predict(model);
  const { batch, jax } = readPredict(options);
  const source = sourceOf(checkData.predict(data), model.check);
  if (!model.outputs)
    throw new OptionError(
      `predict: ${model.name} has no outputs; give a model such as modelFrom("linear", { features: 1 })`,
    );
  checkParams(model, params);
  const outputs = await evaluated(model, jax, batch, (evaluator) => evaluator.outputs(params, source));
  return model.predictions?.(outputs) ?? outputs;
}

/**
 * The metrics of a model over all examples: `loss`; of a regression `mse`, `rmse`, `mae` and `r2`; of classes `accuracy`.
 *
 * @throws ModelError for examples or parameters that do not fit the model; OptionError for none, and for anything but a model.
 * @example
 * const line = modelFrom("linear", { features: 1 });
 * const data = { x: { data: Float32Array.of(1, 2), shape: [2, 1] }, y: { data: Float32Array.of(3, 5), shape: [2] } };
 * const { rmse } = await evaluate(line, line.init(random(0)), data);
 */
export async function evaluate<P>(
  model: Model<P>,
  params: unknown,
  data: FitData,
  options: EvaluateOptions = {},
): Promise<Metrics> {
  checkModel.evaluate(model);
  const { batch, jax, targetScale } = readEvaluate(options);
  const source = sourceOf(checkData.evaluate(data), checkFor(model));
  if (source.count === 0) throw new OptionError("evaluate: data has no examples");
  checkParams(model, params);
  return evaluated(model, jax, batch, (evaluator) => evaluator.metrics(params, source, targetScale));
}

async function evaluated<P, T>(
  model: Model<P>,
  jax: Jax | undefined,
  batch = 256,
  use: (evaluator: Evaluator<P>) => Promise<T>,
): Promise<T> {
  if (jax === undefined) await ourJax.init("wasm");
  const evaluator = new Evaluator(jax ?? (ourJax as Jax), model, batch);
  try {
    return await use(evaluator);
  } finally {
    evaluator.dispose();
  }
}
