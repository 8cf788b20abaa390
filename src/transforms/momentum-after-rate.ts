/** Momentum of steps to which the rate was already applied, with decoupled weight decay: Keras's form. */
import { rule } from "../compose/rule.ts";

const common = {
  name: "sgd",
  hyper: { learningRate: 0.01, momentum: 0, weightDecay: 0 },
  state: { m: 0 },
  moments: { m: "first" },
} as const;

/** Steps along the sum, or with Nesterov's momentum one step ahead. */
export const momentumAfterRate = {
  plain: rule({
    ...common,
    text: `
    m = momentum*m - learningRate*g
    u = m - learningRate*weightDecay*p`,
  }),
  nesterov: rule({
    ...common,
    text: `
    m = momentum*m - learningRate*g
    u = momentum*m - learningRate*g - learningRate*weightDecay*p`,
  }),
};
