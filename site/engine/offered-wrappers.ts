/** What a contestant's optimizer may be wrapped in: the library's wrappers, and transformations before or after it in a chain. */
import type { OptionValues } from "./experiment.ts";

/** Where it stands: around the optimizer, or in a chain before or after it. */
export type Place = "around" | "before" | "after";

/** A wrapper that is offered. */
export interface OfferedWrapper {
  readonly title: string;
  readonly place: Place;
  /** The option that is an argument of its own, such as the limit of `clip`. */
  readonly argument: string | null;
  /** What is suggested for options that have no default. */
  readonly suggested: OptionValues;
}

const offer = (
  title: string,
  place: Place,
  suggested: OptionValues = {},
  argument: string | null = null,
): OfferedWrapper => ({ title, place, argument, suggested });

/** All that are offered, by the library's name. What acts on matrices alone is left out. */
export const offeredWrappers: Readonly<Record<string, OfferedWrapper>> = {
  accumulate: offer("Several gradients a step", "around", { every: 4 }),
  cautious: offer("Cautious", "around"),
  emaParams: offer("Moving average of the parameters", "around"),
  lookahead: offer("Lookahead", "around"),
  polyakAverage: offer("Mean of the parameters", "around"),
  sam: offer("Sharpness-aware minimisation", "around"),
  adaptiveGradClip: offer("Clip by the parameters' norm", "before", { limit: 0.01 }, "limit"),
  addDecayedWeights: offer("Weight decay in the gradient", "before", { weightDecay: 0.01 }, "weightDecay"),
  addNoise: offer("Noise on gradients", "before"),
  clip: offer("Clip each element", "before", { maxDelta: 1 }, "maxDelta"),
  clipByBlockRms: offer("Clip by root mean square", "before", { threshold: 1 }, "threshold"),
  clipByGlobalNorm: offer("Clip by the norm of all", "before", { maxNorm: 1 }, "maxNorm"),
  clipByNorm: offer("Clip by norm", "before", { maxNorm: 1 }, "maxNorm"),
  ema: offer("Mean of gradients", "before", { decay: 0.9 }, "decay"),
  skipNonFinite: offer("Skip steps that are not finite", "before"),
  zeroNans: offer("Zero in place of NaN", "before"),
  projectionBox: offer("Keep in a box", "after", { min: -1, max: 1 }),
  projectionL2Ball: offer("Keep in a ball", "after", { radius: 1 }, "radius"),
  reduceOnPlateau: offer("Lower rate on a plateau", "after"),
};
