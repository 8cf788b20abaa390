/** The optimizers of the comparison, in Glissade, with the forms and numbers that all contenders compute. */
import {
  adafactor,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  lamb,
  lion,
  sgd,
  yogi,
} from "../../../dist/index.js";

export const optimizers = {
  sgd: () => sgd({ learningRate: 0.01, momentum: 0.9 }),
  adam: () => adam({ learningRate: 1e-3 }),
  // Of the others, optax alone has Yogi: both its moments start at 1e-6.
  yogi: () => yogi({ learningRate: 0.01, like: "optax" }),
  // What is clipped is small, and keras has eps elsewhere: so that all compute the same, it is smaller still.
  adamwClip: () => chain(clipByGlobalNorm(1), adamw({ learningRate: 1e-3, weightDecay: 0.01, eps: 1e-12 })),
  lion: () => lion({ learningRate: 1e-4 }),
  lamb: () => lamb({ learningRate: 1e-3 }),
  // Steps are relative to the parameters, and so small that many leave them finite.
  adafactor: () => adafactor({ learningRate: 1e-4 }),
};
