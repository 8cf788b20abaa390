/**
 * Trains several configurations over several seeds and condenses the runs: what `glissade compare` shows, as data.
 * It prints nothing and writes no file.
 */
import { setImmediate as others } from "node:timers/promises";
import { deviation, mean, median } from "d3-array";
import {
  type ExperimentOptions,
  experiment,
  leastSquares,
  type Regression,
  type Run,
  type TextbookResult,
  textbookResults,
} from "../../train/index.ts";
import { createOptimizer, type Options } from "../options/registry.ts";

/** An optimizer and its options. */
export interface Configuration {
  readonly optimizer: string;
  readonly options: Options;
}

/** The results of one configuration over its seeds. Spreads are sample standard deviations; NaN where a seed diverged. */
export interface Row extends Configuration {
  /** Final loss of each seed. */
  readonly losses: readonly number[];
  /** Number of seeds whose loss is not finite. */
  readonly diverged: number;
  readonly mean: number;
  readonly deviation: number;
  /** Median over seeds. */
  readonly secondsPerEpoch: number;
  readonly curve: readonly CurvePoint[];
  /** The textbook's figure, where data and settings are exactly the textbook's. */
  readonly textbook?: TextbookResult;
}

/** The loss over seeds at one evaluation. */
export interface CurvePoint {
  readonly epochs: number;
  /** Seconds of training until then, the median over seeds. */
  readonly seconds: number;
  readonly mean: number;
  readonly deviation: number;
}

/** A whole comparison. */
export interface Comparison {
  readonly data: Regression;
  readonly settings: ExperimentOptions;
  readonly preset: Preset;
  readonly seeds: number;
  /** The lowest possible loss: that of least squares. */
  readonly floor: number;
  readonly rows: readonly Row[];
}

/** The two harnesses of the book. */
export type Preset = "scratch" | "concise";

/**
 * Runs each configuration with seeds 0 to `seeds - 1`, interleaved, so that changes in the machine's load affect all alike. At each evaluation
 * what else waits has its turn, such as the handler of a Ctrl-C.
 */
export async function runComparison(
  configurations: readonly Configuration[],
  data: Regression,
  settings: ExperimentOptions,
  {
    preset,
    seeds,
    onRun,
  }: { preset: Preset; seeds: number; onRun?: (done: Configuration, seed: number) => void },
): Promise<Comparison> {
  const optimizers = configurations.map(({ optimizer, options }) => createOptimizer(optimizer, options));
  const runs: Run[][] = configurations.map(() => []);
  for (let seed = 0; seed < seeds; seed++) {
    for (const [index, optimizer] of optimizers.entries()) {
      runs[index]!.push(await experiment(optimizer, data, { ...settings, seed, onEvaluate: () => others() }));
      onRun?.(configurations[index]!, seed);
    }
  }
  const rows = configurations.map((configuration, index) => {
    const reference = preset === "scratch" ? textbookFigure(configuration, data, settings) : undefined;
    return { ...configuration, ...condense(runs[index]!), ...(reference && { textbook: reference }) };
  });
  return { data, settings, preset, seeds, floor: leastSquares(data).loss, rows };
}

function condense(runs: readonly Run[]): Omit<Row, keyof Configuration | "textbook"> {
  const losses = runs.map((run) => run.loss);
  const diverged = losses.filter((loss) => !Number.isFinite(loss)).length;
  return {
    losses,
    diverged,
    ...spread(losses),
    secondsPerEpoch: median(runs, (run) => run.secondsPerEpoch) ?? 0,
    curve: runs[0]!.curve.epochs.map((epochs, point) => ({
      epochs,
      seconds: median(runs, (run) => run.curve.seconds[point]!) ?? 0,
      ...spread(runs.map((run) => run.curve.loss[point]!)),
    })),
  };
}

function spread(losses: readonly number[]): { mean: number; deviation: number } {
  // d3 skips NaN, and a mean of only the seeds that did not diverge would flatter the optimizer.
  if (!losses.every(Number.isFinite)) return { mean: Number.NaN, deviation: Number.NaN };
  return { mean: mean(losses) ?? Number.NaN, deviation: deviation(losses) ?? 0 };
}

/** The row of the textbook's table that this is, if it is one. */
function textbookFigure(
  { optimizer, options }: Configuration,
  data: Regression,
  { epochs, batchSize }: ExperimentOptions,
): TextbookResult | undefined {
  const { like, ...numbers } = options;
  const same = (other: Options) =>
    Object.keys(other).length === Object.keys(numbers).length &&
    Object.entries(other).every(([name, value]) => numbers[name] === value);
  if (data.name !== "airfoil" || like !== "textbook") return undefined;
  return textbookResults.find(
    (result) =>
      result.optimizer === optimizer &&
      result.epochs === epochs &&
      result.batchSize === batchSize &&
      same(result.options),
  );
}
