/** How a slider's way is spread over numbers: evenly, by powers of ten, or, for decay rates, by powers of ten of what is missing to one. */

/** The way of spreading. */
export type Spread = "even" | "powers" | "below-one";

/** A slider: its ends, and how it goes from one to the other. */
export interface Scale {
  readonly spread: Spread;
  readonly from: number;
  readonly to: number;
  /** Whether only whole numbers are meant. */
  readonly isWhole?: boolean;
}

/** How far along a value is, from 0 to 1. */
export function placeOn(scale: Scale, value: number): number {
  const [from, to, at] = [scale.from, scale.to, value].map((each) => stretched(scale, each)) as [
    number,
    number,
    number,
  ];
  return Math.min(1, Math.max(0, (at - from) / (to - from)));
}

/** The value at a place, with as few digits as the slider can tell apart. */
export function valueAt(scale: Scale, place: number): number {
  if (place <= 0) return scale.from;
  if (place >= 1) return scale.to;
  const [from, to] = [stretched(scale, scale.from), stretched(scale, scale.to)];
  const at = from + (to - from) * place;
  const value = scale.isWhole ? Math.round(loosened(scale, at)) : loosened(scale, at);
  if (scale.isWhole) return value;
  if (scale.spread === "powers") return Number(value.toPrecision(2));
  if (scale.spread === "below-one") return Number((1 - Number((1 - value).toPrecision(2))).toPrecision(12));
  const digits = Math.max(0, 2 - Math.floor(Math.log10(scale.to - scale.from)));
  return Number(value.toFixed(Math.min(digits, 20)));
}

function stretched({ spread, from }: Scale, value: number): number {
  if (spread === "powers") return Math.log10(Math.max(value, from, Number.MIN_VALUE));
  if (spread === "below-one") return -Math.log10(Math.max(1 - value, 1e-9));
  return value;
}

function loosened({ spread }: Scale, at: number): number {
  if (spread === "powers") return 10 ** at;
  if (spread === "below-one") return 1 - 10 ** -at;
  return at;
}

/** Of learning rates. */
export const rateScale: Scale = { spread: "powers", from: 1e-6, to: 10 };
