/** Makes files of a race in a thread of its own: long curves take longer than a page may stand still. */

import type { Contestant } from "../engine/experiment.ts";
import { type Curve, exportCsv } from "../engine/export-csv.ts";
import { type RaceFigure, raceFigure } from "../figures/race-figure.ts";
import { svg } from "../figures/svg.ts";
import { paint } from "./views/paint.ts";

/** What is to be made. */
export type FileOf =
  /** All curves as a table. */
  | {
      readonly kind: "csv";
      readonly contestants: readonly Contestant[];
      readonly curves: ReadonlyMap<string, Curve>;
      readonly dimension: number;
    }
  /** The picture as vectors, with what is said of it to those who hear it. */
  | { readonly kind: "svg"; readonly figure: RaceFigure; readonly words: string }
  /** The picture as dots. */
  | { readonly kind: "png"; readonly figure: RaceFigure };

/** The file, or why there is none. */
export type Made = { readonly file: Blob } | { readonly problem: string };

/** How many dots of a PNG make a CSS pixel: twice as many as on a screen of old. */
const ratio = 2;

async function fileOf(wanted: FileOf): Promise<Blob> {
  if (wanted.kind === "csv") {
    const { contestants, curves, dimension } = wanted;
    return new Blob([exportCsv(contestants, curves, dimension)], { type: "text/csv" });
  }
  const scene = raceFigure(wanted.figure);
  if (wanted.kind === "svg")
    return new Blob([svg(scene, wanted.figure.title, wanted.words)], { type: "image/svg+xml" });
  const canvas = new OffscreenCanvas(scene.width * ratio, scene.height * ratio);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser gives no canvas to draw the PNG on");
  context.scale(ratio, ratio);
  paint(context, scene.items);
  return canvas.convertToBlob({ type: "image/png" });
}

self.onmessage = async ({ data }: MessageEvent<FileOf>) => {
  let made: Made;
  try {
    made = { file: await fileOf(data) };
  } catch (error) {
    made = { problem: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(made);
};
