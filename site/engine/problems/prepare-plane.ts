/** Makes problems of the plane ready: all that the first race needs. */
import type { FunctionSetup, SurfaceSetup } from "../experiment.ts";
import { withNoise } from "./noise.ts";
import { planeProblem } from "./plane.ts";
import type { PreparedProblem } from "./problem.ts";
import { readFunction } from "./read-function.ts";
import { surfaces } from "./surfaces.ts";

/**
 * Makes a problem of the plane ready.
 *
 * @throws As `readFunction` and `withNoise`; RangeError for a surface that there is not.
 */
export function preparePlane(setup: SurfaceSetup | FunctionSetup): PreparedProblem {
  const { start, noise } = setup;
  if (setup.kind === "function")
    return withNoise(planeProblem(readFunction(setup.text), start, setup.window), noise);
  const named = Object.hasOwn(surfaces, setup.name) ? surfaces[setup.name] : undefined;
  if (!named)
    throw new RangeError(`no surface "${setup.name}"; there are: ${Object.keys(surfaces).join(", ")}`);
  return withNoise(planeProblem(readFunction(named.text), start, named.window, named.minima), noise);
}
