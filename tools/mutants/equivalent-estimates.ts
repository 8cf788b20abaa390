/**
 * Equivalent mutants of rules that have a number for all steps so far: the estimated distance d of Prodigy and
 * D-Adaptation, the shares of schedule-free averages.
 */
import type { Equivalence } from "./equivalence.ts";

/** A state's line that a step of rate 0 leaves out, told by the sign of the rate or of another name. */
function live(line: string, sign = "learningRate"): string {
  const [state, next] = line.split(" = ");
  return `${state} = where(${sign} > 0, ${next}, ${state})`;
}

/** What tells it by the sign of the rate times d. */
const ofLiveProdigy = (factor: string): string[] =>
  [
    "r = b3*r + d / d0*dlr*globalSum(g*(p0 - p))",
    "m = b1*m + (1 - b1)*d*g",
    "v = b2*v + (1 - b2)*(d*g)^2",
    `s = b3*s + d / d0*${factor}*g`,
  ].map((line) => live(line, "dlr"));
const ofLiveDadapt = [
  "r = b*r + (1 - b)*dlr*globalSum(g*(s / (sqrt(v) + eps)))",
  "m = b1*m + (1 - b1)*dlr*g",
  "v = b2*v + (1 - b2)*g^2",
  "s = b*s + (1 - b)*dlr*g",
].map((line) => live(line, "dlr"));

/** What may stand before the rate in s of D-Adaptation. */
const constantFactors = [
  "",
  ...["1 + b", "2 - b", "1 - b1", "1 - b2", "1 - eps", "1 - d0", "1 - weightDecay"].map(
    (factor) => `(${factor})*`,
  ),
];

/** Other shares of z in a schedule-free average as long as no rate was above 0. */
const anyShare = (weight: string): string[] => [
  `c = where(total <= 0, 0, ${weight}rateMax^weightPower / total)`,
  `c = where(rateMax == 0, 0, ${weight}rateMax^weightPower / total)`,
  `c = where(total == 0, 1, ${weight}rateMax^weightPower / total)`,
];

/** All of them. */
export const ofEstimates: readonly Equivalence[] = [
  {
    reason: "of s only sums of its absolute value are used, and s is linear in the gradients",
    mutants: {
      "prodigy of prodigy/default": [live("s = b3*s - d / d0*dlr*g")],
      "prodigy of prodigy/default+biasCorrection": [live("s = b3*s - d / d0*dlr*g")],
      "prodigy of prodigy/default+safeguardWarmup": [live("s = b3*s - d / d0*d*g")],
      "prodigy of prodigy/default+growthRate": [live("s = b3*s - d / d0*dlr*g")],
      "prodigy of prodigy/optax": ["s = b3*s - d / d0*dlr*g"],
      "prodigy of prodigy/optax+safeguardWarmup+options": ["s = b3*s - d / d0*d*g"],
    },
  },
  {
    reason: "r / l divides sums of s by sums of s, in which a factor that no step changes cancels",
    mutants: {
      "dadaptAdam of dadaptAdam/default": constantFactors.map((factor) => live(`s = b*s + ${factor}dlr*g`)),
      "dadaptAdam of dadaptAdam/default+growthRate": constantFactors.map((factor) =>
        live(`s = b*s + ${factor}dlr*g`),
      ),
      "dadaptAdam of dadaptAdam/optax": constantFactors.map((factor) => `s = b*s + ${factor}dlr*g`),
    },
  },
  {
    reason: "d starts at d0, above 0, and never falls, so that the rate times d is 0 where the rate is 0",
    mutants: {
      "prodigy of prodigy/default": ofLiveProdigy("dlr"),
      "prodigy of prodigy/default+biasCorrection": [...ofLiveProdigy("dlr"), "moves = dlr > 0 && l != 0"],
      "prodigy of prodigy/default+safeguardWarmup": ofLiveProdigy("d"),
      "prodigy of prodigy/default+growthRate": [
        ...ofLiveProdigy("dlr"),
        "moves = dlr > 0 && l != 0",
        "d = where(moves, where(d <= d0, dMax, min(dMax, growthRate*d)), d)",
      ],
      "dadaptAdam of dadaptAdam/default": ofLiveDadapt,
      "dadaptAdam of dadaptAdam/default+growthRate": ofLiveDadapt,
    },
  },
  {
    reason: "until a rate is above 0, z is p, so that it does not matter how they are mixed",
    mutants: {
      "scheduleFreeSgd of scheduleFreeSgd/default": anyShare("t^r*"),
      "scheduleFreeSgd of scheduleFreeSgd/optax": anyShare(""),
      "scheduleFreeAdamw of scheduleFreeAdamw/default": anyShare("t^r*"),
      "scheduleFreeAdamw of scheduleFreeAdamw/paper": anyShare("t^r*"),
      "scheduleFreeAdamw of scheduleFreeAdamw/optax": anyShare(""),
    },
  },
];
