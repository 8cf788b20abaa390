// Oracle for SAM over plain SGD. Sources: Foret, Kleiner, Mobahi, Neyshabur: Sharpness-aware Minimization for Efficiently
// Improving Generalization, ICLR 2021, Algorithm 1; optax.contrib.sam over optax.sgd with normalized ascent. Two gradients a
// step: calls take turns. The first climbs to p + rho g/|g| (one norm over all tensors); the second, given the gradient
// there, comes back and descends.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type O = { learningRate: number; rho: number };

function sam(n: number, { rho }: O): Oracle {
  let from: Float64Array | undefined;
  let taken = 0;
  return {
    get taken() {
      return taken;
    },
    step(p, g, learningRate) {
      if (from === undefined) {
        from = p.slice();
        const length = Math.sqrt(g.reduce((sum, value) => sum + value * value, 0));
        // Without a gradient there is no direction up; optax divides by zero there.
        for (let i = 0; i < n; i++) p[i] = p[i]! + (length === 0 ? 0 : (rho * g[i]!) / length);
      } else {
        for (let i = 0; i < n; i++) p[i] = from[i]! - learningRate * g[i]!;
        from = undefined;
        taken += 1;
      }
    },
  };
}

/** The table's rows for `sam`. */
export const samCases: Record<string, OracleCase> = {
  "sam/default": oracleCase("sam", undefined, { learningRate: 0.01, rho: 0.05 }, sam),
  "sam/default+rho": oracleCase("sam", undefined, { learningRate: 0.1, rho: 0.4 }, sam),
};
