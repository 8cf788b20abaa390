/** Options of `fitCurve`, and how they are read. */
import { either, kind, oneOf, record } from "../options/kinds.ts";
import { isPlain, readerOf } from "../options/option.ts";
import { type FitOptions, fitOptions, numbers } from "./options.ts";

/** Numbers by the names of parameters. */
export type Values = Readonly<Record<string, number>>;

/** Options of `fitCurve`. */
export interface FitCurveOptions<Start extends Values = Values, Fixed extends Values = Values>
  extends FitOptions {
  /**
   * Where the search begins: a number for each parameter. Every other name of the model must be a column. Without it every name that is no column is a parameter, and the search
   * begins at many points on the scale of the data.
   */
  readonly start?: Start;
  /** Parameters that keep a value. */
  readonly fixed?: Fixed;
  /** Bounds of parameters, by their names. */
  readonly bounds?: Readonly<Record<string, Bound>>;
  /** The weight of each row, or the column that has it. */
  readonly weights?: string | ArrayLike<number>;
  /** Instead of weights, the standard deviation of each row, or the column that has it. */
  readonly sigmas?: string | ArrayLike<number>;
  /** What becomes of rows with NaN in a column that is used: `"error"` by default, or `"omit"`. */
  readonly missing?: "error" | "omit";
}

/** Bounds of a parameter: none on a side that is left out. */
export interface Bound {
  readonly min?: number;
  readonly max?: number;
}

const values = /* @__PURE__ */ kind("an object with a number for each parameter", isPlain);
const column = /* @__PURE__ */ either(
  /* @__PURE__ */ kind("the name of a column", (value) => typeof value === "string"),
  numbers,
);
const bound = /* @__PURE__ */ kind("a number", (value) => typeof value === "number" && !Number.isNaN(value));

/** What each may be. */
export const fitCurveOptions = {
  ...fitOptions,
  start: values,
  fixed: values,
  bounds: record,
  weights: column,
  sigmas: column,
  missing: /* @__PURE__ */ oneOf("error", "omit"),
};

/** Reads those of `fitCurve`. */
export const readOptions = /* @__PURE__ */ readerOf<FitCurveOptions>("fitCurve", fitCurveOptions);

/** Reads the bounds of a parameter. */
export const readBound = /* @__PURE__ */ readerOf<Bound>("fitCurve: bounds of a parameter", {
  min: bound,
  max: bound,
});
