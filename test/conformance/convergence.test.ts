/**
 * Every row finds the bottom of a bowl and the end of a bent valley, at one of a few rates that fall to zero. The
 * oracle tests that a row is right; this tests that it converges.
 */
import { expect } from "vitest";
import type { OracleCase } from "../oracle/index.ts";
import { everyRow, optimizerOf, withOptions } from "./cases.ts";
import { begin, step } from "./descents.ts";

interface Surface {
  readonly start: readonly [number, number];
  readonly steps: number;
  loss(x: number, y: number): number;
  gradient(x: number, y: number): readonly [number, number];
}

const bowl: Surface = {
  start: [3, -2],
  steps: 400,
  loss: (x, y) => (x - 1) ** 2 / 2 + 5 * (y + 0.5) ** 2,
  gradient: (x, y) => [x - 1, 10 * (y + 0.5)],
};

/** Rosenbrock's function over 100; 0.04 of it is left where the valley begins. */
const valley: Surface = {
  start: [-1.2, 1],
  steps: 2000,
  loss: (x, y) => (1 - x) ** 2 / 100 + (y - x * x) ** 2,
  gradient: (x, y) => [(x - 1) / 50 - 4 * x * (y - x * x), 2 * (y - x * x)],
};

/** AdamW beside an optimizer of whole matrices takes every parameter here. */
const rates = [0.1, 1, 0.01, 0.3, 0.03, 3, 1e-3, 10, 3e-3, 100];

/** Options for convergence: no decay, which moves the minimum; nothing that keeps steps large; the lowest loss; bounds that contain the minimum. */
const free = {
  maximize: false,
  weightDecay: 0,
  minStepSize: 1e-6,
  maxStepSize: 50,
  minLoss: 0,
  maxLearningRate: 1,
  min: -1.5,
  max: 1.5,
  radius: 2,
};

async function descend(row: OracleCase, surface: Surface, rate: number): Promise<number> {
  const { start, steps } = surface;
  const problem = { shapes: { x: [2] }, start: Float64Array.from(start), gradients: [], losses: [] };
  const schedule = (count: number) => rate * (1 - count / steps);
  const descent = await begin(
    optimizerOf(withOptions(row, { ...free, adamLearningRate: rate }), schedule),
    problem,
  );
  const [{ data: x }, { data: g }] = [descent.params.x!, descent.grads.x!];
  // At a rate that is too high, all steps may be declined from some point on.
  while (descent.count < steps && descent.skipped < steps) {
    const scale = descent.lossScale;
    g.set(surface.gradient(x[0]!, x[1]!).map((value) => value * scale));
    step(descent, surface.loss(x[0]!, x[1]!));
  }
  const [endX, endY] = (await descent.evalParams()).x!.data;
  descent.dispose();
  return surface.loss(endX!, endY!);
}

async function expectBottom(row: OracleCase, surface: Surface, bound: number): Promise<void> {
  let least = Infinity;
  for (const rate of rates) {
    const loss = await descend(row, surface, rate);
    if (loss < bound) return;
    if (loss < least) least = loss;
  }
  expect(least).toBeLessThan(bound);
}

everyRow("comes to rest at the bottom of a bowl", (row) => expectBottom(row, bowl, 0.002));

everyRow("follows Rosenbrock's valley", (row) => expectBottom(row, valley, 0.02));
