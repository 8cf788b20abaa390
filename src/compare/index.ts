/** What the command line needs of comparisons; named re-exports only. Workers import single files: they load less. */
export { byKey, compare, type Part } from "./compare.ts";
export { CompareError } from "./compare-error.ts";
export { type Executor, inThisThread, onThreads } from "./executor.ts";
export { memoryStore, mergeFolders, openFolder } from "./folder.ts";
export { equalGroups } from "./groups.ts";
export {
  describeTrial,
  type Finished,
  type Hyper,
  lengthText,
  type Metric,
  type Problem,
  type Trial,
} from "./problem.ts";
export type { Header } from "./record.ts";
export type { About, ProblemResult, Result, Row } from "./result.ts";
export { readSettings, type Settings } from "./settings.ts";
export type { Axis, Space } from "./space.ts";
export { resultOf } from "./summary.ts";
