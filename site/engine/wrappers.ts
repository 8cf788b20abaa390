/** Wrappers around optimizers, transformations before and after them, by the library's names. */
import {
  accumulate,
  adaptiveGradClip,
  addDecayedWeights,
  addNoise,
  cautious,
  chain,
  clip,
  clipByBlockRms,
  clipByGlobalNorm,
  clipByNorm,
  ema,
  emaParams,
  lookahead,
  type Optimizer,
  polyakAverage,
  projectionBox,
  projectionL2Ball,
  reduceOnPlateau,
  sam,
  skipNonFinite,
  zeroNans,
} from "glissade";
import { type OfferedWrapper, offeredWrappers } from "./offered-wrappers.ts";
import type { Wrap } from "./registry.ts";

type Make = (...values: unknown[]) => Optimizer;

const makers = {
  accumulate,
  cautious,
  emaParams,
  lookahead,
  polyakAverage,
  sam,
  adaptiveGradClip,
  addDecayedWeights,
  addNoise,
  clip,
  clipByBlockRms,
  clipByGlobalNorm,
  clipByNorm,
  ema,
  skipNonFinite,
  zeroNans,
  projectionBox,
  projectionL2Ball,
  reduceOnPlateau,
};

function wrapOf(make: Make, { place, argument, suggested }: OfferedWrapper): Wrap {
  return (inner, options) => {
    const { [argument ?? ""]: main, ...others } = { ...suggested, ...options };
    if (place === "around") return make(inner, others);
    const part = argument ? make(main, others) : make(others);
    return place === "before" ? chain(part, inner) : chain(inner, part);
  };
}

/** All of them. */
export const wrappers: Readonly<Record<string, Wrap>> = Object.fromEntries(
  Object.entries(makers).map(([name, make]) => [
    name,
    wrapOf(make as Make, offeredWrappers[name] as OfferedWrapper),
  ]),
);
