/** The loss of each contestant by step as a chart, for the page and for files; for one parameter, where it goes. */
import { computed, signal } from "@preact/signals";
import type { Band, Chart, Curve } from "../../figures/chart.ts";
import { dashOf } from "../../figures/markers.ts";
import { lossRange, wholeRange } from "../../figures/ranges.ts";
import { dimension, experiment } from "../store.ts";
import { theme } from "./theme.ts";
import { visibleTracks } from "./visible-tracks.ts";

/** How the axes are drawn. */
export const isLossLog = signal(true);
export const isStepLog = signal(false);

const steps = computed(() => Float64Array.from({ length: experiment.value.steps + 1 }, (_, index) => index));

const colour = (id: string): string => theme.value.contestants[id] ?? theme.value.text;

/** What all charts over time share. */
const overTime = computed(() => ({
  xName: "step",
  isXLog: isStepLog.value,
  xRange: [isStepLog.value ? 1 : 0, Math.max(2, experiment.value.steps)] as const,
}));

/** Losses; with more than one seed the middle of all, and a band from the lowest to the highest. */
const lossCurves = computed(() => {
  const tracks = [...visibleTracks.value];
  const hasSeeds = experiment.value.seeds > 1;
  const curves = tracks.map(([id, { losses, length, band }]): Curve => {
    const look = { colour: colour(id), dash: dashOf(id) };
    return hasSeeds && band
      ? { x: band.steps, y: band.middle, ...look }
      : { x: steps.value, y: losses, length, ...look };
  });
  const bands = tracks.flatMap(([id, { band }]): Band[] =>
    hasSeeds && band ? [{ x: band.steps, low: band.low, high: band.high, colour: colour(id) }] : [],
  );
  const drawn = [
    ...curves.map(({ y, length }) => ({ values: y, length: length ?? y.length })),
    ...bands.flatMap(({ low, high }) => [{ values: low }, { values: high }]),
  ];
  return { curves, bands, drawn };
});

/** Why the losses have no logarithmic axis; null if they have one. */
export const whyNoLog = computed<string | null>(() => {
  const { drawn } = lossCurves.value;
  const has = (is: (loss: number) => boolean) =>
    drawn.some(({ values }) => Array.prototype.some.call(values, is));
  if (has((loss) => loss < 0)) return "Losses below zero have no logarithm.";
  return drawn.length > 0 && !has((loss) => loss > 0) ? "Losses that are all zero have no logarithm." : null;
});

/** The chart of the losses. */
export const lossChart = computed<Chart>(() => {
  const { curves, bands, drawn } = lossCurves.value;
  const isYLog = isLossLog.value && whyNoLog.value === null;
  return { ...overTime.value, yName: "loss", isYLog, yRange: lossRange(drawn, isYLog), curves, bands };
});

/** Where the parameter goes, for problems that have one; null for others. */
export const parameterChart = computed<Chart | null>(() => {
  if (dimension.value !== 1) return null;
  const curves = [...visibleTracks.value].flatMap(([id, { points, length }]): Curve[] =>
    points ? [{ x: steps.value, y: points, length, colour: colour(id), dash: dashOf(id) }] : [],
  );
  const yRange = wholeRange(curves.map(({ y, length = y.length }) => ({ values: y, length })));
  return { ...overTime.value, yName: "parameter", isYLog: false, yRange, curves };
});
