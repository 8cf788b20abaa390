/** The problems one can choose, as they begin. */
import { contestantIdAt, newContestant } from "../engine/contestant.ts";
import type { Experiment, GradientsSetup, ProblemSetup } from "../engine/experiment.ts";
import {
  type DivergenceExample,
  divergenceExamples,
  divergenceMethods,
} from "../engine/problems/divergence.ts";
import { surfaces } from "../engine/problems/surfaces.ts";

/** A problem one can choose. `key` is a surface's name or a kind. */
export interface Choice {
  readonly key: string;
  readonly title: string;
  readonly group: "Surfaces" | "Matrices" | "Your own" | "Data" | "Where Adam goes wrong";
}

const fresh: Readonly<Record<Exclude<ProblemSetup["kind"], "surface">, ProblemSetup>> = {
  function: {
    kind: "function",
    text: "x^2 + 2*y^2 + sin(3*x)*exp(-y^2)",
    start: [-1.8, 1.5],
    window: { x: [-2, 2], y: [-2, 2] },
    noise: 0,
  },
  gradients: { kind: "gradients", gradients: [3, -1, -1], start: 0, bounds: [-1, 1] },
  regression: { kind: "regression", data: "auto-mpg", batchSize: 10 },
  "quadratic-deep": { kind: "quadratic-deep", batchSize: 128 },
  matrix: { kind: "matrix", condition: 4 },
  spirals: { kind: "spirals", hidden: [8, 8], batchSize: 20, noise: 0.1 },
};

/** All of them, in the order of the list. */
export const choices: readonly Choice[] = [
  ...Object.entries(surfaces).map(([key, { title }]) => ({ key, title, group: "Surfaces" as const })),
  { key: "matrix", title: "A 2 x 2 matrix", group: "Matrices" },
  { key: "function", title: "f(x, y), typed", group: "Your own" },
  { key: "gradients", title: "Gradients, pasted", group: "Your own" },
  { key: "regression", title: "Regression: Auto MPG or your CSV file", group: "Data" },
  { key: "quadratic-deep", title: "Deep quadratic, 100 dimensions", group: "Data" },
  { key: "spirals", title: "Two spirals, a small network", group: "Data" },
  ...Object.entries(divergenceExamples).map(([key, { title }]) => ({
    key,
    title,
    group: "Where Adam goes wrong" as const,
  })),
];

/** Which choice a problem is. */
export function keyOf(problem: ProblemSetup): string {
  if (problem.kind === "surface") return problem.name;
  return (problem.kind === "gradients" && exampleOf(problem)?.[0]) || problem.kind;
}

/** The example with these gradients, if there is one. */
export const exampleOf = (problem: GradientsSetup): [name: string, DivergenceExample] | undefined =>
  Object.entries(divergenceExamples).find(
    ([, example]) => JSON.stringify(example.problem.gradients) === JSON.stringify(problem.gradients),
  );

/** The race on a matrix: Muon beside those that do not know of matrices. */
export function matrixRace(before: Experiment): Experiment {
  const methods = [
    ["SGD", "sgd", {}],
    ["Momentum", "sgd", { momentum: 0.9 }],
    ["Adam", "adam", {}],
    ["Muon", "muon", {}],
  ] as const;
  const contestants = methods.map(([label, name, options], index) =>
    newContestant(contestantIdAt(index), label, { kind: "optimizer", name, options }),
  );
  return { ...before, problem: fresh.matrix, steps: 200, contestants, rates: "own", seeds: 1 };
}

/** The race that a choice sets up with its own contestants, if it does. */
export const raceFor = (before: Experiment, key: string): Experiment | undefined =>
  key === "matrix" ? matrixRace(before) : exampleRace(before, key);

/** The race of an example: Adam, Yogi and AMSGrad with what it says of them. */
export function exampleRace(before: Experiment, name: string): Experiment | undefined {
  if (!Object.hasOwn(divergenceExamples, name)) return undefined;
  const { problem, steps, rate, schedule, options } =
    divergenceExamples[name as keyof typeof divergenceExamples];
  const labels = ["Adam", "Yogi", "AMSGrad"];
  const contestants = divergenceMethods.map((method, index) =>
    newContestant(
      contestantIdAt(index),
      labels[index] ?? method.name,
      { kind: "optimizer", name: method.name, options: { ...method.options, ...options } },
      { schedule, rate },
    ),
  );
  return { ...before, problem, steps, contestants, rates: "own", seeds: 1 };
}

/** A problem as it begins. */
export function problemFor(key: string): ProblemSetup | undefined {
  const surface = Object.hasOwn(surfaces, key) ? surfaces[key] : undefined;
  if (surface) return { kind: "surface", name: key, start: surface.start, noise: surface.noise };
  return Object.hasOwn(fresh, key) ? fresh[key as keyof typeof fresh] : undefined;
}
