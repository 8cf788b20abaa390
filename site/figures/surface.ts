/** A surface as bands with contour lines between them, its minima marked: paths, for the screen as for files. */
import { contours } from "d3-contour";
import { round } from "./axes.ts";
import { type Levels, levelsOf } from "./levels.ts";
import { type Box, type Item, rectangle } from "./scene.ts";
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

/** The outlines of the bands of a surface: those parts that lie at or above each level, in a box. */
export function outlines(surface: SurfaceData, levels: Levels, box: Box): string[] {
  const { width, height, values } = surface;
  const positions = Array.from(values, levels.position);
  const tracer = contours().size([width, height]);
  const [sx, sy] = [box.width / width, box.height / height];
  const outline = (threshold: number): string =>
    tracer
      .contour(positions, threshold)
      .coordinates.flat()
      .map(
        (ring) =>
          `M${ring
            .slice(0, -1)
            .map(([x = 0, y = 0]) => `${round(box.x + x * sx)} ${round(box.y + box.height - y * sy)}`)
            .join("L")}Z`,
      )
      .join("");
  return levels.values.map((value) => outline(levels.position(value)));
}

/** The bands and lines of a surface. Where it has no value, the background is seen. */
export function surfaceItems(surface: SurfaceData, box: Box, theme: Theme): Item[] {
  const levels = levelsOf(surface.values);
  const paths = outlines(surface, levels, box);
  const colour = (index: number): string => mix(theme.low, theme.high, index / Math.max(1, paths.length));
  return [
    { kind: "path", d: rectangle(box), fill: colour(0) },
    ...paths.map(
      (d, index): Item => ({ kind: "path", d, fill: colour(index + 1), stroke: theme.contour, width: 0.7 }),
    ),
  ];
}

/** Crosses where the minima are. */
export function minimaItems({ window, minima }: SurfaceData, box: Box, theme: Theme): Item[] {
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
