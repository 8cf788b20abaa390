// Default hyperparameters of each library, under this library's option names, keyed OPTIMIZER/LIKE.
// Sources: the constructors of torch 2.15, optax 0.2.8, keras 3.15, TensorFlow Addons 0.23; the papers; Dive into Deep
// Learning 12.4-12.10. What a source leaves to its user (optax's and the textbook's rates) is left out.
import type { Options } from "./case.ts";

/** The defaults by `OPTIMIZER/LIKE`; `OPTIMIZER/default` where the form without `like` has stated ones. */
export const defaults: Readonly<Record<string, Options>> = {
  "sgd/torch": { learningRate: 1e-3, momentum: 0, dampening: 0, nesterov: false, weightDecay: 0 },
  "sgd/optax": { momentum: 0, nesterov: false },
  "sgd/keras": { learningRate: 1e-2, momentum: 0, nesterov: false, weightDecay: 0 },

  "muon/default": {
    ...{ learningRate: 0.02, momentum: 0.95, weightDecay: 0 },
    ...{ adamLearningRate: 3e-4, adamB1: 0.9, adamB2: 0.95, adamEps: 1e-10, adamWeightDecay: 0 },
  },
  "muon/torch": { learningRate: 1e-3, weightDecay: 0.1, momentum: 0.95, nesterov: true, eps: 1e-7 },
  "muon/optax": {
    ...{ momentum: 0.95, nesterov: true, eps: 1e-8, weightDecay: 0, steps: 5 },
    ...{ adamB1: 0.9, adamB2: 0.999, adamWeightDecay: 0 },
  },
  "muon/keras": {
    ...{ learningRate: 1e-3, momentum: 0.95, nesterov: true, weightDecay: 4e-3, steps: 5 },
    ...{ adamB1: 0.9, adamB2: 0.999, adamEps: 1e-7, adamWeightDecay: 4e-3 },
  },

  "adagrad/torch": { learningRate: 1e-2, eps: 1e-10, initialAccumulator: 0, lrDecay: 0 },
  "adagrad/optax": { eps: 1e-7, initialAccumulator: 0.1 },
  "adagrad/keras": { learningRate: 1e-3, eps: 1e-7, initialAccumulator: 0.1 },
  "adagrad/textbook": { eps: 1e-6, initialAccumulator: 0 },

  "adadelta/torch": { learningRate: 1, rho: 0.9, eps: 1e-6 },
  "adadelta/keras": { learningRate: 1e-3, rho: 0.95, eps: 1e-7 },
  "adadelta/textbook": { learningRate: 1, rho: 0.9, eps: 1e-5 },

  "rmsprop/torch": { learningRate: 1e-2, decay: 0.99, eps: 1e-8, centered: false, momentum: 0 },
  "rmsprop/optax": { decay: 0.9, eps: 1e-8, centered: false, momentum: 0, nesterov: false },
  "rmsprop/keras": { learningRate: 1e-3, decay: 0.9, eps: 1e-7, centered: false, momentum: 0 },
  "rmsprop/textbook": { learningRate: 1e-2, decay: 0.9, eps: 1e-6 },

  "adam/default": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-8 },
  "adam/paper": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-8 },
  "adam/torch": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-8 },
  "adam/optax": { b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0 },
  "adam/keras": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-7 },
  "adam/textbook": { learningRate: 1e-2, b1: 0.9, b2: 0.999, eps: 1e-6 },

  "amsgrad/torch": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-8 },
  "amsgrad/optax": { b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0 },
  "amsgrad/keras": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-7 },

  "adamw/default": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-8, weightDecay: 1e-2 },
  "adamw/torch": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-8, weightDecay: 1e-2 },
  "adamw/optax": { b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0, weightDecay: 1e-4 },
  "adamw/keras": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-7, weightDecay: 4e-3 },

  "yogi/default": { learningRate: 1e-2, b1: 0.9, b2: 0.999, eps: 1e-3, v0: 1e-6 },
  "yogi/paper": { learningRate: 1e-2, b1: 0.9, b2: 0.999, eps: 1e-3 },
  "yogi/keras": { learningRate: 1e-2, b1: 0.9, b2: 0.999, eps: 1e-3, v0: 1e-6, activation: "sign" },
  "yogi/optax": { b1: 0.9, b2: 0.999, eps: 1e-3 },
  "yogi/textbook": { learningRate: 1e-2, b1: 0.9, b2: 0.999, eps: 1e-3 },

  "adamax/default": { learningRate: 2e-3, b1: 0.9, b2: 0.999, eps: 1e-8 },
  "adamax/torch": { learningRate: 2e-3, b1: 0.9, b2: 0.999, eps: 1e-8 },
  "adamax/optax": { b1: 0.9, b2: 0.999, eps: 1e-8 },
  "adamax/keras": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-7 },
  "adamax/paper": { learningRate: 2e-3, b1: 0.9, b2: 0.999 },

  "nadam/default": { learningRate: 2e-3, b1: 0.9, b2: 0.999, eps: 1e-8, momentumDecay: 4e-3 },
  "nadam/torch": { learningRate: 2e-3, b1: 0.9, b2: 0.999, eps: 1e-8, momentumDecay: 4e-3 },
  "nadam/optax": { b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0 },
  "nadam/keras": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-7 },

  "nadamw/default": {
    learningRate: 2e-3,
    b1: 0.9,
    b2: 0.999,
    eps: 1e-8,
    momentumDecay: 4e-3,
    weightDecay: 1e-2,
  },
  "nadamw/optax": { b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0, weightDecay: 1e-4 },

  "radam/default": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-8 },
  "radam/torch": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-8 },
  "radam/optax": { b1: 0.9, b2: 0.999, eps: 1e-8, epsRoot: 0, threshold: 5 },

  "adabelief/default": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-16 },
  "adabelief/optax": { b1: 0.9, b2: 0.999, eps: 1e-16, epsRoot: 1e-16 },
  "adabelief/paper": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-8 },

  "adan/default": { learningRate: 1e-3, b1: 0.98, b2: 0.92, b3: 0.99, eps: 1e-8, weightDecay: 0 },
  "adan/optax": { b1: 0.98, b2: 0.92, b3: 0.99, eps: 1e-8, epsRoot: 1e-8, weightDecay: 0 },

  "ademamix/default": {
    learningRate: 1e-3,
    b1: 0.9,
    b2: 0.999,
    b3: 0.9999,
    alpha: 5,
    eps: 1e-8,
    weightDecay: 0,
  },
  "ademamix/optax": { b1: 0.9, b2: 0.999, b3: 0.9999, alpha: 5, eps: 1e-8, epsRoot: 0, weightDecay: 0 },

  "adopt/default": { learningRate: 1e-3, b1: 0.9, b2: 0.9999, eps: 1e-6, weightDecay: 0, clipping: true },
  "adopt/optax": { b1: 0.9, b2: 0.9999, eps: 1e-6, clipping: true },

  "prodigy/default": {
    ...{ learningRate: 1, b1: 0.9, b2: 0.999, b3: Math.sqrt(0.999), eps: 1e-8, d0: 1e-6, dCoef: 1 },
    ...{ weightDecay: 0, biasCorrection: false, safeguardWarmup: false },
  },
  "prodigy/optax": {
    ...{ learningRate: 1, b1: 0.9, b2: 0.999, b3: Math.sqrt(0.999), eps: 1e-8, d0: 1e-6, dCoef: 1 },
    ...{ weightDecay: 0, safeguardWarmup: false },
  },
  "dadaptAdam/default": { learningRate: 1, b1: 0.9, b2: 0.999, eps: 1e-8, d0: 1e-6, weightDecay: 0 },
  "dadaptAdam/optax": { learningRate: 1, b1: 0.9, b2: 0.999, eps: 1e-8, d0: 1e-6, weightDecay: 0 },

  "lion/default": { learningRate: 1e-4, b1: 0.9, b2: 0.99, weightDecay: 0 },
  "lion/optax": { b1: 0.9, b2: 0.99, weightDecay: 1e-3 },
  "lion/keras": { learningRate: 1e-3, b1: 0.9, b2: 0.99, weightDecay: 0 },

  "sophia/default": {
    ...{ learningRate: 1e-4, b1: 0.96, b2: 0.99, gamma: 0.01 },
    ...{ eps: 1e-12, maxDelta: 1, weightDecay: 0.2 },
  },
  "sophia/optax": { b1: 0.965, b2: 0.99, gamma: 0.01, eps: 1e-8, maxDelta: 1, weightDecay: 1e-4 },

  "lamb/default": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-6, weightDecay: 0 },
  "lamb/optax": { b1: 0.9, b2: 0.999, eps: 1e-6, epsRoot: 0, weightDecay: 0 },
  "lamb/keras": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-7, weightDecay: 0 },

  "lars/default": {
    learningRate: 1e-3,
    momentum: 0.9,
    weightDecay: 0,
    trustCoefficient: 1e-3,
    eps: 0,
    nesterov: false,
  },
  "lars/optax": { momentum: 0.9, weightDecay: 0, trustCoefficient: 1e-3, eps: 0, nesterov: false },

  "novograd/default": { learningRate: 1e-2, b1: 0.95, b2: 0.98, eps: 1e-8, weightDecay: 0 },
  "novograd/optax": { b1: 0.9, b2: 0.25, eps: 1e-6, epsRoot: 0, weightDecay: 0 },

  "fedAvg/default": { learningRate: 1 },
  "fedAdagrad/default": { learningRate: 0.1, tau: 1e-3 },
  "fedAdam/default": { learningRate: 0.1, b1: 0.9, b2: 0.99, tau: 1e-3 },
  "fedYogi/default": { learningRate: 0.01, b1: 0.9, b2: 0.99, tau: 1e-3 },

  "fromage/default": { learningRate: 1e-2 },
  "fromage/optax": { minNorm: 1e-6 },

  "madgrad/default": { learningRate: 1e-2, momentum: 0.9, eps: 1e-6, weightDecay: 0 },
  "madgrad/torch": { learningRate: 1e-2, momentum: 0.9, eps: 1e-6, weightDecay: 0 },

  "mars/default": { learningRate: 3e-3, b1: 0.95, b2: 0.99, eps: 1e-8, gamma: 0.025, weightDecay: 0 },

  "rprop/default": { learningRate: 1e-2, etaMinus: 0.5, etaPlus: 1.2, minStepSize: 1e-6, maxStepSize: 50 },
  "rprop/torch": { learningRate: 1e-2, etaMinus: 0.5, etaPlus: 1.2, minStepSize: 1e-6, maxStepSize: 50 },

  "optimisticGradientDescent/default": { alpha: 1, beta: 1 },
  "optimisticGradientDescent/optax": { alpha: 1, beta: 1 },

  "polyakSgd/default": { learningRate: 1, maxLearningRate: 1, minLoss: 0, eps: 0 },
  "polyakSgd/optax": { learningRate: 1, maxLearningRate: 1, minLoss: 0, eps: 0 },

  "scheduleFreeSgd/default": {
    learningRate: 1,
    momentum: 0.9,
    weightDecay: 0,
    warmup: 0,
    weightPower: 2,
    r: 0,
  },
  "scheduleFreeSgd/optax": { learningRate: 1, momentum: 0.9, weightDecay: 0, warmup: 0, weightPower: 2 },
  "scheduleFreeAdamw/default": {
    learningRate: 0.0025,
    b1: 0.9,
    b2: 0.999,
    eps: 1e-8,
    weightDecay: 0,
    warmup: 0,
    weightPower: 2,
    r: 0,
  },
  "scheduleFreeAdamw/paper": {
    learningRate: 0.0025,
    b1: 0.9,
    b2: 0.999,
    eps: 1e-8,
    weightDecay: 0,
    warmup: 0,
    weightPower: 2,
    r: 0,
  },
  "scheduleFreeAdamw/optax": {
    learningRate: 0.0025,
    b1: 0.9,
    b2: 0.999,
    eps: 1e-8,
    weightDecay: 0,
    warmup: 0,
    weightPower: 2,
  },
  "scheduleFreeAdamw/keras": {
    learningRate: 0.0025,
    b1: 0.9,
    b2: 0.999,
    eps: 1e-8,
    weightDecay: 0,
    warmup: 0,
  },

  "sm3/default": { momentum: 0.9 },
  "sm3/optax": { momentum: 0.9 },

  "adafactor/paper": {
    learningRate: 1e-2,
    decayRate: 0.8,
    eps1: 1e-30,
    eps2: 1e-3,
    clippingThreshold: 1,
    weightDecay: 0,
  },
  "adafactor/torch": { learningRate: 1e-2, decayRate: 0.8, eps2: 1e-3, clippingThreshold: 1, weightDecay: 0 },
  "adafactor/keras": {
    learningRate: 1e-3,
    decayRate: 0.8,
    eps1: 1e-30,
    eps2: 1e-3,
    clippingThreshold: 1,
    weightDecay: 0,
  },
  "adafactor/optax": {
    decayRate: 0.8,
    eps1: 1e-30,
    clippingThreshold: 1,
    multiplyByParameterScale: true,
    minDimSizeToFactor: 128,
    momentum: 0,
    weightDecay: 0,
  },

  "adamMini/default": { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-8, weightDecay: 0 },

  "sam/default": { rho: 0.05 },

  "reduceOnPlateau/optax": {
    factor: 0.1,
    patience: 10,
    rtol: 1e-4,
    atol: 0,
    cooldown: 0,
    accumulationSize: 1,
    minScale: 0,
  },
};
