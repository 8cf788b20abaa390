/** The figures of the report: losses over steps and time, losses over rates, results with their seeds, ranks, performance profiles. */
import { areaY, dot, line, type Markish, ruleY, tickX } from "@observablehq/plot";
import { TAU } from "../ranking.ts";
import type { ProblemResult, Result } from "../result.ts";
import type { Settings } from "../settings.ts";
import type { Interval } from "../statistics.ts";
import { draw, type Styles } from "./figure.ts";
import { short } from "./format.ts";

/** A curve is drawn as long as its loss stays below this multiple of where the curves start. */
const BEYOND = 10;
/** Rates whose loss is beyond this multiple of the worst chosen one are drawn at the top. */
const OFF = 20;

/** A unit of time in which the longest of some times is at least 1, and how many of it make a second. */
const unitFor = (seconds: number): readonly [name: string, perSecond: number] =>
  seconds >= 1 ? ["seconds", 1] : seconds >= 1e-3 ? ["milliseconds", 1e3] : ["microseconds", 1e6];

/** Whether a loss axis can be logarithmic. */
const axisFor = (losses: readonly number[]) =>
  losses.every((loss) => loss > 0) ? ("log" as const) : ("linear" as const);

/** The mean validation loss of each optimizer, with its interval as a band. */
export function drawCurves({ rows }: ProblemResult, axis: "steps" | "seconds", styles: Styles): string {
  const start = Math.max(
    ...rows.flatMap(({ curve }) => curve.slice(0, 1)).map(({ validation }) => validation.mean),
  );
  const kept = rows.map(({ curve }) => {
    const end = curve.findIndex(({ validation }) => !(validation.mean <= BEYOND * Math.abs(start)));
    return end < 0 ? curve : curve.slice(0, end);
  });
  const means = kept.flat().map(({ validation }) => validation.mean);
  const type = axisFor(means);
  // A band may reach below zero, where a logarithmic axis has no place.
  const [low, high] =
    type === "log" ? [Math.min(...means) / 1.5, Math.max(...means) * 1.2] : [-Infinity, Infinity];
  const [unit, scale] = unitFor(Math.max(0, ...kept.flat().map(({ seconds }) => seconds)));
  const marks = rows.flatMap(({ optimizer, curve }, index): Markish[] => {
    const { stroke, strokeDasharray } = styles.get(optimizer)!;
    const points = kept[index]!.map(({ steps, seconds, validation }) => ({
      x: axis === "steps" ? steps : seconds * scale,
      y: validation.mean,
      low: Math.max(low, Number.isFinite(validation.low) ? validation.low : validation.mean),
      high: Math.min(high, Number.isFinite(validation.high) ? validation.high : validation.mean),
    }));
    const title = () => optimizer;
    const ends = points.length < curve.length ? points.slice(-1) : [];
    return [
      areaY(points, { x: "x", y1: "low", y2: "high", fill: stroke, fillOpacity: 0.14 }),
      line(points, { x: "x", y: "y", stroke, strokeDasharray, strokeWidth: 1.8, title }),
      dot(ends, { x: "x", y: "y", stroke, symbol: "times", strokeWidth: 2, title }),
    ];
  });
  return draw({
    height: 360,
    x: { label: axis === "steps" ? "steps" : `${unit} of training` },
    y: { type, label: "validation loss", grid: true, ...(type === "log" && { ticks: 6, tickFormat: "~r" }) },
    marks,
  });
}

/** The names of the numeric hyperparameters that were searched; of rates that a grid multiplies together, the learning rate. */
export function searchedOf({ rows }: ProblemResult, { entrants }: Settings): string[] {
  const points = rows.flatMap(({ tried }) => tried);
  const names = new Set(
    points.flatMap(({ hyper }) => Object.keys(hyper).filter((name) => typeof hyper[name] === "number")),
  );
  for (const { rates = {} } of entrants)
    for (const name of Object.keys(rates)) if (name !== "learningRate") names.delete(name);
  return [...names];
}

