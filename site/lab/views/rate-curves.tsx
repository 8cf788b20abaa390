/**
 * The loss at the end by the rate, for each contestant: what tuning saw. Each curve has its lowest point elsewhere, so one rate for all
 * favours whoever happens to be near it.
 */
import { computed, useSignalEffect } from "@preact/signals";
import { type Experiment, rateOf } from "../../engine/experiment.ts";
import type { Trial } from "../../engine/protocol.ts";
import type { Chart, Mark } from "../../figures/chart.ts";
import { dashOf } from "../../figures/markers.ts";
import { shortNumber } from "../../figures/numbers.ts";
import { wholeRange } from "../../figures/ranges.ts";
import { ask } from "../client.ts";
import { digest, experiment, revision, shown, tracks } from "../store.ts";
import { ChartView } from "./chart-view.tsx";
import { theme } from "./theme.ts";
import { visibleTracks } from "./visible-tracks.ts";
import "./views.css";

/** Losses that are so many times as high as the start's are not shown: they run away. */
const highest = 10;

/** What trials say: rates upwards, with the lowest, middle and highest loss of their seeds. */
function curveOf(trials: readonly Trial[]) {
  const sorted = trials.toSorted((one, other) => one.rate - other.rate);
  const ranked = sorted.map(({ losses }) => losses.toSorted((one, other) => one - other));
  return {
    x: sorted.map(({ rate }) => rate),
    low: ranked.map((losses) => losses[0] ?? Number.NaN),
    y: ranked.map((losses) => losses[Math.floor(losses.length / 2)] ?? Number.NaN),
    high: ranked.map((losses) => losses.at(-1) ?? Number.NaN),
  };
}

/** The loss at a rate, between those that were tried. */
function lossAt({ x, y }: ReturnType<typeof curveOf>, rate: number): number {
  const after = x.findIndex((each) => each >= rate);
  if (after < 0) return Number.NaN;
  const [x1, y1] = [x[after] as number, y[after] as number];
  if (x1 === rate || after === 0) return x1 === rate ? y1 : Number.NaN;
  const [x0, y0] = [x[after - 1] as number, y[after - 1] as number];
  const part = Math.log(rate / x0) / Math.log(x1 / x0);
  return y0 > 0 && y1 > 0 ? y0 * (y1 / y0) ** part : y0 + (y1 - y0) * part;
}

const chart = computed<Chart | null>(() => {
  const { contestants } = theme.value;
  const setup: Experiment = experiment.value;
  const all = shown.value.flatMap((contestant) => {
    const track = visibleTracks.value.get(contestant.id);
    if (!track || track.trials.length === 0) return [];
    const { id } = contestant;
    const look = { id, colour: contestants[id] ?? theme.value.text, dash: dashOf(id) };
    return [{ contestant, begin: track.losses[0] as number, ...look, ...curveOf(track.trials) }];
  });
  if (all.length === 0) return null;
  const top = highest * Math.max(...all.map(({ begin }) => begin));
  const values = all.flatMap(({ low, high }) => [...low, ...high]).filter((loss) => loss <= top);
  const isYLog = values.length > 0 && values.every((loss) => loss > 0);
  const rates = all.flatMap(({ x }) => x);
  const marks = all.flatMap((curve): Mark[] => {
    const rate = rateOf(setup, curve.contestant);
    const y = rate === null ? Number.NaN : lossAt(curve, rate);
    return rate !== null && Number.isFinite(y) ? [{ id: curve.id, x: rate, y, colour: curve.colour }] : [];
  });
  return {
    xName: "learning rate",
    yName: "loss at the end",
    isXLog: true,
    isYLog,
    xRange: [Math.min(...rates), Math.max(...rates)],
    yRange: wholeRange([{ values }], isYLog),
    curves: all,
    bands: all.filter(({ low, high }) => low.some((loss, index) => loss !== high[index])),
    marks,
    rules:
      setup.rates === "same" ? [{ x: setup.sameRate, name: `${shortNumber(setup.sameRate)} for all` }] : [],
  };
});

/** For which run and contestant trials were asked for. */
const asked = new Set<string>();

/** The curves. */
export function RateCurves() {
  useSignalEffect(() => {
    if (digest.value === null) return;
    for (const { id } of shown.value) {
      const key = `${revision.value} ${id}`;
      if (asked.has(key) || (tracks.value.get(id)?.trials.length ?? 0) > 0) continue;
      asked.add(key);
      ask({ type: "tune", contestant: id });
    }
  });
  return (
    <div class="view">
      <p class="aside">
        Each contestant was tried at many rates; its mark is the rate it races at. Curves that are low over a
        wide range forgive a rate that was chosen badly.
      </p>
      <ChartView
        chart={chart}
        label="Loss at the end by learning rate, a curve for each contestant, the rate it races at marked"
      />
    </div>
  );
}
