/** Checks that all fits have in common. */
import { OptionError } from "../options/option.ts";
import { CurveError } from "./curve-error.ts";
import type { Loss } from "./losses.ts";
import type { Box } from "./system.ts";

/** Sigmas are true ones only where there are some. */
export function checkAbsolute(name: string, absolute: boolean | undefined, hasSigmas: boolean): void {
  if (absolute && !hasSigmas)
    throw new OptionError(`${name}: absolute needs sigmas, the standard deviations of the rows; got none`);
}

/** A sum of squares has no scale of outliers. */
export function checkScale(name: string, loss: Loss, fScale: number | undefined): void {
  if (loss === "linear" && fScale !== undefined)
    throw new OptionError(
      `${name}: fScale needs a loss that counts outliers less, such as loss: "soft_l1"; got ${fScale} with "linear"`,
    );
}

/** @throws CurveError for fewer rows than free parameters, or none of these. */
export function checkRows(name: string, counted: number, free: number, fixed: number, omitted = 0): void {
  if (free === 0) throw new CurveError(`${name}: all ${fixed} parameters are fixed; leave one free`);
  if (counted >= free) return;
  const given = `${counted} row${counted === 1 ? "" : "s"} of weight above 0 and ${free} free parameters${omitted > 0 ? `, ${omitted} rows left out for missing values` : ""}`;
  throw new CurveError(
    `${name} needs at least as many rows as parameters; got ${given}; fix some, or add rows`,
  );
}

/** Checks that bounds contain the start; a fixed parameter is then bounded by its value. */
export function checkBox(
  name: string,
  { low, high }: Box,
  start: Float64Array,
  fixed: ReadonlySet<number>,
  names: readonly string[],
): void {
  for (const [j, x] of start.entries()) {
    const [min, max] = [low[j]!, high[j]!];
    if (!(min < max))
      throw new CurveError(
        `${name}: the bounds of ${names[j]} must be a lower and a higher number; got ${min} and ${max}; to hold it, name it in fixed`,
      );
    // NaN is a start that is still to be found.
    if (x < min || x > max)
      throw new CurveError(
        `${name}: the start of ${names[j]} must be within its bounds, ${min} to ${max}; got ${x}`,
      );
    if (fixed.has(j)) low[j] = high[j] = x;
  }
}
