// Default hyperparameters of each library, under this library's option names, keyed OPTIMIZER/LIKE.
// Sources: the constructors of torch 2.15, optax 0.2.8, keras 3.15, TensorFlow Addons 0.23; the papers; Dive into Deep
// Learning 12.4-12.10. What a source leaves to its user (optax's and the textbook's rates) is left out.
import type { Options } from "./case.ts";

/** The defaults by `OPTIMIZER/LIKE`; `OPTIMIZER/default` where the form without `like` has stated ones. */
export const defaults: Readonly<Record<string, Options>> = {
  "sgd/torch": { learningRate: 1e-3, momentum: 0, dampening: 0, nesterov: false, weightDecay: 0 },
  "sgd/optax": { momentum: 0, nesterov: false },
  "sgd/keras": { learningRate: 1e-2, momentum: 0, nesterov: false, weightDecay: 0 },

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
};
