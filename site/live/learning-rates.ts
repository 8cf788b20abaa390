/** Exercise 1: the loss after some epochs against the learning rate, on the book's regression with the cars of Auto MPG. */
import { newContestant } from "../engine/contestant.ts";
import { chartDrawing, type NamedCurve } from "./chart-drawing.ts";
import { type LiveFigure, numberOf } from "./figure.ts";
import { outcomeOf } from "./raced.ts";

const rates = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
const batchSize = 10;
const stepsAnEpoch = 39;

/** Adam and Yogi over rates. */
export const learningRates: LiveFigure = {
  controls: [
    { kind: "slider", name: "epochs", label: "epochs", min: 1, max: 10, step: 1, value: 2 },
    { kind: "slider", name: "seeds", label: "runs a rate", min: 1, max: 10, step: 1, value: 5 },
  ],
  async draw(values) {
    const [epochs, seeds] = [numberOf(values, "epochs"), numberOf(values, "seeds")];
    const names = ["adam", "yogi"] as const;
    const curves: NamedCurve[] = [];
    for (const [index, name] of names.entries()) {
      const [y, low, high] = [[], [], []] as [number[], number[], number[]];
      for (const rate of rates) {
        const method = { kind: "optimizer", name, options: { like: "textbook" } } as const;
        const { bandOf } = await outcomeOf({
          problem: { kind: "regression", data: "auto-mpg", batchSize },
          contestants: [newContestant("a", name, method, { rate })],
          steps: epochs * stepsAnEpoch,
          seeds: Math.max(2, seeds),
        });
        const band = bandOf("a");
        y.push(band.middle.at(-1) ?? Number.NaN);
        low.push(band.low.at(-1) ?? Number.NaN);
        high.push(band.high.at(-1) ?? Number.NaN);
      }
      curves.push({
        id: index === 0 ? "a" : "b",
        label: index === 0 ? "Adam" : "Yogi",
        x: rates,
        y,
        low,
        high,
      });
    }
    const best = curves.map(({ label, y }) => {
      const at = Array.from(y).indexOf(Math.min(...Array.from(y)));
      return `${label} ${rates[at]} (loss ${Number((y[at] as number).toPrecision(3))})`;
    });
    const words = `Auto MPG, ${epochs === 1 ? "1 epoch" : `${epochs} epochs`} in batches of ${batchSize}. The best rate of ${best.join(", of ")}.`;
    const all = curves.flatMap(({ y }) => Array.from(y));
    return chartDrawing(
      curves,
      {
        xName: "learning rate",
        yName: "loss at the end",
        isXLog: true,
        isYLog: true,
        xRange: [rates[0] as number, rates.at(-1) as number],
        yRange: [Math.min(...all) / 1.2, Math.max(...all) * 1.2],
      },
      "Loss by learning rate",
      words,
    );
  },
};
