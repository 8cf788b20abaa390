/** Exercise 3: a constant rate stays a way above the lowest loss, one that falls does not. */
import { newContestant } from "../engine/contestant.ts";
import { lossRange } from "../figures/ranges.ts";
import { chartDrawing } from "./chart-drawing.ts";
import { type LiveFigure, numberOf } from "./figure.ts";
import { outcomeOf } from "./raced.ts";

const steps = 1000;

/** Adam at a constant rate and at one that falls to 0, on a bowl with noisy gradients. */
export const shrinkingRates: LiveFigure = {
  controls: [
    { kind: "slider", name: "rate", label: "rate", isLog: true, min: 0.001, max: 1, step: 0.1, value: 0.1 },
    { kind: "slider", name: "noise", label: "noise of the gradient", min: 0, max: 3, step: 0.1, value: 1 },
  ],
  async draw(values) {
    const [rate, noise] = [numberOf(values, "rate"), numberOf(values, "noise")];
    const method = { kind: "optimizer", name: "adam", options: {} } as const;
    const contestants = [
      newContestant("a", "constant rate", method, { rate }),
      newContestant("b", "rate falls by a cosine", method, {
        rate,
        schedule: { name: "cosineDecay", options: {} },
      }),
    ];
    const { bandOf } = await outcomeOf({
      problem: {
        kind: "function",
        text: "0.5*x^2 + 0.5*y^2",
        start: [3, -2],
        window: { x: [-4, 4], y: [-4, 4] },
        noise,
      },
      contestants,
      steps,
      seeds: 10,
    });
    const curves = contestants.map(({ id, label }) => {
      const { steps: x, middle: y, low, high } = bandOf(id);
      return { id, label, x, y, low, high };
    });
    const ends = curves.map(({ label, y }) => `${label}: ${Number((y.at(-1) as number).toPrecision(2))}`);
    const words = `(x² + y²)/2, 10 runs: the middle and the lowest and highest. The loss at the end, of which 0 is the lowest: ${ends.join("; ")}.`;
    return chartDrawing(
      curves,
      {
        xName: "step",
        yName: "loss",
        isXLog: false,
        isYLog: true,
        xRange: [0, steps],
        yRange: lossRange(
          curves.map(({ y }) => ({ values: y })),
          true,
        ),
      },
      "A constant rate and one that falls",
      words,
    );
  },
};
