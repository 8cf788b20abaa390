/**
 * The optimizer whose length a step of Shampoo has, and which takes its place where there are no inverse roots.
 * Shi et al.: A Distributed Data-Parallel PyTorch Implementation of the Distributed Shampoo Optimizer, arXiv 2309.06497, section 3.
 */
import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { variants } from "../compose/variants.ts";
import type { Hyper } from "../rule/hyper.ts";

/** Names of what Shampoo may be grafted to. */
export const graftings = ["adam", "rmsprop", "adagrad", "sgd", "none"] as const;

/** One of them. */
export type Grafting = (typeof graftings)[number];

/** For a matrix g whose mean is H: how its second moment V is made, and the direction D from H. */
export const graftLines = {
  adam: { V: "b2*V + w*g.^2", D: "H ./ (sqrt(V / c) .+ graftEps)" },
  rmsprop: { V: "b2*V + w*g.^2", D: "H ./ (sqrt(V) .+ graftEps)" },
  adagrad: { V: "V + g.^2", D: "H ./ (sqrt(V) .+ graftEps)" },
  sgd: { V: undefined, D: "H" },
  none: undefined,
} as const;

const adam = variants({
  name: "shampooOfElements",
  hyper: { b1: 0.9, b2: 0.999, graftEps: 1e-8 },
  bounds: { b2: "[0, 1]" },
  presentPowers: true,
  state: { m: 0, v: 0 },
  text: `
    w = where(b2 < 1, 1 - b2, 1)
    c = where(b2 < 1, 1 - b2^t, 1)
    m = b1*m + (1 - b1)*g
    v = b2*v + w*g^2
    mHat = m / (1 - b1^t)
    u = mHat / (sqrt(v / c) + graftEps)`,
});
const rmsprop = adam.variant({ text: "u = mHat / (sqrt(v) + graftEps)" });
const adagrad = rule({
  name: "shampooOfElements",
  hyper: { b1: 0.9, graftEps: 1e-8 },
  presentPowers: true,
  state: { m: 0, v: 0 },
  text: `
    m = b1*m + (1 - b1)*g
    v = v + g^2
    mHat = m / (1 - b1^t)
    u = mHat / (sqrt(v) + graftEps)`,
});
const sgd = rule({
  name: "shampooOfElements",
  hyper: { b1: 0.9 },
  presentPowers: true,
  state: { m: 0 },
  text: `
    m = b1*m + (1 - b1)*g
    u = m / (1 - b1^t)`,
});

/** What the steps below read. */
export type GraftOptions = Readonly<Partial<Record<"b1" | "b2" | "graftEps", Hyper | undefined>>>;

/** Shampoo's steps where there are no matrices: the direction whose length the others have; Adam's where they have their own. */
export function shampooOfElements(grafting: Grafting, { b1, b2, graftEps }: GraftOptions): Optimizer {
  if (grafting === "sgd") return sgd({ b1 });
  if (grafting === "adagrad") return adagrad({ b1, graftEps });
  return adam.with(grafting === "rmsprop" && rmsprop)({ b1, b2, graftEps });
}
