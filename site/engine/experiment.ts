/**
 * An experiment: everything that decides what a race shows. Plain JSON; a link holds one. This file has only its types and bounds;
 * `read-experiment.ts` checks one that comes from outside.
 */

/** What the contestants minimise. */
export type ProblemSetup =
  | SurfaceSetup
  | FunctionSetup
  | RegressionSetup
  | QuadraticDeepSetup
  | SpiralsSetup
  | MatrixSetup
  | GradientsSetup;

/** A point of the plane. */
export type Point = readonly [x: number, y: number];

/** The part of the plane that is shown. */
export interface Window {
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
}

/** A surface that has a name. */
export interface SurfaceSetup {
  readonly kind: "surface";
  readonly name: string;
  readonly start: Point;
  /** Standard deviation of what is added to each element of the gradient. */
  readonly noise: number;
}

/** A function of x and y, typed in the language of rules. */
export interface FunctionSetup {
  readonly kind: "function";
  readonly text: string;
  readonly start: Point;
  readonly window: Window;
  readonly noise: number;
}

/** The textbook's linear regression on a table: minibatches, squared loss. */
export interface RegressionSetup {
  readonly kind: "regression";
  /** The data that come with the page, or a table of the reader's own, which a link holds if it is small. It is standardized. */
  readonly data: "auto-mpg" | TableSetup;
  readonly batchSize: number;
}

/** A table of the reader's own: `rows` of numbers, the target last. */
export interface TableSetup {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

/** DeepOBS' quadratic_deep. */
export interface QuadraticDeepSetup {
  readonly kind: "quadratic-deep";
  readonly batchSize: number;
}

/** A perceptron that separates two spirals. */
export interface SpiralsSetup {
  readonly kind: "spirals";
  readonly hidden: readonly number[];
  readonly batchSize: number;
  /** Standard deviation of the points around their spiral. */
  readonly noise: number;
}

/** One 2 x 2 matrix, whose gradient is stretched on both sides. */
export interface MatrixSetup {
  readonly kind: "matrix";
  /** How many times as far each of the two stretches one direction as the other, from 1 to 100. */
  readonly condition: number;
}

/** Gradients by the step; one parameter. */
export interface GradientsSetup {
  readonly kind: "gradients";
  /** Numbers, over and over, or the losses that they are the derivatives of. */
  readonly gradients: readonly number[] | StepLoss;
  readonly start: number;
  /** Where the parameter may be, if anywhere. */
  readonly bounds: readonly [min: number, max: number] | null;
}

/** The loss of each step as a function of the parameter x, the step t from 1, and r, a random number in (0, 1). */
export interface StepLoss {
  readonly text: string;
  /** The loss that is shown is the mean over so many steps, 1 to 1000. */
  readonly period: number;
}

/** Values of an optimizer's options, by name. */
export type OptionValues = Readonly<Record<string, number | string | boolean>>;

/** One of the library's optimizers, or a rule that was typed. */
export type Method =
  | { readonly kind: "optimizer"; readonly name: string; readonly options: OptionValues }
  | { readonly kind: "rule"; readonly name: string; readonly text: string };

/** A schedule that multiplies the rate: one of the library's, which ends with the race. */
export interface ScheduleSetup {
  readonly name: string;
  readonly options: OptionValues;
}

/** A wrapper around the optimizer, or a transformation before it. */
export interface WrapperSetup {
  readonly name: string;
  readonly options: OptionValues;
}

/** Who takes part. */
export interface Contestant {
  /** Of its own within the experiment. It decides the colour too, so that hiding one changes no other's: `a` to `h`. */
  readonly id: string;
  readonly label: string;
  readonly isHidden: boolean;
  readonly method: Method;
  readonly schedule: ScheduleSetup | null;
  /** From the inside out. */
  readonly wrappers: readonly WrapperSetup[];
  /** The rate set by hand; null where it is tuned. */
  readonly rate: number | null;
  /** The rate that tuning found; null until then, and after a change that makes it void. */
  readonly tuned: number | null;
}

/** Everything that decides what a race shows. */
export interface Experiment {
  readonly version: 1;
  readonly problem: ProblemSetup;
  readonly contestants: readonly Contestant[];
  readonly steps: number;
  /** How many runs with other random numbers; bands show how far they differ. */
  readonly seeds: number;
  /** Each contestant's own rate, or one for all. */
  readonly rates: "own" | "same";
  readonly sameRate: number;
}

/** What an experiment may have at most: a link is a stranger's input. */
export const bounds = {
  contestants: 8,
  steps: 10_000,
  seeds: 20,
  ruleLength: 4_000,
  functionLength: 1_000,
  gradients: 10_000,
  period: 1_000,
  rows: 5_000,
  columns: 50,
  hidden: [64, 64],
  condition: 100,
} as const;

/** Methods whose rate is a factor that their papers leave at 1: they find the size of their steps themselves. */
const rateFree: readonly string[] = ["adadelta", "dadaptAdam", "polyakSgd", "prodigy"];

/** Whether a method is meant to be used without a search for its rate. */
export const needsNoRate = (method: Method): boolean =>
  method.kind === "optimizer" && rateFree.includes(method.name);

/** Methods that step by whole matrices: they race where the parameters are one. */
export const matrixMethods: readonly string[] = ["muon"];

/** Whether a method steps by whole matrices, so that one element has no step of its own. */
export const stepsByMatrices = (method: Method): boolean =>
  method.kind === "optimizer" && matrixMethods.includes(method.name);

/** The rate of a contestant in its experiment; null where it is not tuned yet. */
export function rateOf({ rates, sameRate }: Experiment, { method, rate, tuned }: Contestant): number | null {
  if (needsNoRate(method)) return rate ?? 1;
  return rates === "same" ? sameRate : (rate ?? tuned);
}
