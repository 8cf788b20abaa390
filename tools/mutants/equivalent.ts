/**
 * Mutants that no test can tell from their rule, each with the reason. The gate fails for a survivor that is not listed
 * and for an entry that is not needed.
 */

/** Mutants that are equivalent for one reason. */
export interface Equivalence {
  readonly reason: string;
  /** What they write instead, by rule: the gate names both. */
  readonly mutants: Readonly<Record<string, readonly string[]>>;
}

const dividedBySign = ["v = v - (1 - b2) / sign(v - g^2)*g^2"];
const mirroredMean = ["c = decay*c - (1 - decay)*g"];
const anyStart = ["m starts at 1", "v starts at 1"];

/** b3 of AdEMAMix while it warms up, as a mutant has it. */
const warmed = (condition: string, least: (value: string) => string): string =>
  `b3T = where(${condition}, ${least("exp(1 / ((1 - t / warmup) / log(b1) + t / warmup / log(b3)))")}, b3)`;
const atMost = (bound: string) => (value: string) => `min(${value}, ${bound})`;

/** m of ADOPT where its first step is not told apart, or by a condition that never holds. */
const average = "b1*m + (1 - b1)*n";
const neverFirst = ["t + 1 == 1", "g == 1", "b1 == 1", "b2 == 1", "eps == 1", "m == 1", "v == 1", "t == 0"];

/** All of them. */
export const equivalences: readonly Equivalence[] = [
  {
    reason: "the first step does not look at where the state starts",
    mutants: {
      "trace of sgd/default+dampening": ["m starts at 1"],
      "adopt of adopt/default": anyStart,
      "adopt of adopt/default+unclipped": anyStart,
      "novograd of novograd/default": ["v starts at 1"],
      "novograd of novograd/optax": ["v starts at 1"],
      "rprop of rprop/default": ["stepSize starts at 1"],
      "factoredRms of adafactor/default": ["r starts at 1", "c starts at 1", "v starts at 1"],
      "factoredRms of adafactor/torch": ["r starts at 1", "c starts at 1", "v starts at 1"],
    },
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
    reason: "only the sign is used",
    mutants: {
      "rprop of rprop/default": ["change = g*direction"],
      "signum of signum/default": [
        "m = momentum*m + g",
        "m = momentum*m + (1 + momentum)*g",
        "m = momentum*m + (2 - momentum)*g",
      ],
    },
  },
  {
    reason: "only r over its own mean is used",
    mutants: {
      "factoredRms of adafactor/default": [
        "r = b2*r - (1 - b2)*(rowSum(s) / rowSize(s))",
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
    reason:
      "dividing by 1 or -1 is multiplying; a sign of 0 needs v = g^2 to the bit, which only a v that starts at 0 or at g^2 meets (yogi/textbook and yogi/paper kill it)",
    mutants: {
      "yogi of yogi/default": dividedBySign,
      "yogi of yogi/default+v0": dividedBySign,
      "yogi of yogi/paper+v0": dividedBySign,
      "yogi of yogi/keras": dividedBySign,
      "yogi of yogi/keras+tanh": ["v = v - (1 - b2) / sign(v - g^2)*(1 - e) / (1 + e)*g^2"],
      "yogi of yogi/optax": dividedBySign,
    },
  },
  {
    reason: "rho is the threshold to the bit for no b2 of use",
    mutants: {
      "radam of radam/default": ["u = where(rho >= 5, r*sqrt(1 - b2^t)*mHat / (sqrt(v) + eps), mHat)"],
      "radam of radam/optax": ["u = where(rho > threshold, r*mHat / (sqrt(vHat + epsRoot) + eps), mHat)"],
      "radam of radam/paper": ["u = where(rho >= 4, r*mHat / (sqrt(vHat) + eps), mHat)"],
    },
  },
  {
    reason: "the bound c of the first step is 0, so that n is 0 in it",
    mutants: {
      "adopt of adopt/default": [
        `m = ${average}`,
        ...neverFirst.map((never) => `m = where(${never}, 0, ${average})`),
      ],
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
    reason: "a whole number of steps of 2 or more divides no two numbers in a row",
    mutants: {
      "lookahead of lookahead/default": ["isSync = t - syncPeriod*floor((t + 1) / syncPeriod) == 0"],
    },
  },
  {
    reason: "it is not negative",
    mutants: {
      "lookahead of lookahead/default": ["isSync = t - syncPeriod*floor(t / syncPeriod) <= 0"],
      "lars of lars/paper": [
        "u = where(norm(p) == 0 || d <= 0, 1, trustCoefficient*norm(p) / d)*(g + weightDecay*p)",
      ],
      "madgrad of madgrad/torch": ["gamma = where(learningRate <= 0, 0, learningRate + eps)"],
    },
  },
  {
    reason: "an update of 0 stays 0 whatever it is multiplied by",
    mutants: {
      "lamb of lamb/default": [
        "ratio = where(norm(p) == 0 || sqrt(r) == 0, 1, norm(p) / norm(r))",
        "ratio = where(norm(p) == 0 || unitNorm(r) == 0, 1, norm(p) / norm(r))",
      ],
      "lamb of lamb/keras": [
        "ratio = where(norm(pDecayed) == 0 || sqrt(g) == 0, 1, norm(pDecayed) / norm(g))",
        "ratio = where(norm(pDecayed) == 0 || unitNorm(g) == 0, 1, norm(pDecayed) / norm(g))",
      ],
      "lars of lars/default": [
        "u = where(norm(p) == 0 || sqrt(r) == 0, 1, trustCoefficient*norm(p) / (norm(r) + eps))*r",
        "u = where(norm(p) == 0 || unitNorm(r) == 0, 1, trustCoefficient*norm(p) / (norm(r) + eps))*r",
      ],
      "fromage of fromage/default": [
        "ratio = where(norm(p) == 0 || sqrt(g) == 0, 1, norm(p) / norm(g))",
        "ratio = where(norm(p) == 0 || unitNorm(g) == 0, 1, norm(p) / norm(g))",
      ],
    },
  },
];
