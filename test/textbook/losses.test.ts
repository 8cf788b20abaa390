/**
 * The final losses of Dive into Deep Learning's experiment, 12.3 to 12.10: every row of its table, on both devices,
 * against the distribution over seeds and never against one run's number.
 */
import { describe, expect, it } from "vitest";
import { createOptimizer, textbookOptions } from "../../src/cli/options/registry.ts";
import { airfoilRegression } from "../../src/datasets/index.ts";
import { experiment, scratch, textbookResults } from "../../src/train/index.ts";

const seeds = 50;
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: number[]) => {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
};

const rows = textbookResults.map((result) => {
  const options = Object.entries(result.options).map(([name, value]) => `${name} ${value}`);
  return [`${result.optimizer} ${options.join(", ")}, batch ${result.batchSize}`, result] as const;
});

describe.skipIf(!process.env.GLISSADE_DATA)(
  "final losses on airfoil over 50 seeds (needs GLISSADE_DATA)",
  () => {
    describe.each(["js", "wasm"] as const)("device %s", (device) => {
      it.each(rows)("%s", async (_, { optimizer: name, options, batchSize, epochs, ...reference }) => {
        const optimizer = createOptimizer(name, textbookOptions(name, options));
        const data = await airfoilRegression();
        const losses: number[] = [];
        for (let seed = 0; seed < seeds; seed++) {
          losses.push(
            (await experiment(optimizer, data, { ...scratch, batchSize, epochs, device, seed })).loss,
          );
        }
        const standardError = Math.hypot(reference.deviation, deviation(losses)) / Math.sqrt(seeds);
        expect(Math.abs(mean(losses) - reference.mean)).toBeLessThanOrEqual(3 * standardError);
        expect(deviation(losses) / reference.deviation).toBeGreaterThan(0.6);
        expect(deviation(losses) / reference.deviation).toBeLessThan(1.7);
      });
    });
  },
);

it.skipIf(!process.env.GLISSADE_DATA)(
  "gradient descent at rate 1 diverges if run on (needs GLISSADE_DATA)",
  async () => {
    const data = await airfoilRegression();
    const optimizer = createOptimizer("sgd", { learningRate: 1 });
    const settings = { ...scratch, batchSize: 1500 };
    const short = await experiment(optimizer, data, { ...settings, epochs: 10 });
    const long = await experiment(optimizer, data, { ...settings, epochs: 200 });
    expect(long.loss).toBeGreaterThan(10 * short.loss);
  },
);
