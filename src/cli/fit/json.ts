/** A fit as JSON: plain numbers, with the names that the library has. */
import type { CurveFit } from "../../curves/index.ts";

/** What `--json` prints of a fit. */
export function jsonOf(fit: CurveFit) {
  const { formula, response, names, predictors, covariance, correlation, cautions, omitted } = fit;
  const { residualStandardDeviation, degreesOfFreedom, rSquared, loss, converged, reason } = fit;
  const parameters = Object.fromEntries(
    names.map((name) => {
      const { name: _, ...parameter } = fit.parameters[name]!;
      return [name, parameter];
    }),
  );
  return {
    ...{ formula: formula.trim(), response, predictors, parameters },
    ...{ residualStandardError: residualStandardDeviation, degreesOfFreedom, rSquared, loss },
    ...{ converged, reason, evaluations: fit.evaluations, start: fit.start },
    ...{ names, covariance, correlation, cautions, rows: fit.fitted.length, omitted },
    ...{ fitted: [...fit.fitted], residuals: [...fit.residuals] },
  };
}
