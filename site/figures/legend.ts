/** Which line is whose: a piece of each contestant's line with its shape, and its name. */
import { dashOf, markerPath } from "./markers.ts";
import type { Item } from "./scene.ts";
import type { Theme } from "./theme.ts";

/** A contestant with its name; the id decides its shape and its dashes. */
export interface Named {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
}

const lineHeight = 20;
/** About how wide a letter is, where a small screen makes it larger too. */
const letter = 7.6;

/** The names of contestants from the left, in as many lines as they need. `top` is the middle of the first line, `bottom` that of the last. */
export function legendItems(
  legend: readonly Named[],
  left: number,
  top: number,
  right: number,
  theme: Theme,
): { items: Item[]; bottom: number } {
  let [x, y] = [left, top];
  const items = legend.flatMap(({ id, label, colour }): Item[] => {
    const width = 46 + label.length * letter + 16;
    if (x > left && x + width > right) [x, y] = [left, y + lineHeight];
    const at = x;
    x += width;
    return [
      { kind: "path", d: `M${at} ${y}h34`, stroke: colour, width: 2.2, dash: dashOf(id) },
      {
        kind: "path",
        d: markerPath(id, at + 17, y, 5),
        fill: colour,
        stroke: theme.background,
        width: 1,
      },
      { kind: "text", text: label, x: at + 42, y, size: 12, fill: theme.text, anchor: "start" },
    ];
  });
  return { items, bottom: y };
}
