/** The library's options of a fit. */
import type { FitCurveOptions } from "glissade/curves";
import type { FitSetup } from "./setup.ts";

/** Options that hold wherever the search begins. */
export function optionsOf({ fixed, bounds, weights, loss, fScale, confidence }: FitSetup): FitCurveOptions {
  const limits = Object.entries(bounds).map(([name, { min, max }]) => [
    name,
    { ...(min !== null && { min }), ...(max !== null && { max }) },
  ]);
  return {
    ...(Object.keys(fixed).length > 0 && { fixed }),
    ...(limits.length > 0 && { bounds: Object.fromEntries(limits) }),
    ...(weights && (weights.are === "weights" ? { weights: weights.column } : { sigmas: weights.column })),
    ...(weights?.are === "absolute" && { absolute: true }),
    ...(loss !== "linear" && { loss, fScale }),
    ...(confidence !== 0.95 && { confidence }),
  };
}
