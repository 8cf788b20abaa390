/** How far the slider of a start goes: around what the data say of the parameter, within its bounds. */
import type { Scale } from "../lab/panels/scale.ts";
import type { ParameterBounds } from "./setup.ts";

/** So many times its own size a parameter moves to either side. */
const reach = 2;

/** Two digits are enough for an end. */
const rounded = (value: number): number => Number(value.toPrecision(2));

/**
 * The slider.
 *
 * @param values - what it has to reach: where a search begins, and where it ends.
 */
export function sliderOf(values: readonly number[], { min, max }: ParameterBounds): Scale {
  const last = values.at(-1) ?? 0;
  const size = Math.abs(last) || 1;
  // Room beyond each, so that no handle stands at an end.
  const low = Math.min(last - reach * size, ...values.map((value) => value - 0.25 * Math.abs(value)));
  const high = Math.max(last + reach * size, ...values.map((value) => value + 0.25 * Math.abs(value)));
  const from = min ?? Math.min(rounded(low), max === null ? Infinity : rounded(max - size));
  const to = max ?? Math.max(rounded(high), min === null ? -Infinity : rounded(min + size));
  return { spread: "even", from, to: to > from ? to : from + size };
}
