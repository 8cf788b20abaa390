/** Options that all fits have, and how they are read. */

import { numberIn } from "../options/interval.ts";
import { either, flag, kind, oneOf, whole } from "../options/kinds.ts";
import type { Options } from "../options/option.ts";
import { type Loss, lossNames } from "./losses.ts";

/** Options of every fit. */
export interface FitOptions {
  /** `"linear"` by default: the sum of squares. With z = (residual / fScale)^2 the others count outliers less: `"soft_l1"`, `"huber"`, `"cauchy"`, `"arctan"`. */
  readonly loss?: Loss;
  /** The residual from which on a row counts as an outlier, after weighting, for a loss other than `"linear"`; 1 by default. */
  readonly fScale?: number;
  /** Whether sigmas are true standard deviations, not only relative to each other; `false` by default. */
  readonly absolute?: boolean;
  /** With which probability intervals cover the truth; 0.95 by default. */
  readonly confidence?: number;
  /** After how many evaluations of the residuals, without those for differences, the search is given up; 10,000 by default. */
  readonly maxEvaluations?: number;
}

/** What each may be. */
export const fitOptions: Options<FitOptions> = {
  loss: /* @__PURE__ */ oneOf(...lossNames),
  fScale: /* @__PURE__ */ numberIn("(0, inf)"),
  absolute: flag,
  confidence: /* @__PURE__ */ numberIn("(0, 1)"),
  maxEvaluations: /* @__PURE__ */ whole(1),
};

/** Whether a value is a list of numbers: an array or a typed array. */
export const isNumbers = (value: unknown): value is ArrayLike<number> =>
  (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) &&
  Array.prototype.every.call(value, (entry) => typeof entry === "number");

/** A list of numbers. */
export const numbers = /* @__PURE__ */ kind("a list of numbers", isNumbers);

/** A number, or a list of numbers. */
export const numberOrNumbers = /* @__PURE__ */ either(
  /* @__PURE__ */ kind("a number", (value) => typeof value === "number" && !Number.isNaN(value)),
  numbers,
);
