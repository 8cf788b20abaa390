/**
 * Corrected means of RMSProp, centered: against loops in float64. Not a row of the conformance table, since in the first step
 * the variance is 0 but for rounding, which no eps of use hides at gradients of 1e20.
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { chain, scaleByLearningRate, scaleByStddev } from "../index.ts";

const forms = {
  default: (g: number, variance: number, eps: number) => g / (Math.sqrt(variance) + eps),
  optax: (g: number, variance: number, eps: number) => g / Math.sqrt(variance + eps),
};

test.each(["default", "optax"] as const)("the %s form divides both means by 1 - decay^t", async (form) => {
  const values = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 20 });
  const options = { decay: 0.7, eps: 0.25, initialScale: 2, biasCorrection: true };
  await fc.assert(
    fc.asyncProperty(values, async (gradients) => {
      const like = form === "default" ? undefined : form;
      const optimizer = chain(scaleByStddev({ like, ...options }), scaleByLearningRate(1));
      const descent = await optimizer.init([0]);
      let [x, v, c] = [0, 2, 0];
      for (const [k, g] of gradients.entries()) {
        v = 0.7 * v + 0.3 * g * g;
        c = 0.7 * c + 0.3 * g;
        const share = 1 - 0.7 ** (k + 1);
        x -= forms[form](g, v / share - (c / share) ** 2, 0.25);
        descent.step([g]);
        expect(descent.params[0]).toBeCloseTo(x, 10);
      }
      descent.dispose();
    }),
    { numRuns: 20 },
  );
});
