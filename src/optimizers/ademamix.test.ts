/** The warmup of AdEMAMix at its ends, where its logarithms and divisions have no ordinary values. */
import { describe, expect, it } from "vitest";
import { type AdemamixOptions, ademamix } from "./ademamix.ts";

async function slowMeans(options: AdemamixOptions, steps: number) {
  const descent = await ademamix(options).init([1]);
  const means = Array.from({ length: steps }, () => {
    descent.step([1]);
    return (descent.state.m2 as Float64Array)[0]!;
  });
  const [p] = descent.params;
  descent.dispose();
  return { means, p };
}

describe("the warmup of ademamix", () => {
  it("lets the half-life of b3 grow linearly, from nothing where b1 is 0", async () => {
    // After 1 of 4 steps a quarter of b3's half-life, then a half: b3^4, b3^2.
    const { means } = await slowMeans({ b1: 0, b3: 0.5, warmup: 4 }, 2);
    expect(means[0]).toBeCloseTo(1 - 0.5 ** 4, 14);
    expect(means[1]).toBeCloseTo(0.5 ** 2 * (1 - 0.5 ** 4) + 1 - 0.5 ** 2, 14);
  });

  it("ends at b3 itself, to the bit", async () => {
    const { means } = await slowMeans({ b3: 0.9999, warmup: 1 }, 2);
    expect(means).toEqual([1 - 0.9999, 0.9999 * (1 - 0.9999) + (1 - 0.9999)]);
  });

  it("never takes b3 above its value, though b1 is", async () => {
    const { means } = await slowMeans({ b1: 0.9, b3: 0.5, warmup: 10 }, 1);
    expect(means).toEqual([0.5]);
  });

  it("is none by default: without the slow mean all that is left is Adam", async () => {
    const { p } = await slowMeans({ alpha: 0, learningRate: 0.25, eps: 0 }, 1);
    expect(p).toBeCloseTo(0.75, 12);
  });
});
