/** Wrappers around optimizers, transformations before and after them, by the library's names. */
import * as glissade from "glissade";
import type { OptionValues } from "./experiment.ts";
import type { Wrap } from "./registry.ts";

type Make = (...values: never[]) => glissade.Optimizer;

/** Options as arguments: the library takes the main one of some functions before the others. */
function call(make: Make, options: OptionValues, first: string | undefined): glissade.Optimizer {
  const made = make as (...values: unknown[]) => glissade.Optimizer;
  if (first === undefined) return made(options);
  const { [first]: main, ...rest } = options;
  return made(main, rest);
}

const around =
  (make: Make): Wrap =>
  (inner, options) =>
    (make as (...values: unknown[]) => glissade.Optimizer)(inner, options);
const before =
  (make: Make, first?: string): Wrap =>
  (inner, options) =>
    glissade.chain(call(make, options, first), inner);
const after =
  (make: Make, first?: string): Wrap =>
  (inner, options) =>
    glissade.chain(inner, call(make, options, first));

/** All of them. */
export const wrappers: Readonly<Record<string, Wrap>> = {
  accumulate: around(glissade.accumulate),
  cautious: around(glissade.cautious),
  emaParams: around(glissade.emaParams),
  lookahead: around(glissade.lookahead),
  polyakAverage: around(glissade.polyakAverage),
  sam: around(glissade.sam),
  adaptiveGradClip: before(glissade.adaptiveGradClip, "clipping"),
  addDecayedWeights: before(glissade.addDecayedWeights, "weightDecay"),
  addNoise: before(glissade.addNoise),
  centralize: before(glissade.centralize),
  clip: before(glissade.clip, "maxDelta"),
  clipByBlockRms: before(glissade.clipByBlockRms, "threshold"),
  clipByGlobalNorm: before(glissade.clipByGlobalNorm, "maxNorm"),
  clipByNorm: before(glissade.clipByNorm, "maxNorm"),
  skipNonFinite: before(glissade.skipNonFinite),
  zeroNans: before(glissade.zeroNans),
  projectionL2Ball: after(glissade.projectionL2Ball, "radius"),
  reduceOnPlateau: after(glissade.reduceOnPlateau),
};
