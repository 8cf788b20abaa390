/** Between a control's value and the position of its slider, which for logarithmic ones is the decimal logarithm. */
import type { Control, Slider } from "../../../live/figure.ts";

/** Attributes of the range input. */
export function sliderPosition(
  { min, max, step, isLog }: Slider,
  value: number | string | undefined,
): { min: number; max: number; step: number; value: number } {
  const place = (at: number): number => (isLog ? Math.round(Math.log10(at) * 1e6) / 1e6 : at);
  return { min: place(min), max: place(max), step, value: place(Number(value)) };
}

/** The value at a position, with three digits where the scale is logarithmic. */
export const sliderValue = ({ isLog }: Slider, position: number): number =>
  isLog ? Number((10 ** position).toPrecision(3)) : position;

/** The value as people read it. */
export function shownValue(control: Control, value: number | string | undefined): string {
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : `${value} ${control.kind}`;
}
