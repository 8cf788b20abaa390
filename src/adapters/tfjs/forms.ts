/**
 * The optimizers of tfjs with its numbers and defaults: one count for all variables, each a form of the library's own or, where tfjs computes
 * something that no other library does, a rule. Reference: tfjs-core 4.22, `dist/optimizers`.
 */
import {
  adagrad as adagradOf,
  adamax as adamaxOf,
  adam as adamOf,
  chain,
  type Hyper,
  type Optimizer,
  rmsprop as rmspropOf,
  rule,
  scaleByLearningRate,
  sgd as sgdOf,
  trace,
} from "../../index.ts";
import { anything, flag } from "../../options/kinds.ts";
import { type Options, readerOf, required } from "../../options/option.ts";

/** Options of `sgd`. */
export interface RateOptions {
  /** Step size. */
  readonly learningRate: Hyper;
}

/** Options of `momentum`. */
export interface MomentumOptions extends RateOptions {
  /** The share of the sum of gradients that a step keeps. */
  readonly momentum: Hyper;
  /** tfjs' `useNesterov`; default false. */
  readonly nesterov?: boolean | undefined;
}

/** Options of `adagrad`. */
export interface AdagradOptions extends RateOptions {
  /** tfjs' `initialAccumulatorValue`; default 0.1. */
  readonly initialAccumulator?: number | undefined;
}

/** Options of `adadelta`. */
export interface AdadeltaOptions {
  /** Step size; default 0.001. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of both means; default 0.95. */
  readonly rho?: Hyper | undefined;
  /** Default 1e-7. */
  readonly eps?: Hyper | undefined;
}

/** Options of `adam` and `adamax`. */
export interface AdamOptions {
  /** Step size; default 0.001, of adamax 0.002. */
  readonly learningRate?: Hyper | undefined;
  /** tfjs' `beta1`; default 0.9. */
  readonly b1?: Hyper | undefined;
  /** tfjs' `beta2`; default 0.999. */
  readonly b2?: Hyper | undefined;
  /** Default 1e-7. */
  readonly eps?: Hyper | undefined;
}

/** Options of `rmsprop`. */
export interface RmspropOptions extends RateOptions {
  /** Decay rate of the means; default 0.9. */
  readonly decay?: Hyper | undefined;
  /** The share of the sum of steps that a step keeps; default 0. */
  readonly momentum?: Hyper | undefined;
  /** Default 1e-7. */
  readonly eps?: Hyper | undefined;
  /** Whether the square of the mean is subtracted from the mean of squares; default false. */
  readonly centered?: boolean | undefined;
}

const rate = { learningRate: required(anything) };
const moments = { learningRate: anything, b1: anything, b2: anything, eps: anything };

/** A function that reads its options, and takes no others. */
function form<O extends object | undefined>(
  name: string,
  options: Options<NonNullable<O>>,
  make: (options: NonNullable<O>) => Optimizer,
) {
  const read = readerOf<NonNullable<O>>(`tfjs.${name}`, options);
  return (given: O): Optimizer => make(read(given as NonNullable<O>));
}

/**
 * `tf.train.sgd`.
 *
 * @example
 * tfjs.sgd({ learningRate: 0.1 })
 */
export const sgd = /* @__PURE__ */ form<RateOptions>("sgd", rate, (options) => sgdOf(options));

/**
 * `tf.train.momentum`.
 *
 * @example
 * tfjs.momentum({ learningRate: 0.1, momentum: 0.9 })
 */
export const momentum = /* @__PURE__ */ form<MomentumOptions>(
  "momentum",
  { ...rate, momentum: required(anything), nesterov: flag },
  (options) => sgdOf(options),
);

/**
 * `tf.train.adagrad`: 1e-7 under the root.
 *
 * @example
 * tfjs.adagrad({ learningRate: 0.1 })
 */
export const adagrad = /* @__PURE__ */ form<AdagradOptions>(
  "adagrad",
  { ...rate, initialAccumulator: anything },
  (options) => adagradOf({ like: "keras", ...options }),
);

const firstMeans = rule({
  name: "adadelta",
  hyper: { rho: 0.95, eps: 1e-7 },
  state: { s: 0, d: 0 },
  text: `
    u = sqrt(d + eps) / sqrt(s + eps) * g
    s = rho*s + (1 - rho)*g^2
    d = rho*d + (1 - rho)*u^2`,
});

/**
 * `tf.train.adadelta`: the root of the mean of squares before the gradient's own is in it, so that the first step is the whole gradient. Not
 * the paper's.
 *
 * @example
 * tfjs.adadelta({ learningRate: 0.1 })
 */
export const adadelta = /* @__PURE__ */ form<AdadeltaOptions | undefined>(
  "adadelta",
  { learningRate: anything, rho: anything, eps: anything },
  ({ learningRate = 0.001, ...means }) => chain(firstMeans(means), scaleByLearningRate(learningRate)),
);

/**
 * `tf.train.adam`: m / (1 - b1^t) over sqrt(v / (1 - b2^t)) + eps.
 *
 * @example
 * tfjs.adam({ learningRate: 0.001 })
 */
export const adam = /* @__PURE__ */ form<AdamOptions | undefined>("adam", moments, (options) =>
  adamOf({ like: "optax", eps: 1e-7, ...options }),
);

/**
 * `tf.train.adamax`: m / (1 - b1^t) over the largest size + eps. For its `decay` give a schedule as rate:
 * `(count) => rate / (1 + decay * count)`.
 *
 * @example
 * tfjs.adamax({ learningRate: 0.002 })
 */
export const adamax = /* @__PURE__ */ form<AdamOptions | undefined>("adamax", moments, (options) =>
  adamaxOf({ like: "keras", learningRate: 0.002, ...options }),
);

const centredMeans = rule({
  name: "rmsprop",
  hyper: { decay: 0.9, eps: 1e-7 },
  state: { v: 0, mean: 0 },
  text: `
    v = decay*v + (1 - decay)*g^2
    mean = decay*mean + (1 - decay)*g
    u = g / sqrt(v - (mean^2 + eps))`,
});

/**
 * `tf.train.rmsprop`: eps under the root, the rate within the sum of steps. Centred, it subtracts eps too: where a gradient stays the same the
 * root becomes that of a negative number, and the variable NaN, as in tfjs.
 *
 * @example
 * tfjs.rmsprop({ learningRate: 0.01 })
 */
export const rmsprop = /* @__PURE__ */ form<RmspropOptions>(
  "rmsprop",
  { ...rate, decay: anything, momentum: anything, eps: anything, centered: flag },
  ({ centered = false, learningRate, momentum: share = 0, ...means }) =>
    centered
      ? chain(centredMeans(means), scaleByLearningRate(learningRate), trace({ momentum: share }))
      : rmspropOf({ like: "keras", learningRate, momentum: share, ...means }),
);
