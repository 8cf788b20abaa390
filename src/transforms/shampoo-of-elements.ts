/** Shampoo's steps where there are no matrices: the direction whose length the others have. `scale-by-shampoo.ts` has its reference. */
import { rule } from "../compose/rule.ts";

/** Adam, or with b2 = 1 a sum of squares. */
export const shampooOfElements = rule({
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
