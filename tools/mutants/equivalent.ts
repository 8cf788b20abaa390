/**
 * Mutants that no test can tell from their rule, each with the reason. The gate fails for a survivor that is not listed here,
 * and for an entry that is no longer needed.
 */
import type { Equivalence } from "./equivalence.ts";
import { ofEstimates } from "./equivalent-estimates.ts";
import { ofMatrices } from "./equivalent-matrices.ts";

const mirroredMean = ["c = decay*c - (1 - decay)*g"];
const anyStart = ["m starts at 1", "v starts at 1"];

/** b3 of AdEMAMix while it warms up, as a mutant has it. */
const warmed = (condition: string, least: (value: string) => string): string =>
  `b3T = where(${condition}, ${least("exp(1 / ((1 - t / warmup) / log(b1) + t / warmup / log(b3)))")}, b3)`;
const atMost = (bound: string) => (value: string) => `min(${value}, ${bound})`;

/** m of ADOPT where its first step is not told apart, or by a condition that never holds. */
const average = "b1*m + (1 - b1)*n";
const neverFirst = ["t + 1 == 1", "g == 1", "b1 == 1", "b2 == 1", "eps == 1", "m == 1", "v == 1", "t == 0"];

/** MADGRAD's step where there was no gradient yet. */
const silent = (...conditions: readonly string[]): string[] =>
  conditions.map((is) => `z = project(x0 - where(${is}, 0, s / d))`);

/** A schedule-free step that bounds cut, told apart by a longer one or not at all. */
function uncut(b: string): string[] {
  const cut = `c*(z - p) + (1 - ${b}*(1 - c))*(project(z - rate*d) - z)`;
  const whole = `c*(z - p) + rate*(${b}*(1 - c) - 1)*d`;
  const longer = ["learningRate", "rateMax"].map(
    (rate) => `u = where(outside(z - ${rate}*d), ${cut}, ${whole})`,
  );
  return [`u = ${cut}`, ...longer];
}

