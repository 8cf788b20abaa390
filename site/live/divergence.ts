/** Exercise 4: gradients of which one in three is large and the others small, on [-1, 1]. The sum has its minimum at -1. */
import { newContestant } from "../engine/contestant.ts";
import { chartDrawing } from "./chart-drawing.ts";
import { type LiveFigure, numberOf } from "./figure.ts";
import { outcomeOf } from "./raced.ts";

const steps = 3000;

/** Adam, Yogi and AMSGrad. */
export const divergence: LiveFigure = {
  controls: [
    { kind: "slider", name: "spike", label: "every third gradient", min: 2.1, max: 8, step: 0.1, value: 4 },
    { kind: "slider", name: "b2", label: "b2", min: 0.01, max: 0.99, step: 0.01, value: 0.06 },
    {
      kind: "slider",
      name: "rate",
      label: "rate (falls by the square root of the step)",
      isLog: true,
      min: 0.01,
      max: 1,
      step: 0.1,
      value: 0.5,
    },
  ],
  async draw(values) {
    const [spike, b2, rate] = [numberOf(values, "spike"), numberOf(values, "b2"), numberOf(values, "rate")];
    const text = (v: string, eps: number, root: string) => `hyper b2 = ${b2}, eps = ${eps}
state v = 0${root === "largest" ? ", largest = 0" : ""}
v = ${v}${root === "largest" ? "\nlargest = max(largest, v / (1 - b2^t))" : ""}
u = g / (sqrt(${root}) + eps) / sqrt(t)`;
    const rule = (id: string, label: string, rules: string) =>
      newContestant(id, label, { kind: "rule", name: label, text: rules }, { rate });
    const mean = "b2*v + (1 - b2)*g^2";
    const contestants = [
      rule("a", "Adam", text(mean, 1e-6, "v / (1 - b2^t)")),
      rule("b", "Yogi", text("v - (1 - b2)*sign(v - g^2)*g^2", 1e-3, "v / (1 - b2^t)")),
      rule("c", "AMSGrad", text(mean, 1e-6, "largest")),
    ];
    const sum = spike - 2;
    const { of } = await outcomeOf({
      problem: { kind: "gradients", gradients: [spike, -1, -1], start: 0, bounds: [-1, 1] },
      contestants,
      steps,
    });
    const x = Float64Array.from({ length: steps + 1 }, (_, index) => index);
    // The loss is the mean gradient times the parameter.
    const curves = contestants.map(({ id, label }) => ({
      id,
      label,
      x,
      y: of(id).losses.map((loss) => (loss * 3) / sum),
    }));
    const ends = curves.map(({ label, y }) => `${label} ${Number((y.at(-1) as number).toFixed(3))}`);
    const words = `Gradients ${spike}, -1, -1 and again: their sum is ${Number(sum.toFixed(1))}, so the best parameter is -1. After ${steps} steps: ${ends.join(", ")}.`;
    return chartDrawing(
      curves,
      {
        xName: "step",
        yName: "parameter",
        isXLog: true,
        isYLog: false,
        xRange: [1, steps],
        yRange: [-1.08, 1.08],
      },
      "Where Adam diverges",
      words,
    );
  },
};
