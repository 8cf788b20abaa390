/** Makes a problem ready: from what an experiment says of it to functions. */
import type { ProblemSetup } from "../experiment.ts";
import { tableOf } from "./auto-mpg.ts";
import { gradientsProblem } from "./gradients.ts";
import { matrixProblem } from "./matrix.ts";
import { preparePlane } from "./prepare-plane.ts";
import type { PreparedProblem } from "./problem.ts";
import { quadraticDeep } from "./quadratic-deep.ts";
import { regressionProblem } from "./regression.ts";
import { spiralsProblem } from "./spirals.ts";

export type { PreparedProblem };

/**
 * Makes a problem ready.
 *
 * @throws RuleSyntaxError, DerivativeError, RangeError (OptionError among them) for what makes no problem.
 */
export function prepare(setup: ProblemSetup): PreparedProblem {
  switch (setup.kind) {
    case "surface":
    case "function":
      return preparePlane(setup);
    case "regression":
      return regressionProblem({ table: tableOf(setup.data), batchSize: setup.batchSize });
    case "quadratic-deep":
      return quadraticDeep(setup);
    case "spirals":
      return spiralsProblem(setup);
    case "matrix":
      return matrixProblem(setup);
    case "gradients":
      return gradientsProblem(setup);
  }
}
