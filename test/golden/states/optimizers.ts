/** The optimizers of the runs in this folder. What the states bring with them, such as rates, is another here. */
import {
  adagrad,
  adam,
  adamw,
  amsgrad,
  chain,
  clipByGlobalNorm,
  type Optimizer,
  partition,
  rmsprop,
  sgd,
} from "../../../src/index.ts";

type Optimizers = Readonly<Record<string, Optimizer>>;

/** Those of torch: all numbers come with its states. */
export const torchOptimizers: Optimizers = (() => {
  const like = "torch";
  const weightDecay = 0.5;
  const momentum = 0.1;
  const groups = partition([
    ["*.weight", adamw({ like })],
    ["*", adamw({ like })],
  ]);
  return {
    Adam: adam({ like }),
    "Adam, weight decay": adam({ like, weightDecay }),
    "Adam, maximize": adam({ like, maximize: true }),
    AMSGrad: amsgrad({ like }),
    AdamW: adamw({ like }),
    "AdamW, amsgrad": amsgrad({ like, weightDecay, decoupledWeightDecay: true }),
    SGD: sgd({ like, weightDecay }),
    "SGD, momentum": sgd({ like, momentum }),
    "SGD, Nesterov": sgd({ like, momentum, weightDecay, nesterov: true }),
    "SGD, dampening": sgd({ like, momentum, dampening: 0.9 }),
    RMSprop: rmsprop({ like, weightDecay }),
    "RMSprop, centered": rmsprop({ like, centered: true }),
    "RMSprop, centered, momentum": rmsprop({ like, centered: true, momentum }),
    Adagrad: adagrad({ like }),
    "Adagrad, decay of the rate": adagrad({ like, lrDecay: 1 }),
    "two groups": groups,
    "two groups, named": groups,
  };
})();

/** Those of optax, whose states have no hyperparameters. */
export const optaxOptimizers: Optimizers = (() => {
  const like = "optax";
  const moments = { like, learningRate: 0.02, b1: 0.8, b2: 0.95, eps: 1e-6 } as const;
  const means = { like, learningRate: 0.01, decay: 0.9, eps: 1e-6 } as const;
  const heavy = { like, learningRate: 0.05, momentum: 0.9 } as const;
  return {
    adam: adam({ ...moments, epsRoot: 1e-7 }),
    "adam, nesterov": adam({ ...moments, nesterov: true }),
    amsgrad: amsgrad(moments),
    adamw: adamw({ ...moments, weightDecay: 0.1 }),
    "sgd, momentum": sgd(heavy),
    "sgd, nesterov": sgd({ ...heavy, nesterov: true }),
    rmsprop: rmsprop(means),
    "rmsprop, corrected": rmsprop({ ...means, biasCorrection: true }),
    "rmsprop, centered, momentum": rmsprop({ ...means, centered: true, momentum: 0.7 }),
    adagrad: adagrad({ like, learningRate: 0.1, eps: 1e-6 }),
    clipped: chain(clipByGlobalNorm(1), adamw({ ...moments, weightDecay: 0.1 })),
    partition: partition([
      ["*.weight", adam(moments)],
      ["*", rmsprop({ ...means, centered: true, momentum: 0.7 })],
    ]),
  };
})();

/** Those of Keras, whose states have the rate alone. */
export const kerasOptimizers: Optimizers = (() => {
  const like = "keras";
  const moments = { like, b1: 0.8, b2: 0.95, eps: 1e-6 } as const;
  const means = { like, decay: 0.9, eps: 1e-6 } as const;
  return {
    Adam: adam(moments),
    "Adam, amsgrad": amsgrad(moments),
    AdamW: adamw({ ...moments, weightDecay: 0.1 }),
    SGD: sgd({ like }),
    "SGD, momentum": sgd({ like, momentum: 0.9 }),
    "SGD, Nesterov": sgd({ like, momentum: 0.9, nesterov: true }),
    RMSprop: rmsprop(means),
    "RMSprop, momentum": rmsprop({ ...means, momentum: 0.7 }),
    "RMSprop, centered, momentum": rmsprop({ ...means, centered: true, momentum: 0.7 }),
    Adagrad: adagrad({ like, eps: 1e-6 }),
  };
})();
