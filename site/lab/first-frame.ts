/**
 * The first frame of the first race as SVG, drawn while the page is built. It fits the picture's place at every size as the canvases do:
 * surface and ways grow with it, what has a size in pixels stands at a place in per cent.
 */
import { defaultExperiment } from "../engine/default-experiment.ts";
import { first } from "../engine/first.ts";
import type { Field } from "../engine/protocol.ts";
import { runExperiment } from "../engine/run-experiment.ts";
import { axis, nameItems, tickItems } from "../figures/axes.ts";
import { headItems } from "../figures/heads.ts";
import { dashOf } from "../figures/markers.ts";
import type { Box, Path, Single } from "../figures/scene.ts";
import { shortPath } from "../figures/short-path.ts";
import { minimaItems, placeIn, surfaceItems, tracedSurface } from "../figures/surface.ts";
import { elementOf } from "../figures/svg.ts";
import type { Theme } from "../figures/theme.ts";
import { markItems, trailWidth, wayIn } from "../figures/trails.ts";
import { colourOf } from "./store.ts";

/** What grows with the plot is drawn in such a box; `unit` of it are a pixel on a usual screen. */
const box: Box = { x: 0, y: 0, width: 500, height: 500 };
const unit = 1;

/** What does not grow is drawn around a point. */
const point: Box = { x: 0, y: 0, width: 0, height: 0 };

/** The variables of the style sheet. */
const theme: Theme = {
  background: "var(--figure-background)",
  text: "var(--figure-text)",
  muted: "var(--figure-muted)",
  grid: "var(--figure-grid)",
  low: "var(--surface-low)",
  high: "var(--surface-high)",
  contour: "var(--surface-contour)",
  contestants: {},
};

/** A contestant's way: x and y in turn. */
interface Way {
  readonly id: string;
  readonly label: string;
  readonly points: Float64Array;
}

/** The frame as an element of the page. */
export async function firstFrame(): Promise<string> {
  const { field, ways } = await raced();
  const { window } = field;
  const place = placeIn(window, { x: 0, y: 0, width: 1, height: 1 });
  const [x, y] = [axis(...window.x), axis(...window.y)];
  const names = nameItems(point, theme, { xName: "x", yName: "y", gap: 42 });
  const none = { ticks: [], position: () => 0 };
  return [
    '<svg role="img" aria-label="Contour of the surface with the contestants\' ways">',
    growing(surfaceItems(tracedSurface(field), box, theme)),
    ...field.minima.map((minimum) =>
      at(place(...minimum), minimaItems({ window, minima: [minimum] }, point, theme)),
    ),
    `<rect width="100%" height="100%" fill="none" stroke="${theme.muted}"/>`,
    ...x.ticks.map((tick) =>
      at([x.position(tick.at), 1], tickItems(point, { ...x, ticks: [tick] }, none, theme)),
    ),
    ...y.ticks.map((tick) =>
      at([0, 1 - y.position(tick.at)], tickItems(point, none, { ...y, ticks: [tick] }, theme)),
    ),
    at([0.5, 1], [names[0]]),
    at([0, 0.5], [names[1]], "y-name"),
    `<g class="begun">${ways.map((way) => head(way, 0, field)).join("")}</g>`,
    `<g class="ended">${waysOf(ways, field)}</g>`,
    "</svg>",
  ].join("");
}

/** The race, as every page runs it. */
async function raced(): Promise<{ field: Field; ways: readonly Way[] }> {
  let field: Field | null = null;
  const { contestants, steps } = defaultExperiment;
  const ways = contestants.map(({ id, label }) => ({ id, label, points: new Float64Array(2 * (steps + 1)) }));
  for await (const told of runExperiment(defaultExperiment, { registry: first })) {
    if (told.type === "field") field = told.field;
    if (told.type === "steps" && told.points)
      ways.find(({ id }) => id === told.contestant)?.points.set(told.points, 2 * told.from);
    if (told.type === "failed") throw new Error(`the first race failed: ${told.message}`);
  }
  if (!field) throw new Error("the first race has no surface");
  return { field, ways };
}

/** The whole ways, for those who see no race: no scripts, no motion. */
function waysOf(ways: readonly Way[], field: Field): string {
  const drawn = ways.map((way) => {
    const { id, points } = way;
    return {
      ...way,
      ...wayIn({ points, length: points.length / 2 }, field.window, box, unit),
      colour: colourOf(id),
    };
  });
  const lines = drawn.map(
    ({ id, d, colour }): Path => ({ kind: "path", d, stroke: colour, width: trailWidth, dash: dashOf(id) }),
  );
  const shapes = drawn.flatMap(({ id, marks, colour }) =>
    pairs(marks).map(([x, y]) => at([x / box.width, y / box.height], markItems(id, colour, [0, 0], theme))),
  );
  return [growing(lines), ...shapes, ...ways.map((way) => head(way, way.points.length / 2 - 1, field))].join(
    "",
  );
}

/** Where a contestant is at a step. */
function head({ id, label, points }: Way, step: number, { window }: Field): string {
  const [x, y] = [points[2 * step] as number, points[2 * step + 1] as number];
  const heads = [{ id, label, colour: colourOf(id), x, y, isLost: false }];
  return at(
    placeIn(window, { x: 0, y: 0, width: 1, height: 1 })(x, y),
    headItems(heads, window, point, theme),
  );
}

const growing = (paths: readonly Path[], nearness = 2.5 * unit): string =>
  `<svg class="growing" viewBox="0 0 ${box.width} ${box.height}" preserveAspectRatio="none">${elements(paths.map((path) => ({ ...path, d: shortPath(path.d, nearness) })))}</svg>`;

const at = ([x, y]: readonly [number, number], items: readonly Single[], name = ""): string =>
  `<svg${name && ` class="${name}"`} x="${percent(x)}" y="${percent(y)}">${elements(items)}</svg>`;

const elements = (items: readonly Single[]): string => items.map(elementOf).join("");

const percent = (part: number): string => `${Number((100 * part).toFixed(2))}%`;

const pairs = (values: readonly number[]): [number, number][] =>
  values.flatMap((x, index) => (index % 2 === 0 ? [[x, values[index + 1] as number]] : []));
