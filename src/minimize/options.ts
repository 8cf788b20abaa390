/** Options of `minimize` and `minimizeMany`. */
import type { InitOptions } from "../descent/inputs.ts";
import type { Tree } from "../descent/tree.ts";
import { anything, box, callback, oneOf, whole } from "../options/kinds.ts";
import { type Option, type Options, required } from "../options/option.ts";
import { nameOfEvaluating, type Transformation, transformation } from "../rule/transformation.ts";
import type { ProjectionBoxOptions } from "../transforms/projection-box.ts";
import type { OnStep } from "./minimum.ts";
import type { Objective } from "./objective.ts";
import type { Search } from "./search.ts";
import { type Tolerance, tolerance } from "./tolerance.ts";

/** An optimizer that evaluates the function itself, and so begins its own search: `lbfgs`, `newton`. */
export interface ClosureSearch {
  /** Its name. */
  readonly evaluates: string;
  searchFrom<P>(fun: Objective<P>, x0: P, tree: Tree, options: SearchOptions): Promise<Search<P>>;
}

/** Whether an optimizer is one. */
export const isClosureSearch = (value: unknown): value is ClosureSearch =>
  nameOfEvaluating(value) !== undefined;

/** Options of both. */
export interface SearchOptions {
  readonly optimizer: Transformation | ClosureSearch;
  /** The largest number of steps of a problem, declined ones included; default 1000. */
  readonly steps?: number | undefined;
  /**
   * When to stop earlier. A number is a limit of the gradient's Euclidean norm; `{ gradient, value, step }` sets limits of any of
   * them, each a number or `{ absolute, relative }`. Default 0: only at an exact stationary point.
   */
  readonly tolerance?: number | Tolerance | undefined;
  /** Bounds of the parameters, as in `projectionBox`. */
  readonly bounds?: ProjectionBoxOptions | undefined;
  /** `"central"`: the gradient comes from central differences, and the function takes no gradient. */
  readonly gradient?: "central" | undefined;
  readonly device?: InitOptions["device"];
}

/** Options of `minimize`. */
export interface MinimizeOptions<P = unknown> extends SearchOptions {
  /** Called after each step. The run ends if it returns `false` or a promise of `false`; other results are ignored. */
  readonly onStep?: OnStep<P> | undefined;
}

const optimizer: Option = {
  expected: (value, option) => (isClosureSearch(value) ? undefined : transformation.expected(value, option)),
};

/** What each may be. */
export const declared: Options<MinimizeOptions> = {
  optimizer: required(optimizer),
  steps: whole(0),
  tolerance,
  bounds: box,
  gradient: oneOf("central"),
  onStep: callback("a function of the step"),
  device: anything,
};
