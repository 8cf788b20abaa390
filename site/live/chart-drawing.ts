/** A chart with a legend as a drawing of a page. */
import { type Chart, chartBox, chartItems } from "../figures/chart.ts";
import { legendItems } from "../figures/legend.ts";
import { dashOf } from "../figures/markers.ts";
import type { Scene } from "../figures/scene.ts";
import { svg } from "../figures/svg.ts";
import type { Drawing } from "./figure.ts";
import { pageTheme } from "./page-theme.ts";

/** A curve with its name; the id gives its colour and its dashes. */
export interface NamedCurve {
  readonly id: string;
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly low?: ArrayLike<number>;
  readonly high?: ArrayLike<number>;
}

const [width, height] = [480, 300];

/** Draws curves; `chart` says how. */
export function chartDrawing(
  curves: readonly NamedCurve[],
  chart: Pick<Chart, "xName" | "yName" | "isXLog" | "isYLog" | "xRange" | "yRange" | "rules">,
  title: string,
  words: string,
): Drawing {
  const colourOf = (id: string): string => pageTheme.contestants[id] as string;
  const whole: Chart = {
    ...chart,
    curves: curves.map(({ id, x, y }) => ({ x, y, colour: colourOf(id), dash: dashOf(id), width: 2 })),
    bands: curves.flatMap(({ id, x, low, high }) =>
      low && high ? [{ x, low, high, colour: colourOf(id) }] : [],
    ),
  };
  const box = chartBox(width, height);
  const legend = legendItems(
    curves.map(({ id, label }) => ({ id, label, colour: colourOf(id) })),
    box.x,
    12,
    width,
    pageTheme,
  );
  const top = legend.bottom + 14;
  const scene: Scene = {
    width,
    height: height + top,
    items: [...legend.items, ...chartItems(whole, { ...box, y: box.y + top }, pageTheme)],
  };
  return { svg: svg(scene, title, words, "chart"), words };
}
