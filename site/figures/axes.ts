/** Where numbers of an axis lie on a drawing, and the ticks between them: even numbers, or powers of ten. */
import { ticks } from "d3-array";
import { shortNumber } from "./numbers.ts";
import type { Box, Single, Text } from "./scene.ts";
import type { Theme } from "./theme.ts";

/** An axis: from the left, or from below. */
export interface Axis {
  readonly isLog: boolean;
  readonly from: number;
  readonly to: number;
  /** 0 at `from`, 1 at `to`. */
  position(value: number): number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

/** An axis from one number to another, with about `count` ticks. */
export function axis(from: number, to: number, { isLog = false, count = 6 } = {}): Axis {
  if (!isLog) {
    const values = ticks(from, to, count);
    return {
      isLog,
      from,
      to,
      position: (value) => (value - from) / (to - from),
      ticks: values.map((at) => ({ at, label: shortNumber(at, 6) })),
    };
  }
  const [low, high] = [Math.log10(from), Math.log10(to)];
  return {
    isLog,
    from,
    to,
    position: (value) => (Math.log10(value) - low) / (high - low),
    ticks: logTicks(low, high, count).map((at) => ({ at, label: logLabel(at) })),
  };
}

/** Powers of ten; where there are few, numbers between them too; where there is none, even numbers. */
function logTicks(low: number, high: number, count: number): number[] {
  const decades = high - low;
  if (decades < 0.5) return ticks(10 ** low, 10 ** high, Math.min(count, 5));
  const step = Math.max(1, Math.ceil(decades / count));
  const ratios =
    decades > 3 ? [1] : decades > 1.5 ? [1, 3] : decades > 0.8 ? [1, 2, 5] : [1, 1.5, 2, 3, 5, 7];
  const values: number[] = [];
  for (let power = Math.floor(low / step) * step; power <= high; power += step)
    for (const ratio of ratios) {
      const value = Number(`${ratio}e${power}`);
      const place = Math.log10(value);
      if (place >= low - 1e-9 && place <= high + 1e-9) values.push(value);
    }
  return values;
}

function logLabel(value: number): string {
  const power = Math.round(Math.log10(value));
  return value === Number(`1e${power}`) ? powerOfTen(power) : shortNumber(value, 3);
}

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A power of ten as it is read best. */
export function powerOfTen(power: number): string {
  if (power >= -2 && power <= 3) return shortNumber(10 ** power, 6);
  const digits = [...String(Math.abs(power))].map((digit) => raised[Number(digit)]).join("");
  return `10${power < 0 ? "⁻" : ""}${digits}`;
}

/** What axes are called; the name of y stands `gap` to the left of the plot. */
export interface AxisNames {
  readonly xName: string;
  readonly yName: string;
  readonly gap: number;
}

/** The size of an axis' numbers; names are larger by 1. */
const size = 11;

/** The frame of a plot with its ticks, numbers and names. */
export function frame(box: Box, x: Axis, y: Axis, theme: Theme, names: AxisNames): Single[] {
  return [...tickItems(box, x, y, theme), ...nameItems(box, theme, names)];
}

/** Numbers below the plot and to the left of it, and the ticks to them. */
export function tickItems(
  box: Box,
  x: Pick<Axis, "ticks" | "position">,
  y: Pick<Axis, "ticks" | "position">,
  theme: Theme,
): Single[] {
  const items: Single[] = [];
  const bottom = box.y + box.height;
  let marks = "";
  const text = { kind: "text", size, fill: theme.muted } as const;
  for (const { at, label } of x.ticks) {
    const left = round(box.x + x.position(at) * box.width);
    marks += `M${left} ${bottom}v4`;
    items.push({ ...text, text: label, x: left, y: bottom + 6 + size / 2, anchor: "middle" });
  }
  for (const { at, label } of y.ticks) {
    const top = round(bottom - y.position(at) * box.height);
    marks += `M${box.x} ${top}h-4`;
    items.push({ ...text, text: label, x: box.x - 7, y: top, anchor: "end" });
  }
  items.push({ kind: "path", d: marks, stroke: theme.muted, width: 1 });
  return items;
}

/** The names of x and y. */
export function nameItems(box: Box, theme: Theme, { xName, yName, gap }: AxisNames): [x: Text, y: Text] {
  const name = { kind: "text", fill: theme.text, size: size + 1, anchor: "middle" } as const;
  const bottom = box.y + box.height;
  const [middle, centre] = [box.x + box.width / 2, box.y + box.height / 2];
  return [
    { ...name, text: xName, x: middle, y: bottom + 12 + size * 1.6 },
    { ...name, text: yName, x: box.x - gap, y: centre, isUpright: yName.length > 1 },
  ];
}

/** A coordinate with a hundredth of a pixel: more only makes files long. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
