/** The way of a contestant over a surface as a path: points that share a pixel are left out, its shape stands along it now and then. */
import { round } from "./axes.ts";
import { dashOf, markerPath } from "./markers.ts";
import type { Box, Path } from "./scene.ts";
import { placeIn, type SurfaceData } from "./surface.ts";
import type { Theme } from "./theme.ts";

/** One contestant's way. */
export interface TrailData {
  readonly id: string;
  readonly colour: string;
  /** x and y in turn. */
  readonly points: ArrayLike<number>;
  /** How many points of it are drawn. */
  readonly length: number;
}

/** How a way is drawn, in CSS pixels: its width, how near points may be to be one, how far apart its shapes are at least. */
export const trailWidth = 2.2;
export const nearness = 0.75;
export const betweenMarks = 64;

/** The radius of shapes along a way. */
export const markRadius = 3.4;

/** A coordinate in pixels, not so far out that it loses its precision. */
export function bounded(value: number, size: number): number {
  return Math.max(-4 * size, Math.min(5 * size, value));
}

/** Whether a place is far from all marks, which are x and y in turn. */
export function isFar(marks: readonly number[], x: number, y: number, distance: number): boolean {
  for (let i = 0; i < marks.length; i += 2)
    if (((marks[i] as number) - x) ** 2 + ((marks[i + 1] as number) - y) ** 2 < distance ** 2) return false;
  return true;
}

/** The way as a path, and where the contestant's shape stands along it, x and y in turn; `unit` is how many units of the box make a pixel. */
export function wayIn(
  { points, length }: Pick<TrailData, "points" | "length">,
  window: SurfaceData["window"],
  box: Box,
  unit = 1,
): { readonly d: string; readonly marks: readonly number[] } {
  const place = placeIn(window, box);
  const marks: number[] = [];
  let [d, lastX, lastY] = ["", Number.NaN, Number.NaN];
  for (let step = 0; step < length; step++) {
    const [px, py] = [points[2 * step] as number, points[2 * step + 1] as number];
    if (!Number.isFinite(px) || !Number.isFinite(py)) continue;
    const [left, top] = place(px, py);
    const [x, y] = [box.x + bounded(left - box.x, box.width), box.y + bounded(top - box.y, box.height)];
    const isNear = (x - lastX) ** 2 + (y - lastY) ** 2 < (nearness * unit) ** 2;
    if (isNear && step < length - 1) continue;
    d += `${d ? "L" : "M"}${round(x)} ${round(y)}`;
    [lastX, lastY] = [x, y];
    const isInside = x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height;
    if (isInside && isFar(marks, x, y, betweenMarks * unit)) marks.push(x, y);
  }
  // The first stands where all start.
  return { d, marks: marks.slice(2) };
}

/** The way with its shapes. */
export function trailItems(trail: TrailData, window: SurfaceData["window"], box: Box, theme: Theme): Path[] {
  const { id, colour } = trail;
  const { d, marks } = wayIn(trail, window, box);
  return [
    { kind: "path", d, stroke: colour, width: trailWidth, dash: dashOf(id) },
    ...markItems(id, colour, marks, theme),
  ];
}

/** A contestant's shape at places, x and y in turn. */
export function markItems(id: string, colour: string, places: readonly number[], theme: Theme): Path[] {
  const items: Path[] = [];
  for (let i = 0; i < places.length; i += 2) {
    const d = markerPath(id, places[i] as number, places[i + 1] as number, markRadius);
    items.push({ kind: "path", d, fill: colour, stroke: theme.background, width: 1 });
  }
  return items;
}
