/**
 * A problem whose truth is known, for tests of comparisons: no training, only formulas and noise. The loss of an optimizer is its quality times
 * a parabola over the logarithm of the rate, times an excess that halves with more epochs, times noise. Noise that all optimizers share with a
 * seed (its data and initial values): 3 %. Noise of each training alone: 1.5 %. Both normal, as a share of the loss.
 */
import type { Curve, Metric, Outcome, Problem, Trial } from "../../src/compare/problem.ts";
import { readTest } from "../../src/compare/problem.ts";
import { random } from "../../src/train/random.ts";

/** The truth about an optimizer. */
export interface Truth {
  /** Its loss at the best rate, after endless training. */
  readonly loss: number;
  readonly bestRate: number;
}

/** What may be changed. */
export interface Noise {
  readonly shared: number;
  readonly own: number;
  /** Another set of noise: trials of another world. */
  readonly world: number;
  readonly metric: Metric;
  readonly seconds: number;
}

/** A problem that counts its calls. */
export interface NoisyProblem extends Problem {
  readonly trials: Trial[];
  /** Trials whose test split was read, with the number of trials started before. */
  readonly tested: { readonly trial: Trial; readonly after: number }[];
}

const POINTS = 12;

export function noisyProblem(
  name: string,
  truths: Readonly<Record<string, Truth>>,
  given: Partial<Noise> = {},
): NoisyProblem {
  const noise: Noise = {
    shared: 0.03,
    own: 0.015,
    world: 0,
    metric: { name: "loss", better: "lower" },
    seconds: 0.01,
    ...given,
  };
  const trials: Trial[] = [];
  const tested: { trial: Trial; after: number }[] = [];

  const factor = (what: string, size: number) =>
    Math.exp(size * random(noise.world).fork(`${name}/${what}`).normal());

  async function run(trial: Trial, signal?: AbortSignal): Promise<Outcome> {
    signal?.throwIfAborted();
    trials.push(trial);
    const { loss, bestRate } = truths[trial.optimizer]!;
    const off = Math.log10((trial.hyper.learningRate as number) / bestRate);
    const diverged = off > 1.25;
    const best = loss * (1 + 0.25 * off ** 2);
    const at = (share: number) => best * (1 + 2 * Math.exp(-0.5 * share * trial.epochs));
    const noisy = (split: string) =>
      factor(`${split}/${trial.seed}`, noise.shared) *
      factor(`${split}/${trial.seed}/${trial.optimizer}/${off}`, noise.own);
    const shares = Array.from({ length: POINTS + 1 }, (_, point) => point / POINTS);
    const validationNoise = noisy("validation");
    const curve: Curve = {
      steps: shares.map((share) => Math.round(100 * trial.epochs * share)),
      seconds: shares.map((share) => noise.seconds * trial.epochs * share),
      validation: shares.map((share) =>
        diverged && share > 0.5 ? Number.POSITIVE_INFINITY : at(share) * validationNoise,
      ),
    };
    return {
      validation: diverged ? Number.POSITIVE_INFINITY : at(1) * validationNoise,
      curve,
      diverged,
      test: () =>
        readTest(trial, () => {
          tested.push({ trial, after: trials.length });
          const loss = at(1) * noisy("test");
          return noise.metric.better === "lower" ? loss : 1 / (1 + loss);
        }),
    };
  }
  return { name, metric: noise.metric, fingerprint: `${name} ${noise.world}`, run, trials, tested };
}
