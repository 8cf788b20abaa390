/**
 * The whole picture of a race for a paper or a talk: the surface with the ways, curves beside it, a legend, and the digest that tells
 * whether another picture is of the same race.
 */
import { axis, frame } from "./axes.ts";
import { type Chart, chartBox, chartItems } from "./chart.ts";
import { type Head, headItems } from "./heads.ts";
import { legendItems, type Named } from "./legend.ts";
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
  readonly legend: readonly Named[];
  /** Null for problems that are not of the plane. */
  readonly plane: {
    readonly surface: SurfaceData;
    readonly trails: readonly TrailData[];
    readonly heads: readonly Head[];
  } | null;
  readonly charts: readonly Chart[];
  /** How large each of the plane and the charts is. */
  readonly panelSize?: { readonly width: number; readonly height: number };
}

const [margin, titleHeight] = [16, 44];
const usual = { width: 560, height: 520 };

/** The picture. */
export function raceFigure(figure: RaceFigure): Scene {
  const { title, notes, digest, theme, legend, plane, charts, panelSize = usual } = figure;
  const top = title ? titleHeight : 0;
  const panels = (plane ? 1 : 0) + charts.length;
  const width = 2 * margin + Math.max(1, panels) * panelSize.width;
  const panel = (index: number): Box => ({
    x: margin + index * panelSize.width,
    y: top,
    ...panelSize,
  });
  const names = legendItems(legend, margin + 8, top + panelSize.height + 18, width - margin, theme);
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
