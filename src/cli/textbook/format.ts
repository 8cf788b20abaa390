/**
 * How losses, rates and settings are written, the same in the table and in the report. Plain text, no colours.
 */
import type { Regression } from "../../train/index.ts";
import { printable } from "../terminal.ts";
import type { Comparison, Row } from "./comparison.ts";

/** Heads of the columns of `cellsOf`. */
export const heads = ["optimizer", "rate", "loss (mean ± sd)", "book", "sec/epoch"];

/** The cells of one row of a comparison. */
export function cellsOf(row: Row): string[] {
  const { learningRate } = row.options;
  return [
    row.optimizer,
    learningRate === undefined ? "–" : String(learningRate),
    row.diverged > 0 ? divergence(row) : spreadText(row),
    row.textbook ? row.textbook.printed.toFixed(3) : "–",
    row.secondsPerEpoch.toFixed(6),
  ];
}

/** With one seed there is no spread. */
const spreadText = ({ mean, deviation, losses }: Row): string =>
  losses.length > 1 ? `${lossText(mean)} ± ${lossText(deviation)}` : lossText(mean);

const lossText = (loss: number): string => (loss < 1000 ? loss.toFixed(4) : loss.toExponential(1));

function divergence({ diverged, losses }: Row): string {
  return diverged === losses.length ? "diverged" : `diverged (${diverged} of ${losses.length} seeds)`;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** The data: size and target, origin, features, what was left out and why. A line each. */
export function describeData({
  name,
  count,
  width,
  target,
  origin,
  features,
  notes = [],
}: Regression): string[] {
  return [
    `${name}: ${plural(count, "example")}, ${plural(width, "feature")}, target ${target}`,
    origin,
    `${width === 1 ? "feature" : "features"}: ${features.slice(0, 40).join(", ")}${width > 40 ? `, and ${width - 40} more` : ""}`,
    ...notes,
  ].map(printable);
}

/** The data and the settings of the training. A line each. */
export function describe({ data, settings, preset, seeds }: Comparison): string[] {
  const { batchSize, epochs, device } = settings;
  return [
    ...describeData(data),
    `${plural(epochs, "epoch")}, batches of ${batchSize}, ${plural(seeds, "seed")}, preset ${preset}, device ${device}`,
  ];
}

/** What the column `book` means, if any row has a figure. */
export const bookNote = "book: the loss of one run, as Dive into Deep Learning prints it";

/** The row with the lowest mean loss; undefined if every row diverged or there is only one. */
export function bestRow(rows: readonly Row[]): Row | undefined {
  const finite = rows.filter((row) => Number.isFinite(row.mean));
  if (rows.length < 2) return undefined;
  return finite.reduce<Row | undefined>(
    (best, row) => (best && best.mean <= row.mean ? best : row),
    undefined,
  );
}
