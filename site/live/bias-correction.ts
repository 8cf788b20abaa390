/** Exercise 2: Adam with the correction of its averages, with the correction moved into them, and without any. */
import { newContestant } from "../engine/contestant.ts";
import { wholeRange } from "../figures/ranges.ts";
import { chartDrawing } from "./chart-drawing.ts";
import { type LiveFigure, numberOf } from "./figure.ts";
import { outcomeOf } from "./raced.ts";

const steps = 100;

/** The rules that race, in the lab's own form. */
const texts = {
  corrected: `m = b1*m + (1 - b1)*g
v = b2*v + (1 - b2)*g^2
u = m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)`,
  moved: `m = b1*(1 - b1^(t - 1))/(1 - b1^t)*m + (1 - b1)/(1 - b1^t)*g
v = b2*(1 - b2^(t - 1))/(1 - b2^t)*v + (1 - b2)/(1 - b2^t)*g^2
u = m / (sqrt(v) + eps)`,
  none: `m = b1*m + (1 - b1)*g
v = b2*v + (1 - b2)*g^2
u = m / (sqrt(v) + eps)`,
};

/** The length of steps where all gradients are 1. */
export const biasCorrection: LiveFigure = {
  controls: [
    { kind: "slider", name: "b1", label: "b1", min: 0, max: 0.99, step: 0.01, value: 0.9 },
    { kind: "slider", name: "b2", label: "b2", min: 0.9, max: 0.999, step: 0.001, value: 0.999 },
  ],
  async draw(values) {
    const [b1, b2] = [numberOf(values, "b1"), numberOf(values, "b2")];
    const head = `hyper b1 = ${b1}, b2 = ${b2}, eps = 1e-8\nstate m = 0, v = 0\n`;
    const rule = (id: string, label: string, text: string) =>
      newContestant(id, label, { kind: "rule", name: label, text: head + text }, { rate: 1 });
    const contestants = [
      rule("a", "corrected", texts.corrected),
      rule("b", "moved into the averages", texts.moved),
      rule("c", "without correction", texts.none),
    ];
    const { of } = await outcomeOf({
      problem: { kind: "gradients", gradients: [1], start: 0, bounds: null },
      contestants,
      steps,
    });
    const x = Float64Array.from({ length: steps }, (_, index) => index + 1);
    const curves = contestants.map(({ id, label }) => {
      const losses = of(id).losses;
      return {
        id,
        label,
        x,
        y: x.map((_, index) => (losses[index] as number) - (losses[index + 1] as number)),
      };
    });
    const [corrected, moved, none] = curves.map(({ y }) => y) as [Float64Array, Float64Array, Float64Array];
    const apart = Math.max(...corrected.map((value, index) => Math.abs(value - (moved[index] as number))));
    const most = Math.max(...none);
    const words = `All gradients are 1, so every step should be as long as the rate. Without correction the longest is ${Number(most.toPrecision(3))} rates. The first two differ by at most ${apart === 0 ? "nothing" : apart.toExponential(0)}.`;
    return chartDrawing(
      curves,
      {
        xName: "step",
        yName: "length of the step / rate",
        isXLog: false,
        isYLog: false,
        xRange: [1, steps],
        yRange: wholeRange([...curves.map(({ y }) => ({ values: y })), { values: [0] }]),
      },
      "Steps with and without bias correction",
      words,
    );
  },
};
