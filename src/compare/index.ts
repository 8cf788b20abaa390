/** Comparisons of optimizers: trials over rates and seeds, and what they show; named re-exports only. */
export { byKey, compare, type RunOptions, type Shard, type Standing } from "./compare.ts";
export { CompareError, TestSplitError } from "./compare-error.ts";
export { type Executor, type FindProblem, inThisThread, onThreads, serveTrials } from "./executor.ts";
export { type Merged, memoryStore, mergeFolders, openFolder, type Store } from "./folder.ts";
export { equalGroups } from "./groups.ts";
export {
  type Curve,
  type Finished,
  type Hyper,
  type Metric,
  type Outcome,
  type Problem,
  type ProblemFacts,
  readTest,
  type Trial,
  type TrialContext,
} from "./problem.ts";
export type { Profile } from "./ranking.ts";
export type { Header } from "./record.ts";
export type { About, CurvePoint, Pair, ProblemResult, Result, Row } from "./result.ts";
export type { Tried } from "./search.ts";
export { type Entrant, type EpochRule, readSettings, type Settings } from "./settings.ts";
export type { Axis, Grid, Quasirandom, Space } from "./space.ts";
export type { Interval, Paired } from "./statistics.ts";
export { resultOf } from "./summary.ts";
export type { ToTarget } from "./target.ts";
