// Reads the golden vectors: float64 trajectories of pinned torch, optax, keras and TensorFlow Addons, written by
// tools/golden. Holds no formula and no tolerance: whoever compares states its own.
import { readdirSync, readFileSync } from "node:fs";

/** One library's trajectory of one case. */
export interface Golden {
  /** The key of the case in the table of oracles, for example `adam/torch+betas`. */
  readonly case: string;
  /** Names and versions of the libraries that computed it. */
  readonly library: Readonly<Record<string, string>>;
  /** The constructor's call in Python. */
  readonly call: string;
  /** The same under this library's option names. */
  readonly options: Readonly<Record<string, number | boolean | string>>;
  /** All ten parameters after the step that the key names. */
  readonly after: Readonly<Record<string, readonly number[]>>;
  /** The library's own default hyperparameters, read off its constructor; absent where it stands in for another. */
  readonly defaults?: Readonly<Record<string, number | boolean | string>>;
}

/** What every trajectory was computed on: ten parameters in three tensors, laid one after the other. */
export interface Problem {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly start: readonly number[];
  /** From this step on (counted from 1) the rate is `learningRate * factor`. */
  readonly rateChange: { readonly step: number; readonly factor: number };
  /** One row of ten values a step. */
  readonly gradients: readonly (readonly number[])[];
}

const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as T;

/** The problem that all trajectories share. */
export const problem: Problem = read("./gradients.json");

/** All trajectories by path, for example `torch/adam-betas`. */
export const golden: Readonly<Record<string, Golden>> = Object.fromEntries(
  ["torch", "optax", "keras"].flatMap((library) =>
    readdirSync(new URL(library, import.meta.url))
      .sort()
      .map((file) => [`${library}/${file.replace(".json", "")}`, read<Golden>(`./${library}/${file}`)]),
  ),
);

/**
 * Replays the problem and returns the largest relative error over all parameters and kept steps.
 * `step(g, learningRate)` takes one step on the ten flat gradients and returns the ten flat parameters.
 */
export function worstError(
  record: Golden,
  step: (g: Float64Array, learningRate: number) => ArrayLike<number>,
): number {
  const learningRate = Number(record.options.learningRate);
  let worst = 0;
  for (const [k, row] of problem.gradients.entries()) {
    const factor = k + 1 >= problem.rateChange.step ? problem.rateChange.factor : 1;
    const p = step(Float64Array.from(row), learningRate * factor);
    for (const [i, expected] of (record.after[k + 1] ?? []).entries()) {
      if (p[i] === expected) continue;
      const error = Math.abs(p[i]! - expected) / Math.abs(expected);
      // A NaN must not hide behind a comparison that it always loses.
      worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
    }
  }
  return worst;
}
