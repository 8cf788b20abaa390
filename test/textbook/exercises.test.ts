/**
 * Exercises 2 and 4 of Dive into Deep Learning, 12.10: moments that need no bias correction, and problems on which
 * Adam diverges where Yogi and AMSGrad converge. Float64; the problems are Reddi, Kale and Kumar's, ICLR 2018.
 */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { describe, expect, it } from "vitest";
import { adam, amsgrad, chain, type Optimizer, rule, scaleByLearningRate, yogi } from "../../src/index.ts";
import { trace } from "../../src/train/index.ts";

/** Gradients that change sign, vanish, and range over many scales, the same for every optimizer. */
function feed(): (x: Float64Array, gradient: Float64Array) => void {
  let t = 0;
  return (_, gradient) => {
    t++;
    for (let i = 0; i < gradient.length; i++) {
      gradient[i] = t % 7 === i ? 0 : Math.sin(t * (i + 1)) * 10 ** (i - 2);
    }
  };
}

describe("exercise 2: moments that need no bias correction", () => {
  const hyper = { b1: 0.9, b2: 0.999, eps: 1e-6 };
  const corrected = rule({
    name: "unbiasedAdam",
    hyper,
    state: { m: 0, v: 0 },
    text: `
      m = b1*(1 - b1^(t - 1))/(1 - b1^t)*m + (1 - b1)/(1 - b1^t)*g
      v = b2*(1 - b2^(t - 1))/(1 - b2^t)*v + (1 - b2)/(1 - b2^t)*g^2
      u = m/(sqrt(v) + eps)
    `,
  });
  const fromFirstGradient = rule({
    name: "firstGradientAdam",
    hyper,
    state: { m: 0, v: 0 },
    text: `
      m = where(t < 2, g, b1*m + (1 - b1)*g)
      v = where(t < 2, g^2, b2*v + (1 - b2)*g^2)
      u = m/(sqrt(v) + eps)
    `,
  });
  const rate = scaleByLearningRate(0.01);
  const start = [1, -2, 3, -4, 5];
  const path = (optimizer: Optimizer) => trace(feed(), optimizer, start, 1000);

  /** Largest relative distance between two paths. */
  function distance(a: readonly Float64Array[], b: readonly Float64Array[]): number {
    return Math.max(...a.flatMap((point, t) => [...point].map((x, i) => Math.abs(b[t]![i]! / x - 1))));
  }

  it("gives Adam's whole trajectory", async () => {
    const reference = await path(adam({ learningRate: 0.01, like: "textbook" }));
    expect(distance(reference, await path(chain(corrected(), rate)))).toBeLessThan(1e-14);
  });

  it("is not the same as starting at the first gradient", async () => {
    const reference = await path(adam({ learningRate: 0.01, like: "textbook" }));
    expect(distance(reference, await path(chain(fromFirstGradient(), rate)))).toBeGreaterThan(1e-3);
  });
});

/** Steps on `[-1, 1]^n` from 0: the gradient does not depend on x, and x is projected after each step. */
async function projected(
  optimizer: Optimizer,
  gradient: (t: number, coordinate: number) => number,
  steps: number,
  { size = 1, watch = [steps] }: { size?: number; watch?: number[] } = {},
): Promise<Float64Array[]> {
  const descent = await optimizer.init({ x: new Float64Array(size) });
  const { params, grads } = descent;
  const seen: Float64Array[] = [];
  for (let t = 1; t <= steps; t++) {
    for (let i = 0; i < size; i++) grads.x[i] = gradient(t, i);
    descent.step();
    for (let i = 0; i < size; i++) params.x[i] = Math.min(1, Math.max(-1, params.x[i]!));
    if (watch.includes(t)) seen.push(params.x.slice());
  }
  descent.dispose();
  return seen;
}

describe("exercise 4: Adam diverges, Yogi and AMSGrad converge to -1", () => {
  const options = { learningRate: (count: number) => 0.5 / Math.sqrt(count + 1), b1: 0, b2: 1 / 17 };
  it.each([
    ["Adam", adam({ ...options, eps: 1e-6, like: "textbook" }), [0.7597, 1, 1]],
    ["Yogi", yogi({ ...options, eps: 1e-3, like: "textbook" }), [-0.9463, -0.9831, -0.994675]],
    ["AMSGrad", amsgrad({ ...options, eps: 1e-6, like: "optax" }), [-0.954, -0.9856, -0.995435]],
  ])("R1, gradient 4 once in three steps, else -1: %s", async (_, optimizer, published) => {
    const gradient = (t: number) => (t % 3 === 1 ? 4 : -1);
    const points = await projected(optimizer, gradient, 3000, { watch: [30, 300, 3000] });
    expect(Math.abs(points[0]![0]! - published[0]!)).toBeLessThan(5.1e-5);
    expect(Math.abs(points[1]![0]! - published[1]!)).toBeLessThan(5.1e-5);
    expect(Math.abs(points[2]![0]! - published[2]!)).toBeLessThan(5.1e-7);
  });

  it.each([
    ["Adam", adam({ learningRate: 0.01, b1: 0, b2: 0.5, eps: 1e-6, like: "textbook" }), 0.989, 0.014],
    ["Yogi", yogi({ learningRate: 0.01, b1: 0, b2: 0.5, eps: 1e-3, like: "textbook" }), -0.994, 0.007],
  ])(
    "R3, gradient +18 with probability .1, else -1, 100 seeds: %s",
    async (_, optimizer, published, spread) => {
      // One coordinate a seed: the optimizers work element by element.
      const random = Array.from({ length: 100 }, (_, seed) => mersenne(seed));
      const [ends] = await projected(
        optimizer,
        (_, i) => (uniformFloat64(random[i]!) < 0.1 ? 18 : -1),
        20_000,
        { size: 100 },
      );
      const mean = ends!.reduce((sum, x) => sum + x / 100, 0);
      const deviation = Math.sqrt(ends!.reduce((sum, x) => sum + (x - mean) ** 2 / 99, 0));
      expect(Math.abs(mean - published)).toBeLessThan((3 * Math.hypot(spread, deviation)) / 10);
      expect(deviation / spread).toBeGreaterThan(0.6);
      expect(deviation / spread).toBeLessThan(1.7);
    },
  );
});
