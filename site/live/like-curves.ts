/** One name, several formulas: how long the first steps of each form are where every gradient is the same. */

import { defaultOf, entryOf } from "../engine/catalogue.ts";
import { contestantIdAt, newContestant } from "../engine/contestant.ts";
import type { OptionValues } from "../engine/experiment.ts";
import { wholeRange } from "../figures/ranges.ts";
import { chartDrawing } from "./chart-drawing.ts";
import { type LiveFigure, numberOf } from "./figure.ts";
import { outcomeOf } from "./raced.ts";

const steps = 200;

/** The curves of an optimizer that has several forms. */
export function likeCurvesOf(name: string): LiveFigure {
  const wrapper = entryOf("wrappers", name);
  const entry = entryOf("optimizers", name) ?? wrapper;
  if (!entry?.forms?.length) throw new RangeError(`${name} has one form only`);
  const forms = ["default", ...entry.forms];
  const rate = entry.options.find((option) => option.rate);
  return {
    controls: [
      {
        kind: "slider",
        name: "gradient",
        label: "every gradient",
        isLog: true,
        min: 1e-10,
        max: 100,
        step: 0.5,
        value: 1e-4,
      },
    ],
    async draw(values) {
      const gradient = numberOf(values, "gradient");
      const contestants = forms.map((form, index) => {
        const options: OptionValues = form === "default" ? {} : { like: form };
        const own = rate && defaultOf(rate, form);
        const [id, at] = [contestantIdAt(index), { rate: typeof own === "number" ? own : 0.01 }];
        return wrapper
          ? newContestant(
              id,
              form,
              { kind: "optimizer", name: "sgd", options: {} },
              { ...at, wrappers: [{ name, options }] },
            )
          : newContestant(id, form, { kind: "optimizer", name, options }, at);
      });
      const { of } = await outcomeOf({
        problem: { kind: "gradients", gradients: [gradient], start: 0, bounds: null },
        contestants,
        steps,
      });
      const x = Float64Array.from({ length: steps }, (_, index) => index + 1);
      const curves = contestants.map(({ id, label, rate: own }) => {
        // The loss is the gradient times the parameter.
        const losses = of(id).losses;
        const y = x.map(
          (_, index) =>
            ((losses[index] ?? Number.NaN) - (losses[index + 1] ?? Number.NaN)) / gradient / (own as number),
        );
        return { id, label, x, y };
      });
      const first = curves
        .map(({ label, y }) => `${label} ${Number((y[0] as number).toPrecision(3))}`)
        .join(", ");
      const words = `Every gradient is ${Number(gradient.toPrecision(2))}. The first step, in units of the form's own rate: ${first}.`;
      const yRange = wholeRange(
        curves.map(({ y }) => ({ values: y })),
        true,
      );
      return chartDrawing(
        curves,
        {
          xName: "step",
          yName: "length of the step / rate",
          isXLog: false,
          isYLog: true,
          xRange: [1, steps],
          yRange,
        },
        `The forms of ${entry.title}`,
        words,
      );
    },
  };
}
