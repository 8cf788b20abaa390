/** A worker of `glissade compare`: loads the data once, and runs the trials that it is sent. */
import { workerData } from "node:worker_threads";
import { findProblem, serveTrials } from "../../compare/executor.ts";
import type { ProblemChoice } from "./choice.ts";
import { problemsOf } from "./problems.ts";

const problems = problemsOf(workerData as ProblemChoice).then((all) => all.map(({ problem }) => problem));
serveTrials(async (name) => findProblem(await problems, name));
