/** Momentum of steps to which the rate was already applied, with decoupled weight decay: Keras's form. */
import { rule } from "../compose/rule.ts";

const form = (u: string) =>
  rule({
    name: "sgd",
    hyper: { learningRate: 0.01, momentum: 0, weightDecay: 0 },
    state: { m: 0 },
    text: `
    m = momentum*m - learningRate*g
    u = ${u} - learningRate*weightDecay*p` as string,
  });

/** Steps along the sum, or with Nesterov's momentum one step ahead. */
export const momentumAfterRate = {
  plain: form("m"),
  nesterov: form("momentum*m - learningRate*g"),
};
