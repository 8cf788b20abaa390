/** Makes a problem ready: from what an experiment says of it to functions. */
import type { ProblemSetup } from "../experiment.ts";
import { preparePlane } from "./prepare-plane.ts";
import type { PreparedProblem } from "./problem.ts";

export type { PreparedProblem };

/**
 * Makes a problem ready.
 *
 * @throws RuleSyntaxError, DerivativeError, RangeError for what makes no problem.
 */
export function prepare(setup: ProblemSetup): PreparedProblem {
  switch (setup.kind) {
    case "surface":
    case "function":
      return preparePlane(setup);
    default:
      throw new RangeError(`no problem of kind "${setup.kind}" yet`);
  }
}
