// Oracle for gradients of a loss that was multiplied. Sources: Micikevicius et al.: Mixed Precision Training, ICLR 2018, section 3.2;
// torch.amp.GradScaler's `unscale_`, `step` and `update`, whose scale falls without end: here it has a lower limit.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Dynamic = {
  learningRate: number;
  initScale: number;
  growthFactor: number;
  backoffFactor: number;
  growthInterval: number;
  minScale: number;
};

/** After so many finite gradients in a row the scale grows; where one is not finite it falls, and no step is taken. */
function dynamic(n: number, options: Dynamic): Oracle {
  const { initScale, growthFactor, backoffFactor, growthInterval, minScale } = options;
  let [scale, inARow, taken] = [initScale, 0, 0];
  return {
    get taken() {
      return taken;
    },
    step(p, g, learningRate) {
      const gradient = g.map((value) => value / scale);
      if (!gradient.every(Number.isFinite)) {
        scale = Math.max(minScale, backoffFactor * scale);
        inARow = 0;
        return;
      }
      taken += 1;
      for (let i = 0; i < n; i++) p[i] = p[i]! - learningRate * gradient[i]!;
      inARow += 1;
      if (inARow < growthInterval) return;
      inARow = 0;
      if (growthFactor * scale < 2 ** 128) scale *= growthFactor;
    },
  };
}

/** A scale that stays. */
const fixed = (_: number, { scale }: { learningRate: number; scale: number }): Oracle => ({
  step(p, g, learningRate) {
    for (let i = 0; i < p.length; i++) p[i] = p[i]! - learningRate * (g[i]! / scale);
  },
});

const demands = { holes: [Number.NaN, Infinity, -Infinity] };

const usual: Dynamic = {
  learningRate: 0.1,
  initScale: 4,
  growthFactor: 2,
  backoffFactor: 0.5,
  growthInterval: 4,
  minScale: 2 ** -126,
};
const uneven = {
  ...usual,
  initScale: 3,
  growthFactor: 1.5,
  backoffFactor: 0.3,
  growthInterval: 7,
  minScale: 1.25,
};
/** It would come to 2^128, which float32 does not have, and stays. The rate is as high, so that steps are seen. */
const huge = {
  ...usual,
  learningRate: 2 ** 84,
  initScale: 2 ** 86,
  growthFactor: 2 ** 42,
  growthInterval: 20,
};

/** The table's rows for `lossScale`. */
export const lossScaleCases: Record<string, OracleCase> = {
  "lossScale/default": oracleCase("lossScale", undefined, usual, dynamic, demands),
  "lossScale/default+uneven": oracleCase("lossScale", undefined, uneven, dynamic, demands),
  "lossScale/default+huge": oracleCase("lossScale", undefined, huge, dynamic, demands),
  "lossScale/default+fixed": oracleCase("lossScale", undefined, { learningRate: 0.1, scale: 8 }, fixed),
};
