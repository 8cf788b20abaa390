// Reads the golden vectors: float64 trajectories of pinned torch, optax, keras, TensorFlow Addons and packages of authors,
// written by tools/golden. Holds no formula and no tolerance: whoever compares states its own.
import { readdirSync, readFileSync } from "node:fs";

/** One library's trajectory of one case. */
export interface Golden {
  /** The key of the case in the table of oracles, for example `adam/torch+betas`. */
  readonly case: string;
  /** What it was computed on. */
  readonly problem: Problem;
  /** Names and versions of the libraries that computed it. */
  readonly library: Readonly<Record<string, string>>;
  /** The constructor's call in Python. */
  readonly call: string;
  /** The same under this library's option names. */
  readonly options: Readonly<Record<string, number | boolean | string>>;
  /** All parameters, tensor after tensor, after the step that the key names. */
  readonly after: Readonly<Record<string, readonly number[]>>;
  /** The parameters to evaluate with after the same steps, where the library keeps others than it steps. */
  readonly evaluation?: Readonly<Record<string, readonly number[]>>;
  /** The library's own default hyperparameters, read off its constructor; absent where it stands in for another. */
  readonly defaults?: Readonly<Record<string, number | boolean | string>>;
}

/** Parameters, gradients and rates; flat values lie tensor after tensor in the order of `shapes`. */
export interface Problem {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly start: readonly number[];
  /** From this step on (counted from 1) the rate is `learningRate * factor`. */
  readonly rateChange: { readonly step: number; readonly factor: number };
  /** The steps, counted from 1, in which a tensor has no gradient in the records in `nulls`. */
  readonly absent: Readonly<Record<string, readonly number[]>>;
  /** One row of flat values a step. */
  readonly gradients: readonly (readonly number[])[];
  /** The loss at each step, for rules that read it; positive and falling. */
  readonly losses?: readonly number[];
}

const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as T;

/**
 * `plain`: ten elements with scales from 1e-20 to 1e20. `shaped`: tensors of several ranks whose moderate scales move, for
 * rules that sum over tensors. `matrices`: the same without the tensor of three axes; `weights`: that and
 * a matrix with more rows than columns; `sides`: a square matrix, others, a vector, with normal gradients.
 */
export const problems: Readonly<Record<string, Problem>> = {
  plain: read("./gradients.json"),
  shaped: read("./gradients-shaped.json"),
  matrices: read("./gradients-matrices.json"),
  weights: read("./gradients-weights.json"),
  sides: read("./gradients-sides.json"),
};

type Stored = Omit<Golden, "problem"> & { readonly problem?: string };

/** A record with the problem that it names; the oldest name none. */
function record(path: string): Golden {
  const stored = read<Stored>(path);
  return { ...stored, problem: problems[stored.problem ?? "plain"]! };
}

const recordsIn = (...folders: readonly string[]): Readonly<Record<string, Golden>> =>
  Object.fromEntries(
    folders.flatMap((folder) =>
      readdirSync(new URL(folder, import.meta.url))
        .sort()
        .map((file) => [`${folder}/${file.replace(".json", "")}`, record(`./${folder}/${file}`)]),
    ),
  );

/** All trajectories by path, for example `torch/adam-betas`. */
export const golden = recordsIn("torch", "optax", "keras", "authors");

/** Trajectories of the same cases on problems where tensors have no gradient in some steps: `nulls/torch-adam-betas`. */
export const goldenNulls = recordsIn("nulls");

/** Whether each tensor has a gradient at a step of those. */
export const takingPart = ({ shapes, absent }: Problem, t: number): boolean[] =>
  Object.keys(shapes).map((tensor) => !absent[tensor]!.includes(t));

/**
 * Replays the record's problem and returns the largest error over all parameters and kept steps, relative to the largest
 * value that a parameter has had: where it passes through 0, rounding is all that is left of it.
 * `step(g, learningRate, loss, t)` takes the step `t` on the flat gradients and returns the flat parameters.
 */
export function worstError(
  { problem, options, after }: Golden,
  step: (g: Float64Array, learningRate: number, loss: number | undefined, t: number) => ArrayLike<number>,
): number {
  const learningRate = Number(options.learningRate);
  const largest = problem.start.map(Math.abs);
  let worst = 0;
  for (const [k, row] of problem.gradients.entries()) {
    const factor = k + 1 >= problem.rateChange.step ? problem.rateChange.factor : 1;
    const p = step(Float64Array.from(row), learningRate * factor, problem.losses?.[k], k + 1);
    for (const [i, expected] of (after[k + 1] ?? []).entries()) {
      largest[i] = Math.max(largest[i]!, Math.abs(expected));
      if (p[i] === expected) continue;
      const error = Math.abs(p[i]! - expected) / largest[i];
      // A NaN must not hide behind a comparison that it always loses.
      worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
    }
  }
  return worst;
}
