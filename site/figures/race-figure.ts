/**
 * The whole picture of a race for a paper or a talk: the surface with the ways, curves beside it, a legend, and the digest that tells
 * whether another picture is of the same race.
 */
import { axis, frame } from "./axes.ts";
import { type Chart, chartBox, chartItems } from "./chart.ts";
import { type Head, headItems } from "./heads.ts";
import { dashOf, markerPath } from "./markers.ts";
import { type Box, type Item, rectangle, type Scene } from "./scene.ts";
import { minimaItems, type SurfaceData, surfaceItems, tracedSurface } from "./surface.ts";
import type { Theme } from "./theme.ts";
import { type TrailData, trailItems } from "./trails.ts";

/** What the picture shows. */
export interface RaceFigure {
  /** Above the picture; empty for a page that has its own. */
  readonly title: string;
  /** Below the picture: what one needs to run it again. Empty where the page says it. */
  readonly notes: string;
  readonly digest: string | null;
  readonly theme: Theme;
  readonly legend: readonly { readonly id: string; readonly label: string; readonly colour: string }[];
  /** Null for problems that are not of the plane. */
  readonly plane: {
    readonly surface: SurfaceData;
    readonly trails: readonly TrailData[];
    readonly heads: readonly Head[];
  } | null;
  readonly charts: readonly Chart[];
}

const [panelWidth, panelHeight, margin, titleHeight] = [560, 520, 16, 44];
const lineHeight = 20;
/** About how wide a letter is. */
const letter = 6.7;

/** The picture. */
export function raceFigure({ title, notes, digest, theme, legend, plane, charts }: RaceFigure): Scene {
  const top = title ? titleHeight : 0;
  const panels = (plane ? 1 : 0) + charts.length;
  const width = 2 * margin + Math.max(1, panels) * panelWidth;
  const panel = (index: number): Box => ({
    x: margin + index * panelWidth,
    y: top,
    width: panelWidth,
    height: panelHeight,
  });
  const names = legendItems(legend, margin + 8, top + panelHeight + 18, width - margin, theme);
  const foot = names.bottom + (notes || digest ? 26 : 0);
  const text = { kind: "text", size: 11, fill: theme.muted, y: foot } as const;
  const items: Item[] = [
    { kind: "path", d: rectangle({ x: 0, y: 0, width, height: foot + 20 }), fill: theme.background },
    {
      kind: "text",
      text: title,
      x: margin + 8,
      y: 24,
      size: 16,
      fill: theme.text,
      anchor: "start",
      isBold: true,
    },
    ...(plane ? planeItems(plane, panel(0), theme) : []),
    ...charts.flatMap((chart, index) => {
      const box = panel(index + (plane ? 1 : 0));
      const inner = chartBox(box.width - margin, box.height);
      return chartItems(chart, { ...inner, x: inner.x + box.x, y: inner.y + box.y }, theme);
    }),
    ...names.items,
    { ...text, text: notes, x: margin + 8, anchor: "start" },
    ...(digest ? [{ ...text, text: `digest ${digest}`, x: width - margin - 8, anchor: "end" } as const] : []),
  ];
  return { width, height: foot + 20, items };
}

function planeItems(
  { surface, trails, heads }: NonNullable<RaceFigure["plane"]>,
  panel: Box,
  theme: Theme,
): Item[] {
  const box = { x: panel.x + 48, y: panel.y + 10, width: panel.width - 48 - 24, height: panel.height - 52 };
  const { window } = surface;
  return [
    {
      kind: "clipped",
      box,
      items: [
        ...surfaceItems(tracedSurface(surface), box, theme),
        ...minimaItems(surface, box, theme),
        ...trails.flatMap((trail) => trailItems(trail, window, box, theme)),
      ],
    },
    ...headItems(heads, window, box, theme),
    { kind: "path", d: rectangle(box), stroke: theme.muted, width: 1 },
    ...frame(box, axis(...window.x), axis(...window.y), theme, { xName: "x", yName: "y", gap: 40 }),
  ];
}

function legendItems(
  legend: RaceFigure["legend"],
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