/** The validation loss over one hyperparameter: a line where nothing else was searched, points otherwise. The chosen one has a ring. */
export function drawSearch(problem: ProblemResult, name: string, styles: Styles): string {
  const rows = problem.rows.filter(({ tried }) => tried.some(({ hyper }) => name in hyper));
  // A line joins points that differ in this alone, as those of a grid do, in its order.
  const alone = rows.every(({ tried }) =>
    tried.every(({ hyper }, index) => index === 0 || tried[index - 1]!.hyper[name]! < hyper[name]!),
  );
  const losses = rows
    .flatMap(({ tried }) => tried.map(({ validation }) => validation))
    .filter(Number.isFinite);
  const type = axisFor(losses);
  const worst = Math.max(
    ...rows
      .map(({ tried }) => Math.min(...tried.map(({ validation }) => validation)))
      .filter(Number.isFinite),
  );
  const top =
    type === "log" && Number.isFinite(worst)
      ? Math.min(OFF * worst, Math.max(...losses) * 1.15)
      : Math.max(...losses, 1);
  const values = rows.flatMap(({ tried }) => tried.map(({ hyper }) => hyper[name] as number));
  const marks = rows.flatMap(({ optimizer, tried, hyper }): Markish[] => {
    const { stroke, strokeDasharray } = styles.get(optimizer)!;
    const points = tried.map((point) => ({
      x: point.hyper[name] as number,
      y: Math.min(top, point.validation),
      off: !(point.validation <= top),
      chosen:
        hyper !== undefined && Object.entries(point.hyper).every(([key, value]) => hyper[key] === value),
    }));
    const title = () => optimizer;
    const at = { x: "x", y: "y", stroke, title };
    const inside = points.filter(({ off }) => !off);
    return [
      ...(alone ? [line(inside, { ...at, strokeDasharray, strokeWidth: 1.8 })] : []),
      dot(inside, { ...at, r: 3, fill: stroke }),
      dot(
        points.filter(({ off }) => off),
        { ...at, symbol: "times", r: 4, strokeWidth: 1.6, clip: false },
      ),
      dot(
        points.filter(({ chosen }) => chosen),
        { ...at, r: 7, strokeWidth: 2 },
      ),
    ];
  });
  return draw({
    height: 320,
    x: {
      label: name,
      ...(axisFor(values) === "log" ? { type: "log", ticks: powersIn(values), tickFormat: short } : {}),
    },
    y: { type, label: "validation loss", grid: true, ...(type === "log" && { ticks: 6, tickFormat: "~r" }) },
    marks,
  });
}

/** The powers of ten among some values. */
function powersIn(values: readonly number[]): number[] {
  const [first, last] = [
    Math.ceil(Math.log10(Math.min(...values))),
    Math.floor(Math.log10(Math.max(...values))),
  ];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => Number(`1e${first + index}`));
}

/** A row of a figure of intervals. */
interface Line {
  readonly optimizer: string;
  readonly interval: Interval;
  readonly values: readonly number[];
}

/** The metric on the test split: each seed as a tick, the mean and its interval. Optimizers that diverged are left out. */
export function drawTests({ rows, metric }: ProblemResult, styles: Styles): string {
  const lines = rows.map(({ optimizer, test, tests }) => ({ optimizer, interval: test, values: tests }));
  return drawIntervals(lines, `${metric.name} on the test split`, styles);
}

/** Mean ranks over all problems and seeds, the best first. */
export function drawRanks({ ranks }: Result, styles: Styles): string {
  const sorted = [...ranks].sort((a, b) => a.rank.mean - b.rank.mean);
  const lines = sorted.map(({ optimizer, rank }) => ({ optimizer, interval: rank, values: [] }));
  return drawIntervals(lines, "mean rank", styles);
}

function drawIntervals(all: readonly Line[], label: string, styles: Styles): string {
  const lines = all.filter(({ interval }) => Number.isFinite(interval.mean));
  const longest = Math.max(...lines.map(({ optimizer }) => optimizer.length), 0);
  return draw({
    height: 74 + 30 * lines.length,
    marginLeft: Math.min(300, 24 + 8 * longest),
    x: { label, grid: true },
    y: {
      type: "band",
      domain: lines.map(({ optimizer }) => optimizer),
      label: null,
      tickSize: 0,
      padding: 0.35,
    },
    marks: lines.flatMap(({ optimizer, interval, values }): Markish[] => {
      const { stroke } = styles.get(optimizer)!;
      const points = [{ ...interval, y: optimizer }];
      const seeds = values.filter(Number.isFinite).map((value) => ({ value, y: optimizer }));
      return [
        tickX(seeds, { x: "value", y: "y", stroke, strokeOpacity: 0.45 }),
        ruleY(points, { x1: "low", x2: "high", y: "y", stroke, strokeWidth: 2.4 }),
        dot(points, { x: "mean", y: "y", fill: stroke, r: 4.5 }),
      ];
    }),
  });
}

/** The share of problems whose target is reached within tau times what the fastest needed. */
export function drawProfiles(
  { profiles, problems }: Result,
  by: "steps" | "seconds",
  styles: Styles,
): string {
  const marks = profiles.map(({ optimizer, [by]: { steps } }) => {
    const first = { tau: 1, share: 0 };
    const last = { tau: TAU, share: steps.at(-1)?.share ?? 0 };
    return line([first, ...steps, last], {
      x: "tau",
      y: "share",
      curve: "step-after",
      ...styles.get(optimizer)!,
      strokeWidth: 2,
      title: () => optimizer,
    });
  });
  return draw({
    height: 300,
    x: { label: `tau: ${by} to the target, as a multiple of the fastest`, domain: [1, TAU] },
    y: { label: `share of ${problems.length} problems`, domain: [0, 1], grid: true },
    marks,
  });
}
