/** Each named model without a start, on simulated sets at three levels of noise, reaches the sum of squares that the true values lead to. */
import { describe, expect, test } from "vitest";
import { fitCurve } from "../../src/curves/index.ts";
import { type ModelName, models } from "../../src/curves/models.ts";
import { simulated } from "./simulated.ts";

/** `npm run curves` takes 100. */
const sets = Number(process.env.GLISSADE_SETS ?? 3);

describe.each(Object.keys(models) as ModelName[])("%s", (name) => {
  test.each([0.01, 0.05, 0.15])(`%s of its range as noise, ${sets} sets`, (noise) => {
    let missed = 0;
    for (let set = 0; set < sets; set++) {
      const { x, y, truth } = simulated(name, set, noise);
      const formula = `y ~ ${name}(x)`;
      const [found, fromTruth] = [fitCurve(formula, { x, y }), fitCurve(formula, { x, y }, { start: truth })];
      if (!(found.loss <= fromTruth.loss * (1 + 1e-6))) missed++;
    }
    expect(missed).toBeLessThanOrEqual(0.02 * sets);
  });
});
