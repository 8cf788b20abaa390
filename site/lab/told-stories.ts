/** The experiments of the stories, and what is seen in each. */
import { contestantIdAt, newContestant } from "../engine/contestant.ts";
import { defaultExperiment } from "../engine/default-experiment.ts";
import type { Experiment, OptionValues, ScheduleSetup } from "../engine/experiment.ts";
import { exampleRace, matrixRace } from "./problems.ts";

/** A story's experiment and the sentences that stand above it. */
export interface ToldStory {
  readonly experiment: Experiment;
  readonly words: string;
}

interface Part {
  readonly label: string;
  readonly name: string;
  readonly options?: OptionValues;
  readonly rate?: number;
  readonly schedule?: ScheduleSetup;
}

const race = (parts: readonly Part[], rest: Partial<Experiment>): Experiment => ({
  ...defaultExperiment,
  contestants: parts.map(({ label, name, options = {}, rate = null, schedule = null }, index) =>
    newContestant(contestantIdAt(index), label, { kind: "optimizer", name, options }, { rate, schedule }),
  ),
  ...rest,
});

/** By name. */
export const toldStories: Readonly<Record<string, ToldStory>> = {
  "adam-and-yogi": {
    experiment: defaultExperiment,
    words: "Adam and Yogi race down Rosenbrock's valley, each at the rate that suits it best.",
  },
  momentum: {
    experiment: race(
      [
        { label: "SGD", name: "sgd" },
        { label: "Momentum", name: "sgd", options: { momentum: 0.9 } },
      ],
      {
        problem: {
          kind: "function",
          text: "0.02*x^2 + 2*y^2",
          start: [-5, -2],
          window: { x: [-6, 4], y: [-4, 4] },
          noise: 0,
        },
        steps: 100,
      },
    ),
    words:
      "A ravine is steep across and shallow along. Plain descent must step for the steep side; momentum adds up the small steps along it.",
  },
  "adam-diverges": {
    experiment: exampleRace(defaultExperiment, "r1") ?? defaultExperiment,
    words:
      "The gradients are 4, -1, -1, over and over: their mean is positive, so the best place is -1. Adam divides the rare large one by its own size and walks to +1; Yogi and AMSGrad do not.",
  },
  muon: {
    experiment: matrixRace(defaultExperiment),
    words:
      "A matrix turns a circle into an ellipse, whose half axes are its singular values. The gradient's is long and thin; Muon's step is nearly a circle, so that all directions move by about the same length.",
  },
  "one-rate-misleads": {
    experiment: race(
      [
        { label: "SGD", name: "sgd" },
        { label: "Momentum", name: "sgd", options: { momentum: 0.9 } },
        { label: "RMSProp", name: "rmsprop" },
        { label: "Adam", name: "adam" },
      ],
      { rates: "same", sameRate: 0.001 },
    ),
    words:
      "All take the same rate, 0.001: the ranking shows whom that number suits. Choose own rates beside the contestants and look again.",
  },
  "noise-ball": {
    experiment: race(
      [
        { label: "Adam, constant", name: "adam", rate: 0.1 },
        { label: "Adam, cosine", name: "adam", rate: 0.1, schedule: { name: "cosineDecay", options: {} } },
      ],
      {
        problem: {
          kind: "function",
          text: "x^2 + y^2",
          start: [-1.6, 1.4],
          window: { x: [-2, 2], y: [-2, 2] },
          noise: 2,
        },
        steps: 600,
        seeds: 5,
      },
    ),
    words:
      "The gradients are noisy. At a constant rate Adam ends in a ball of noise around the minimum; a rate that falls to nothing lets it settle.",
  },
};
