/** A surface as bands with contour lines between them, its minima marked: paths, for the screen as for files. */
import { contours } from "d3-contour";
import { round } from "./axes.ts";
import { levelsOf } from "./levels.ts";
import { type Box, type Path, rectangle } from "./scene.ts";
import { mix, type Theme } from "./theme.ts";

/** A surface over a grid, row by row from the lower left. */
export interface SurfaceData {
  readonly window: { readonly x: readonly [number, number]; readonly y: readonly [number, number] };
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
  readonly minima: readonly (readonly [x: number, y: number])[];
}

/** Where a point of the window lies in a box. */
export function placeIn(
  { x, y }: SurfaceData["window"],
  box: Box,
): (px: number, py: number) => [left: number, top: number] {
  const [sx, sy] = [box.width / (x[1] - x[0]), box.height / (y[1] - y[0])];
  return (px, py) => [box.x + (px - x[0]) * sx, box.y + (y[1] - py) * sy];
}

/** The outlines of a surface's bands in units of its window, from the lower left: what does not change with size or colours. */
export interface TracedSurface {
  /** For each level the rings around what lies at or above it; x and y in turn. */
  readonly levels: readonly (readonly Float32Array[])[];
  /** The rings around where it has a value; null if it has one everywhere. */
  readonly domain: readonly Float32Array[] | null;
}

/** Traces a surface, at these levels or at those that suit it. It pauses after each level, since all of them may take longer than a page may stand still. */
export function* traceSurface(
  { width, height, values }: SurfaceData,
  at?: readonly number[],
): Generator<void, TracedSurface> {
  const { values: usual, position } = levelsOf(values);
  const thresholds = at ?? usual;
  const positions = Array.from(values, (value) => (Number.isFinite(value) ? position(value) : Number.NaN));
  const tracer = contours().size([width, height]);
  const ringsAbove = (threshold: number): Float32Array[] =>
    tracer
      .contour(positions, threshold)
      .coordinates.flat()
      .map((ring) =>
        Float32Array.from(ring.slice(0, -1).flatMap(([x = 0, y = 0]) => [x / width, y / height])),
      );
  const domain = positions.some(Number.isNaN) ? ringsAbove(-Number.MAX_VALUE) : null;
  const levels: Float32Array[][] = [];
  for (const threshold of thresholds) {
    yield;
    levels.push(ringsAbove(position(threshold)));
  }
  return { levels, domain };
}

/** Traces a surface at once. */
export function tracedSurface(surface: SurfaceData, at?: readonly number[]): TracedSurface {
  const work = traceSurface(surface, at);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

function outline(rings: readonly Float32Array[], box: Box): string {
  let d = "";
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) d += `${i === 0 ? "M" : "L"}${pointOf(ring, i, box)}`;
    d += "Z";
  }
  return d;
}

function pointOf(ring: Float32Array, i: number, box: Box): string {
  const [x, y] = [ring[i] as number, 1 - (ring[i + 1] as number)];
  return `${round(box.x + x * box.width)} ${round(box.y + y * box.height)}`;
}

/** The line along which a surface has the first level that was traced: its rings without what only follows the edge of the window. */
export function crossing({ levels }: TracedSurface, box: Box): string {
  let d = "";
  for (const ring of levels[0] ?? []) {
    const isOnEdge = (i: number): boolean =>
      [ring[i], ring[i + 1]].some((coordinate) => coordinate === 0 || coordinate === 1);
    const followsEdge = (i: number, j: number): boolean => isOnEdge(i) && isOnEdge(j);
    for (let i = 0; i < ring.length; i += 2) {
      const next = (i + 2) % ring.length;
      if (followsEdge(i, next)) continue;
      const before = (i - 2 + ring.length) % ring.length;
      if (i === 0 || followsEdge(before, i)) d += `M${pointOf(ring, i, box)}`;
      d += `L${pointOf(ring, next, box)}`;
    }
  }
  return d;
}

/** The bands and lines of a surface. Where it has no value it is grey. */
export function surfaceItems({ levels, domain }: TracedSurface, box: Box, theme: Theme): Path[] {
  const colour = (index: number): string => mix(theme.low, theme.high, index / Math.max(1, levels.length));
  return [
    { kind: "path", d: rectangle(box), fill: domain ? theme.grid : colour(0) },
    ...(domain ? [{ kind: "path", d: outline(domain, box), fill: colour(0) } as const] : []),
    ...levels.map(
      (rings, index): Path => ({
        kind: "path",
        d: outline(rings, box),
        fill: colour(index + 1),
        stroke: theme.contour,
        width: 0.7,
      }),
    ),
  ];
}

/** Crosses where the minima are. */
export function minimaItems(
  { window, minima }: Pick<SurfaceData, "window" | "minima">,
  box: Box,
  theme: Theme,
): Path[] {
  const place = placeIn(window, box);
  const d = minima
    .map(([x, y]) => place(x, y).map(round) as [number, number])
    .map(([x, y]) => `M${x - 5} ${y}h10M${x} ${y - 5}v10`)
    .join("");
  if (!d) return [];
  return [
    { kind: "path", d, stroke: theme.background, width: 4.5 },
    { kind: "path", d, stroke: theme.text, width: 1.75 },
  ];
}