/** All of them. */
export const equivalences: readonly Equivalence[] = [
  ...ofEstimates,
  ...ofMatrices,
  {
    reason: "the first step does not look at where the state starts",
    mutants: {
      "trace of sgd/default+dampening": ["m starts at 1"],
      "adopt of adopt/default": anyStart,
      "adopt of adopt/default+unclipped": anyStart,
      "adopt of adopt/default+nesterov": anyStart,
      "adopt of adopt/optax+unclipped+nesterov": anyStart,
      "novograd of novograd/paper": ["v starts at 1"],
      "novograd of novograd/optax": ["v starts at 1"],
      "emaParams of emaParams/torch": ["average starts at 1"],
      "polyakAverage of polyakAverage/default": ["average starts at g", "average starts at start"],
      "rprop of rprop/default": ["stepSize starts at 1"],
      "factoredRms of adafactor/default": ["r starts at 1", "c starts at 1", "v starts at 1"],
      "factoredRms of adafactor/torch": ["r starts at 1", "c starts at 1", "v starts at 1"],
    },
  },
  {
    reason:
      "the first loss is better than none: it sets the number of bad ones to 0, nothing falls, and there is nothing to rest from",
    mutants: {
      "reduceOnPlateau of reduceOnPlateau/default": ["bad starts at 1"],
      "reduceOnPlateau of reduceOnPlateau/optax": ["bad starts at 1"],
      "reduceOnPlateau of reduceOnPlateau/torch": ["bad starts at 1", "rest starts at 1"],
    },
  },
  {
    reason: "every comparison with NaN is false, and what is compared is equal otherwise",
    mutants: {
      "zeroNans of zeroNans/default": ["u = where(g <= g, g, 0)"],
      "skipNonFinite of skipNonFinite/default": [
        "accept = globalSum(g - g) <= 0",
        "accept = globalSum(g - g) >= 0",
      ],
      "lossScale of lossScale/default": ["accept = globalSum(u - u) <= 0", "accept = globalSum(u - u) >= 0"],
    },
  },
  {
    reason:
      "inside the bounds both forms of the step are the same number, rounded otherwise: they may be told apart by any condition that holds where bounds cut the step, as it does where they would cut a longer one",
    mutants: {
      "scheduleFreeSgd of scheduleFreeSgd/default": uncut("momentum"),
      "scheduleFreeAdamw of scheduleFreeAdamw/default": uncut("b1"),
      "scheduleFreeAdamw of scheduleFreeAdamw/paper": uncut("b1"),
    },
  },
  {
    reason: "a power of the growth factor never is the largest number of float32, which is odd",
    mutants: {
      "lossScale of lossScale/default": [
        "scale = where(isDue && grown < 3.4028234663852886e38, grown, scale)",
      ],
    },
  },
  {
    reason: "the square of 0, of 1 and of NaN is the same",
    mutants: {
      "skipNonFinite of skipNonFinite/default": ["accept = globalSumSquares(g - g) == 0"],
      "lossScale of lossScale/default": ["accept = globalSumSquares(u - u) == 0"],
      "cautious of scaleByCautious/default": ["u = g*keep / max(sumSquares(keep) / size(keep), 0.001)"],
      "cautious of cautious/default": ["u = g*keep / max(sumSquares(keep) / size(keep), 0.001)"],
    },
  },
  {
    reason: "0 and -0 are equal",
    mutants: { "freeze of freeze/default": ["u = 0"] },
  },
  {
    reason: "a row's value and a column's start at 0, and the smaller one counts",
    mutants: { "sm3 of sm3/default": ["r starts at 1", "c starts at 1"] },
  },
  {
    reason: "perturb() assigns it before the step reads it",
    mutants: { "sam of sam/default": ["start = g", "start = rho", "start starts at rho"] },
  },
  {
    reason: "only c^2 is used, and c is linear in the gradients",
    mutants: {
      "rmsprop of rmsprop/default+centered": mirroredMean,
      "rmsprop of rmsprop/optax+centered": mirroredMean,
    },
  },
  {
    reason: "a root of a sum of squares is not less than 0, and NaN is neither",
    mutants: {
      "madgrad of madgrad/default": silent("d <= 0"),
      "madgrad of madgrad/torch": silent("d <= 0"),
    },
  },
  {
    reason: "a sum of squares, or a largest size, is 0 where all gradients were, and never less",
    mutants: {
      "adagrad of adagrad/optax": ["u = where(s <= 0, 0, g / sqrt(s + eps))"],
      "sm3 of sm3/default": ["u = where(nu <= 0, 0, g / sqrt(nu + eps))"],
      "adamax of adamax/paper": ["n <= 0", "m == 0", "mHat == 0"].map(
        (is) => `u = where(${is}, 0, mHat / n)`,
      ),
      "novograd of novograd/default": ["v = where(v <= 0, sumSquares(g), b2*v + (1 - b2)*sumSquares(g))"],
    },
  },
  {
    reason:
      "a variance is less than 0, or all but 0, by rounding alone, in gradients that hardly change: those of steady.test.ts",
    mutants: {
      "rmsprop of rmsprop/optax+centered": ["u = g / sqrt(where(spread < 0, eps, spread))"],
    },
  },
  {
    reason: "nothing is larger than infinity",
    mutants: {
      "reduceOnPlateau of reduceOnPlateau/default": [
        "limit = where(best >= 1 / 0, best, best - rtol*abs(best) - atol)",
      ],
    },
  },
  {
    reason: "only the sign is used",
    mutants: {
      "rprop of rprop/default": ["change = g*direction"],
      "signum of signum/default": [
        "m = momentum*m + g",
        "m = momentum*m + (1 + momentum)*g",
        "m = momentum*m + (2 - momentum)*g",
      ],
      "tiger of tiger/default": ["m = b1*m + g", "m = b1*m + (1 + b1)*g", "m = b1*m + (2 - b1)*g"],
    },
  },
  {
    reason: "the mean of rates is 0 where all rates were 0, never below; then the mean of steps is 0 too",
    mutants: {
      "laprop of laprop/torch": ["rateMean <= 0", "learningRate == 0", "m == 0"].map(
        (is) => `d = where(${is}, 0, learningRate / rateMean*m)`,
      ),
    },
  },
  {
    reason: "only r over its own mean is used",
    mutants: {
      "factoredRms of adafactor/default": [
        "r = b2*r + (1 - b2)*(rowSum(s)*rowSize(s))",
        "r = b2*r + (1 - b2)*rowSum(s)",
        "r = b2*r + (1 - b2)*(rowSum(s) / size(s))",
        "r = b2*r + (1 - b2)*(rowSum(s) / unitSize(s))",
        "r = b2*r + (1 - b2)*(rowSum(s) / columnSize(s))",
        "r = b2*r + (1 - b2)*(rowSum(s) / globalSize(s))",
      ],
    },
  },
  {
    reason: "rho is the threshold to the bit for no b2 of use",
    mutants: {
      "radam of radam/default": ["u = where(rho >= 5, r*sqrt(1 - b2^t)*mHat / (sqrt(v) + eps), mHat)"],
      "radam of radam/optax": ["u = where(rho > threshold, r*mHat / (sqrt(vHat + epsRoot) + eps), mHat)"],
      "radam of radam/default+nesterov": [
        "u = where(rho >= 5, r*sqrt(1 - b2^t)*mHat / (sqrt(v) + eps), mHat)",
      ],
      "radam of radam/optax+nesterov": [
        "u = where(rho > threshold, r*mHat / (sqrt(vHat + epsRoot) + eps), mHat)",
      ],
      "radam of radam/paper": ["u = where(rho >= 4, r*mHat / (sqrt(vHat) + eps), mHat)"],
    },
  },
  {
    reason:
      "the schedule meets alpha and b3 at the end of the warm-up, which takes whole steps, and lies above b3 after it and below 1 before",
    mutants: {
      "ademamix of ademamix/default": [
        "alphaT = where(t <= warmup, t*alpha / warmup, alpha)",
        "alphaT = where(t - 1 < warmup, t*alpha / warmup, alpha)",
        ...["t <= warmup", "t - 1 < warmup", "b1 < warmup", "b2 < warmup", "b3 < warmup", "eps < warmup"].map(
          (condition) => warmed(condition, atMost("b3")),
        ),
        ...[(value: string) => value, atMost("t"), atMost("warmup")].map((least) =>
          warmed("t < warmup", least),
        ),
      ],
    },
  },
  {
    reason:
      "the bound c of the first step is 0, so that n is 0 in it, or NaN, which v has then for all later steps",
    mutants: {
      "adopt of adopt/default+nesterov": [
        `m = ${average}`,
        ...neverFirst.map((never) => `m = where(${never}, 0, ${average})`),
      ],
    },
  },
  {
    reason: "it is not negative",
    mutants: {
      "lookahead of lookahead/default": ["isSync = t - syncPeriod*floor(t / syncPeriod) <= 0"],
      "lars of lars/paper": [
        "u = where(norm(p) == 0 || d <= 0, 1, trustCoefficient*norm(p) / d)*(g + weightDecay*p)",
      ],
      "fromage of fromage/optax": [
        "ratio = where(pNorm <= 0 || gNorm == 0, 1, pNorm / gNorm)",
        "ratio = where(pNorm == 0 || gNorm <= 0, 1, pNorm / gNorm)",
      ],
      "scaleByTrustRatio of scaleByTrustRatio/default": [
        "ratio = where(pNorm <= 0 || gNorm == 0, 1, trustCoefficient*pNorm / (gNorm + eps))",
        "ratio = where(pNorm == 0 || gNorm <= 0, 1, trustCoefficient*pNorm / (gNorm + eps))",
      ],
      "reduceOnPlateau of reduceOnPlateau/default": ["isFalling = isFull && rest <= 0 && worse == patience"],
      "reduceOnPlateau of reduceOnPlateau/optax": ["isFalling = isFull && rest <= 0 && worse == patience"],
      "reduceOnPlateau of reduceOnPlateau/torch": ["isFalling = isFull && rest <= 0 && worse > patience"],
      "madgrad of madgrad/torch": ["gamma = where(learningRate <= 0, 0, learningRate + eps)"],
    },
  },
  {
    reason: "an update of 0 stays 0 whatever it is multiplied by",
    mutants: {
      "lamb of lamb/default": ["ratio = where(norm(p) == 0 || unitNorm(r) == 0, 1, norm(p) / norm(r))"],
      "lamb of lamb/keras": [
        "ratio = where(norm(pDecayed) == 0 || unitNorm(g) == 0, 1, norm(pDecayed) / norm(g))",
      ],
      "lars of lars/default": [
        "u = where(norm(p) == 0 || unitNorm(r) == 0, 1, trustCoefficient*norm(p) / (norm(r) + eps))*r",
      ],
      "fromage of fromage/default": ["ratio = where(norm(p) == 0 || unitNorm(g) == 0, 1, norm(p) / norm(g))"],
      "polyakSgd of polyakSgd/default": [
        "stepSize = where(s <= 0, 0, min((loss - minLoss) / s, maxLearningRate))",
      ],
    },
  },
];
