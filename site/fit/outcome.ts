/** What the page and its workers tell each other. */
import type { CurveFit, Parameter, Prediction } from "glissade/curves";
import type { Failure } from "../engine/protocol.ts";
import type { FitSetup, FitTable } from "./setup.ts";

/** The curve along its one predictor. */
export interface Along {
  readonly x: Float64Array;
  readonly prediction: Prediction;
  /** The curve where the search begins; null where the model has no values there. */
  readonly atStart: Float64Array | null;
}

/** What is told of a fit as the library has it. */
type Told =
  | ("residuals" | "residualStandardDeviation" | "degreesOfFreedom" | "rSquared")
  | ("loss" | "converged" | "reason" | "cautions");

/** A fit as it came out. */
export interface Found extends Pick<CurveFit, Told> {
  readonly names: readonly string[];
  readonly predictors: readonly string[];
  /** The response as the formula has it. */
  readonly response: string;
  readonly parameters: readonly Parameter[];
  readonly correlation: readonly (readonly (number | null)[])[];
  readonly observed: Float64Array;
  /** What the curve says of the rows, with bands. */
  readonly rows: Prediction;
  /** Null where there are several predictors, and so no curve to draw. */
  readonly along: Along | null;
  readonly evaluations: number;
  readonly start: Readonly<Record<string, number>>;
  /** How many points were tried to find the start. */
  readonly points: number;
  readonly text: string;
  /** Where a search without a start begins and ends: what sliders reach around. */
  readonly scale: Readonly<Record<string, readonly [from: number, to: number]>>;
}

/** The same with what it is a fit of. */
export interface Outcome extends Found {
  readonly setup: FitSetup;
}

/** Why there is none; `quoted` shows the place in the formula, with a caret under it. */
export interface FitFailure extends Pick<Failure, "message" | "place" | "fixes"> {
  readonly quoted: string | null;
}

/** An answer of the worker. */
export type FitReply =
  | { readonly kind: "fitted"; readonly found: Found }
  | { readonly kind: "failed"; readonly failure: FitFailure };

/** An answer of the worker that reads tables. */
export type ReadReply =
  | { readonly kind: "read"; readonly table: FitTable; readonly notes: readonly string[] }
  | { readonly kind: "failed"; readonly message: string };
