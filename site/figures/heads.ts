/** Where the contestants are now: their shapes on their ways, and arrows at the edge for those who left the window. */
import { markerPath } from "./markers.ts";
import type { Box, Single } from "./scene.ts";
import { placeIn } from "./surface.ts";
import type { Theme } from "./theme.ts";

/** One contestant at a time. */
export interface Head {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
  readonly x: number;
  readonly y: number;
  /** Whether its numbers are no longer finite: then `x` and `y` are its last. */
  readonly isLost: boolean;
}

/** How far apart arrows are that would meet. */
const spacing = 22;

/** Shapes of those in the window, arrows with names for the others. */
export function headItems(
  heads: readonly Head[],
  window: Parameters<typeof placeIn>[0],
  box: Box,
  theme: Theme,
): Single[] {
  const place = placeIn(window, box);
  const items: Single[] = [];
  const labels: Box[] = [];
  for (const { id, label, colour, x, y, isLost } of heads) {
    const [left, top] = place(x, y);
    const isInside = left >= box.x && left <= box.x + box.width && top >= box.y && top <= box.y + box.height;
    if (isInside && !isLost) {
      items.push({ kind: "path", d: markerPath(id, left, top, 8.5), fill: theme.background });
      items.push({ kind: "path", d: markerPath(id, left, top, 6.5), fill: colour });
    } else items.push(...arrow(isLost ? `${label}: diverged` : label, colour, left, top, box, theme, labels));
  }
  return items;
}

/** An arrow at the edge, towards a point outside, with a name beside it that meets no other. */
function arrow(
  label: string,
  colour: string,
  left: number,
  top: number,
  box: Box,
  theme: Theme,
  labels: Box[],
): Single[] {
  const margin = 13;
  const clamp = (value: number, from: number, size: number): number =>
    Math.max(from + margin, Math.min(from + size - margin, value));
  const [x, y] = [clamp(left, box.x, box.width), clamp(top, box.y, box.height)];
  const [fx, fy] = [Math.max(-1e9, Math.min(1e9, left)), Math.max(-1e9, Math.min(1e9, top))];
  const length = Math.hypot(fx - x, fy - y) || 1;
  const [dx, dy] = [(fx - x) / length, (fy - y) / length];
  const width = label.length * 6.6 + 8;
  const isRight = x > box.x + box.width / 2;
  const nameX = isRight ? x - 14 - width : x + 14;
  const isTaken = (at: number): boolean =>
    labels.some(
      (other) => Math.abs(other.y - at) < spacing && other.x < nameX + width && nameX < other.x + other.width,
    );
  const direction = y > box.y + box.height / 2 ? -1 : 1;
  let at = y;
  while (isTaken(at)) at += direction * spacing;
  labels.push({ x: nameX, y: at, width, height: spacing });
  const corner = (along: number, across: number): string =>
    `${(x + dx * along - dy * across).toFixed(1)} ${(at + dy * along + dx * across).toFixed(1)}`;
  const d = `M${corner(11, 0)}L${corner(-4, 7)}L${corner(-1, 0)}L${corner(-4, -7)}Z`;
  return [
    { kind: "path", d, fill: colour, stroke: theme.background, width: 1.5 },
    {
      kind: "text",
      text: label,
      x: isRight ? nameX + width - 4 : nameX + 4,
      y: at,
      size: 12,
      fill: colour,
      anchor: isRight ? "end" : "start",
      isBold: true,
    },
  ];
}
