/** The picture of the race as files: vectors as SVG, dots as PNG with twice as many as a screen of old. */

import { rateOf } from "../../engine/experiment.ts";
import { shortNumber } from "../../figures/numbers.ts";
import { type RaceFigure, raceFigure } from "../../figures/race-figure.ts";
import { svg } from "../../figures/svg.ts";
import { digest, dimension, experiment, field, playhead, shown } from "../store.ts";
import { titleOf } from "../words.ts";
import { heads, trails } from "./everyone.ts";
import { lossChart, parameterChart } from "./loss-charts.ts";
import { paint } from "./paint.ts";
import { standings } from "./standings.ts";
import { theme } from "./theme.ts";
import { visibleTracks } from "./visible-tracks.ts";

/** How many dots of a PNG make a CSS pixel. */
const ratio = 2;

function figure(): RaceFigure {
  const setup = experiment.peek();
  const { problem, steps, seeds } = setup;
  const surface = dimension.peek() === 2 ? field.peek() : null;
  const step = playhead.peek();
  const legend = shown.peek().map((contestant) => {
    const { id, label } = contestant;
    const rate = rateOf(setup, contestant);
    const colour = theme.peek().contestants[id] ?? theme.peek().text;
    return { id, colour, label: rate === null ? label : `${label}, rate ${shortNumber(rate)}` };
  });
  const noise = "noise" in problem && problem.noise > 0 ? `, noise ${shortNumber(problem.noise)}` : "";
  const start = "start" in problem ? `, from ${startOf(problem.start)}` : "";
  return {
    title: titleOf(problem),
    notes: `Step ${step} of ${steps}${start}${noise}${seeds > 1 ? `, ${seeds} seeds` : ""}. Made with Glissade's optimizer lab.`,
    digest: digest.peek(),
    theme: theme.peek(),
    legend,
    plane: surface && {
      surface,
      trails: trails.peek().map((trail) => ({ ...trail, length: Math.min(step + 1, trail.length) })),
      heads: heads.peek(),
    },
    charts: [parameterChart.peek(), lossChart.peek()].filter((chart) => chart !== null),
  };
}

function startOf(start: number | readonly number[]): string {
  return typeof start === "number"
    ? shortNumber(start)
    : `(${start.map((each) => shortNumber(each)).join(", ")})`;
}

/** The standings in a sentence, for those who hear the picture. */
function inWords(): string {
  const rows = standings(experiment.peek(), visibleTracks.peek(), [], playhead.peek(), 0);
  const losses = rows.map(({ label, loss }) => `${label} ${loss === null ? "diverged" : shortNumber(loss)}`);
  return `Loss: ${losses.join(", ")}.`;
}

/** The picture as an SVG document. */
export function exportSvg(): string {
  const data = figure();
  return svg(raceFigure(data), data.title, `${inWords()} ${data.notes}`);
}

/**
 * The picture as a PNG.
 *
 * @throws Error where the browser cannot make one.
 */
export async function exportPng(): Promise<Blob> {
  const { width, height, items } = raceFigure(figure());
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * ratio, height * ratio];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser gives no canvas to draw the PNG on");
  context.scale(ratio, ratio);
  paint(context, items);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("this browser made no PNG of the canvas"));
    }, "image/png");
  });
}
