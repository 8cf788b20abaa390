/** DeepOBS' quadratic_deep: the library's own, with numpy's numbers. The loss is its measure, the test loss. */
import { quadraticDeepProblem } from "glissade/train";
import type { QuadraticDeepSetup } from "../experiment.ts";
import type { PreparedProblem } from "./problem.ts";

/**
 * The problem.
 *
 * @throws OptionError for a batch size that is no whole number from 1 to 1000.
 */
export function quadraticDeep({ batchSize }: QuadraticDeepSetup): PreparedProblem {
  return {
    surface: null,
    picture: null,
    forSeed(seed) {
      const { start, testLoss, gradient } = quadraticDeepProblem({ seed, batchSize });
      return { dimension: start.length, start, bounds: null, loss: testLoss, gradient };
    },
  };
}
