/** A worker's program that trains two noisy problems; a third one fails. */
import { workerData } from "node:worker_threads";
import { serveTrials } from "../../src/compare/executor.ts";
import { noisyProblem } from "./noisy-problem.ts";

serveTrials((name) => {
  if (name === "broken") throw new Error("its data are gone");
  const { loss } = workerData as { readonly loss: number };
  const problem = noisyProblem(name, { sgd: { loss, bestRate: 0.01 }, adam: { loss, bestRate: 0.01 } });
  if (name !== "slow") return problem;
  return { ...problem, run: () => new Promise(() => {}) };
});
