/** What a model that tells two classes of points apart makes of the plane: how sure it is, where it changes its mind, and the points. */
import { axis, frame } from "./axes.ts";
import { markerPath } from "./markers.ts";
import { type Box, type Item, rectangle } from "./scene.ts";
import { crossing, placeIn, type SurfaceData, surfaceItems, tracedSurface } from "./surface.ts";
import type { Theme } from "./theme.ts";

/** Probabilities of class 1 over a grid, and points of both classes: x and y in turn. */
export interface DecisionData extends Omit<SurfaceData, "minima"> {
  readonly points: ArrayLike<number>;
  readonly classes: ArrayLike<number>;
}

const radius = 3;

/** The plane from sure of class 0 (light circles) to sure of class 1 (dark triangles), with a line where both are as likely. */
export function decisionItems(data: DecisionData, box: Box, theme: Theme, colour: string): Item[] {
  const { window, points, classes } = data;
  const place = placeIn(window, box);
  const surface = { ...data, minima: [] };
  const even = crossing(tracedSurface(surface, [0.5]), box);
  const shapes = Array.from(classes, (kind, index): Item => {
    const [x, y] = place(points[2 * index] as number, points[2 * index + 1] as number);
    const d = markerPath(kind === 1 ? "c" : "a", x, y, radius);
    return {
      kind: "path",
      d,
      fill: kind === 1 ? theme.text : theme.background,
      stroke: theme.text,
      width: 1,
    };
  });
  return [
    {
      kind: "clipped",
      box,
      items: [
        ...surfaceItems(tracedSurface(surface, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]), box, theme),
        { kind: "path", d: even, stroke: colour, width: 2.5 },
        ...shapes,
      ],
    },
    { kind: "path", d: rectangle(box), stroke: theme.muted, width: 1 },
    ...frame(box, axis(...window.x), axis(...window.y), theme, { xName: "x", yName: "y", gap: 40 }),
  ];
}
