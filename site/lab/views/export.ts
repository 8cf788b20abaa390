/** The race as files: its curves as CSV, its picture as SVG or PNG. What they show is put together here; a worker makes them. */

import { rateOf } from "../../engine/experiment.ts";
import { shortNumber } from "../../figures/numbers.ts";
import type { RaceFigure } from "../../figures/race-figure.ts";
import type { FileOf, Made } from "../export-worker.ts";
import { digest, dimension, experiment, field, playhead, shown, tracks } from "../store.ts";
import { titleOf } from "../words.ts";
import { heads, trails } from "./everyone.ts";
import { lossChart, parameterChart } from "./loss-charts.ts";
import { singularChart } from "./singular-chart.ts";
import { standings } from "./standings.ts";
import { theme } from "./theme.ts";
import { visibleTracks } from "./visible-tracks.ts";

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
    charts: [parameterChart.peek(), singularChart.peek(), lossChart.peek()].filter((chart) => chart !== null),
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

/**
 * Makes a file.
 *
 * @throws Error where the browser cannot make one.
 */
export function exported(kind: FileOf["kind"]): Promise<Blob> {
  if (kind === "csv")
    return made({
      kind,
      contestants: experiment.peek().contestants,
      curves: tracks.peek(),
      dimension: dimension.peek(),
    });
  const data = figure();
  return made(
    kind === "svg" ? { kind, figure: data, words: `${inWords()} ${data.notes}` } : { kind, figure: data },
  );
}

function made(file: FileOf): Promise<Blob> {
  const worker = new Worker(new URL("../export-worker.ts", import.meta.url), { type: "module" });
  return new Promise<Blob>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Made>) =>
      "file" in data ? resolve(data.file) : reject(new Error(data.problem));
    worker.onerror = ({ message }) => reject(new Error(message || "what makes the file could not be loaded"));
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}
