/** The kinds of problems as someone chooses among them, each with what it begins with. */
import type { ProblemSetup } from "../experiment.ts";
import { divergenceExamples } from "./divergence.ts";
import { surfaces } from "./surfaces.ts";

/** A kind of problem. */
export interface ProblemChoice {
  readonly title: string;
  readonly sentence: string;
  /** What it begins with. */
  readonly setup: ProblemSetup;
}

const surface = (name: string): ProblemSetup => {
  const { start, noise } = surfaces[name] as (typeof surfaces)[string];
  return { kind: "surface", name, start, noise };
};

/** By kind. */
export const problemChoices: { readonly [Kind in ProblemSetup["kind"]]: ProblemChoice } = {
  surface: {
    title: "A surface",
    sentence: "Functions of two parameters that people know, with contours and paths.",
    setup: surface("rosenbrock"),
  },
  function: {
    title: "A function of your own",
    sentence: "Any f(x, y) in the language of rules; its gradient is derived.",
    setup: {
      kind: "function",
      text: "0.1*(x^2 + y^2) + sin(2*x)*exp(-y^2/4)",
      start: [-2.5, 2],
      window: { x: [-4, 4], y: [-4, 4] },
      noise: 0,
    },
  },
  regression: {
    title: "Linear regression on data",
    sentence:
      "The textbook's experiment: minibatches of Auto MPG, or of a table of yours that stays in this page.",
    setup: { kind: "regression", data: "auto-mpg", batchSize: 10 },
  },
  "quadratic-deep": {
    title: "DeepOBS' quadratic_deep",
    sentence:
      "100 parameters, ten of them 30 to 60 times as steep as the others, with noise from minibatches.",
    setup: { kind: "quadratic-deep", batchSize: 128 },
  },
  spirals: {
    title: "Two spirals",
    sentence: "A small perceptron learns to tell two spirals apart.",
    setup: { kind: "spirals", hidden: [8, 8], batchSize: 20, noise: 0.1 },
  },
  gradients: {
    title: "Gradients of your own",
    sentence: "One parameter and a list of gradients, such as those on which Adam goes the wrong way.",
    setup: divergenceExamples.r1.problem,
  },
};
