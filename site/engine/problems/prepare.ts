/** Makes a problem ready: from what an experiment says of it to functions. */
import type { ProblemSetup } from "../experiment.ts";
import { planeProblem } from "./plane.ts";
import type { Problem, Surface } from "./problem.ts";
import { surfaces } from "./surfaces.ts";

/** A problem for each seed, and the surface if it is one of the plane. */
export interface PreparedProblem {
  forSeed(seed: number): Problem;
  readonly surface: Surface | null;
}

/**
 * Makes a problem ready.
 *
 * @throws RuleSyntaxError, DerivativeError for a text that is no function of x and y with a derivative.
 */
export function prepare(setup: ProblemSetup): PreparedProblem {
  if (setup.kind !== "surface") throw new Error(`no problem of kind ${setup.kind} yet`);
  const named = surfaces[setup.name];
  if (!named) throw new Error(`no surface ${setup.name}`);
  const { problem, surface } = planeProblem(named.text, setup.start, named.window, named.minima);
  return { forSeed: () => problem, surface };
}
