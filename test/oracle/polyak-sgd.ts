// Oracles for the Polyak step size: as long as the loss is far from its least value. Sources: Polyak 1969; Loizou, Vaswani,
// Laradji, Lacoste-Julien: Stochastic Polyak Step-size for SGD, AISTATS 2021; Berrada, Zisserman, Kumar: Training Neural
// Networks for and by Interpolation, ICML 2020; optax.polyak_sgd, where the rate is called scaling. One norm over all tensors.
import { uphill } from "./around.ts";
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type O = { learningRate: number; maxLearningRate: number; minLoss: number; eps: number };

/** The step size from the squared norm; a missing loss must not pass for a number. */
function polyak(loss: number | undefined, square: number, { maxLearningRate, minLoss, eps }: O): number {
  if (loss === undefined) throw new Error("the Polyak step size needs the loss of each step");
  return Math.min((loss - minLoss) / (square + eps), maxLearningRate);
}

const sumSquares = (g: Float64Array): number => g.reduce((sum, value) => sum + value * value, 0);

/** The default: the rate multiplies the step size; no step where there is no gradient. */
function plain(n: number, options: O): Oracle {
  return {
    step(p, g, learningRate, loss) {
      const square = sumSquares(g);
      const size = square + options.eps === 0 ? 0 : polyak(loss, square, options);
      for (let i = 0; i < n; i++) p[i] = p[i]! - learningRate * size * g[i]!;
    },
  };
}

/** optax: the step size is that of the scaled gradient, whose squared norm counts as 0 up to 2^-52. */
function optax(n: number, options: O): Oracle {
  return {
    step(p, g, learningRate, loss) {
      const scaled = g.map((value) => learningRate * value);
      const square = sumSquares(scaled);
      const size = square + options.eps <= 2 ** -52 ? 0 : polyak(loss, square, options);
      for (let i = 0; i < n; i++) p[i] = p[i]! - size * scaled[i]!;
    },
  };
}

const usual = { learningRate: 1, maxLearningRate: 1, minLoss: 0, eps: 0 };
const quick = { learningRate: 0.5, maxLearningRate: 0.02, minLoss: 0.1, eps: 0.3 };

/** The table's rows for `polyakSgd`. */
export const polyakSgdCases: Record<string, OracleCase> = {
  "polyakSgd/default": oracleCase("polyakSgd", undefined, usual, plain),
  "polyakSgd/default+options": oracleCase("polyakSgd", undefined, quick, plain),
  "polyakSgd/default+maximize": oracleCase(
    "polyakSgd",
    undefined,
    { ...quick, minLoss: -10, maximize: true },
    uphill(plain),
  ),
  "polyakSgd/optax": oracleCase("polyakSgd", "optax", usual, optax),
  "polyakSgd/optax+options": oracleCase("polyakSgd", "optax", quick, optax),
};
