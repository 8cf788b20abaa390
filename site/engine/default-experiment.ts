/** What a visitor sees first: Adam against Yogi, each at the rate that tuning finds for it. */
import type { Experiment } from "./experiment.ts";

/** The first experiment. Its rates are those of tuning; a test compares them. */
export const defaultExperiment: Experiment = {
  version: 1,
  problem: { kind: "surface", name: "rosenbrock", start: [-1.2, 1], noise: 0 },
  contestants: [
    {
      id: "a",
      label: "Adam",
      isHidden: false,
      method: { kind: "optimizer", name: "adam", options: {} },
      schedule: null,
      wrappers: [],
      rate: null,
      tuned: 0.5,
    },
    {
      id: "b",
      label: "Yogi",
      isHidden: false,
      method: { kind: "optimizer", name: "yogi", options: {} },
      schedule: null,
      wrappers: [],
      rate: null,
      tuned: 0.8,
    },
  ],
  steps: 1000,
  seeds: 1,
  rates: "own",
  sameRate: 0.01,
};
