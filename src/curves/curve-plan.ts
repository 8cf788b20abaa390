/** What is fitted, before there are rows: the formula with its derivatives, what parameters are fixed and bounded, the loss. */
import { text } from "../options/kinds.ts";
import { argumentOf, OptionError } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { checkAbsolute, checkBox, checkScale } from "./checks.ts";
import { type FitCurveOptions, readBound, type Values } from "./fit-curve-options.ts";
import { type Derived, formulaOf } from "./formula.ts";
import { type Robust, robustOf } from "./losses.ts";
import { namedModel } from "./models.ts";
import type { Box } from "./system.ts";

/** A fit without its rows. */
export interface CurvePlan {
  readonly formula: Derived;
  readonly settings: FitCurveOptions;
  /** Where the search begins; undefined where that is to be found. */
  readonly start: Float64Array | undefined;
  /** Values of parameters that do not move, by their places. */
  readonly fixed: ReadonlyMap<number, number>;
  readonly box: Box;
  readonly robust: Robust;
  readonly maxEvaluations: number;
}

const readText = /* @__PURE__ */ argumentOf<string>("fitCurve", "formula", text);

/**
 * Reads a formula and its options.
 *
 * @param columns - the names of the table's columns.
 * @throws FormulaError, CurveError, OptionError as `fitCurve` does.
 */
export function planOf(formula: string, columns: readonly string[], settings: FitCurveOptions): CurvePlan {
  const fixedValues: Values = settings.fixed ?? {};
  checkNumbers("start", settings.start ?? {});
  checkNumbers("fixed", fixedValues);
  const given = settings.start && { ...settings.start, ...fixedValues };
  const named = namedModel(readText(formula));
  const parsed = formulaOf(named?.text ?? formula, columns, given ? Object.keys(given) : named?.parameters);
  const names = parsed.parameters;
  checkNames("fixed", Object.keys(fixedValues), names);
  const box = boxOf(settings.bounds ?? {}, names);
  const fixed = new Map(
    names.flatMap((name, j) => (Object.hasOwn(fixedValues, name) ? [[j, fixedValues[name]!]] : [])),
  );
  checkAbsolute("fitCurve", settings.absolute, settings.sigmas !== undefined);
  const start = Float64Array.from(names, (name, j) => given?.[name] ?? fixed.get(j) ?? Number.NaN);
  checkBox("fitCurve", box, start, new Set(fixed.keys()), names);
  const { loss = "linear", fScale, maxEvaluations = 10_000 } = settings;
  checkScale("fitCurve", loss, fScale);
  return {
    ...{ formula: parsed, settings, fixed, box, maxEvaluations },
    start: given && start,
    robust: robustOf(loss, fScale),
  };
}

function boxOf(bounds: NonNullable<FitCurveOptions["bounds"]>, names: readonly string[]): Box {
  const low = new Float64Array(names.length).fill(Number.NEGATIVE_INFINITY);
  const high = new Float64Array(names.length).fill(Number.POSITIVE_INFINITY);
  checkNames("bounds", Object.keys(bounds), names);
  for (const [name, bound] of Object.entries(bounds)) {
    const j = names.indexOf(name);
    const { min, max } = readBound(bound);
    low[j] = min ?? low[j]!;
    high[j] = max ?? high[j]!;
  }
  return { low, high };
}

/** Values of parameters must be finite. */
function checkNumbers(option: string, given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given))
    if (!Number.isFinite(value))
      throw new OptionError(`fitCurve: ${option} of ${name} must be a finite number; got ${shown(value)}`);
}

/** What an option names must be parameters. */
function checkNames(option: string, given: readonly string[], names: readonly string[]): void {
  for (const name of given)
    if (!names.includes(name))
      throw new OptionError(
        `fitCurve: ${option} of ${shown(name)}, which is no parameter; there are: ${names.join(", ")}`,
      );
}
