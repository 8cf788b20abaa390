/**
 * The problems for rows: parameters of several ranks, and fixed gradients and losses for each step, so that no later gradient
 * corrects an error.
 */
import { type Tensor, tensor } from "../../src/index.ts";
import type { DType } from "../../src/language/dtype.ts";
import { allPatterns, gradients, type Pattern } from "../oracle/gradients.ts";
import type { Options, OracleCase } from "../oracle/index.ts";

/** Flat values lie tensor after tensor in the order of `shapes`. */
export interface Problem {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly start: Float64Array;
  readonly gradients: readonly Float64Array[];
  /** For rules that read it; positive and falling. */
  readonly losses: readonly number[];
  /** Counts of gradients after which the step is taken with those that wait. */
  readonly flushAfter?: readonly number[];
  /** What is known beside gradients before each step, where it is. */
  readonly estimates?: readonly (Float64Array | undefined)[];
  /** What a row's rate is multiplied by at a count of steps; 1 without it. */
  readonly pace?: (count: number) => number;
  /** Values by turns of options that change from step to step. */
  readonly changes?: Readonly<Record<string, readonly number[]>>;
}

interface ProblemOptions {
  readonly steps: number;
  /** Values that are float32 numbers too. */
  readonly float32?: boolean;
  readonly patterns?: readonly Pattern[];
}

/** Four tensors of 50 elements, none a whole number of vectors. */
const shapes = { matrix: [4, 6], vector: [7], cube: [2, 3, 3], scalar: [] };

/** Number of elements of a shape. */
export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, extent) => product * extent, 1);

interface Place {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The tensors' names, and where each begins and ends in the flat values. */
export function placesOf(of: Problem["shapes"]): Place[] {
  let start = 0;
  return Object.entries(of).map(([name, shape]) => {
    const end = start + sizeOf(shape);
    const place = { name, start, end };
    start = end;
    return place;
  });
}

const places = placesOf(shapes);
const size = places.at(-1)!.end;
const lossesOf = (steps: number) => Array.from({ length: steps }, (_, t) => 3 / (1 + t) + (t % 3) / 50 + 0.1);

/** Scales from 1e-20 to 1e20 side by side: what breaks elementwise rules. */
export function extreme({ steps, float32 = false, patterns = allPatterns }: ProblemOptions): Problem {
  return {
    shapes,
    start: Float64Array.from({ length: size }, (_, i) => Math.fround(((i * 37) % 19) / 7 - 1)),
    gradients: gradients(size, { steps, float32, patterns }),
    losses: lossesOf(steps),
  };
}

const moderate: readonly Pattern[] = ["flip", "normal", "stretches", "alternate", "jump", "zero", "normal"];

/**
 * A scale for each tensor that moves between 1e-3 and 1e3, a tensor whose gradients become 0 and one that starts at
 * zero: these break rules with norms, where 1e20 would hide everything else.
 */
export function shaped({ steps, float32 = false, patterns = moderate }: ProblemOptions): Problem {
  const rows = gradients(size, { steps, seed: 3, exponents: [-1, 1], patterns });
  for (const [t, row] of rows.entries()) {
    for (const [tensor, { name, start, end }] of places.entries()) {
      const power = Math.abs(((t + 9 * tensor) % 25) - 12) / 2 - 3;
      const scale = name === "cube" && t > 20 && t < 29 ? 0 : Number(`1e${Math.floor(power)}`);
      for (let i = start; i < end; i++) row[i] = float32 ? Math.fround(row[i]! * scale) : row[i]! * scale;
    }
  }
  const { start } = extreme({ steps: 0 });
  start.fill(0, places[1]!.start, places[1]!.end);
  return { shapes, start, gradients: rows, losses: lossesOf(steps) };
}

/**
 * What breaks conditions: no gradient at all in the first steps, then one tensor that stays silent alone, rates of 0,
 * tensors whose sums are 0 and whose norms are not, a row and a column of zeros, gradients whose squares are almost 0.
 */
export function quiet(): Problem {
  const patterns: readonly Pattern[] = ["constant", "normal", "constant", "stretches", "constant"];
  const { start, gradients, losses } = shaped({ steps: 60, patterns });
  const [matrix, vector, cube] = places as [Place, Place, Place];
  start.fill(0, matrix.start, matrix.start + 6);
  for (let i = matrix.start; i < matrix.end; i += 6) start[i] = 0;
  for (const t of [0, 1]) gradients[t]!.fill(0);
  for (const t of [2, 3, 4, 13]) gradients[t]!.fill(0, cube.start, cube.end);
  for (let i = cube.start; i < cube.end; i += 2) {
    for (const row of [gradients[5]!, gradients[20]!]) row.set([0.5, -0.5], i);
    start.set([0.25 * (1 + i), -0.25 * (1 + i)], i);
  }
  // A square to which Yogi's second moment is equal then.
  gradients[2]![vector.start] = 1e-3;
  // Squares that add up to less than 2^-52, to little more and to just that.
  gradients[28]!.fill(1e-9);
  gradients[35]!.fill(2.5e-9);
  gradients[49]!.fill(0).fill(2 ** -26, 0, 1);
  return {
    ...{ shapes, start, gradients },
    losses: losses.map((loss, t) => (t < 3 ? 0 : loss)),
    pace: (count) => (count % 6 === 0 ? 0 : 1),
  };
}

/** Gradients of which half never change, and half by a few units in the last place of a float32. */
export function steady(): Problem {
  const steps = 200;
  const gradients = Array.from({ length: steps }, (_, t) =>
    Float64Array.from({ length: size }, (_, i) => {
      const value = (i % 3 === 0 ? -1 : 1) * 1.37 ** (i - 30) * 3.9;
      return i % 2 === 0 ? value : value * (1 + (((t * 7 + i) % 5) - 2) * 2 ** -24);
    }),
  );
  return { ...shaped({ steps }), gradients };
}

/** Values that are not finite in a gradient now and then, the first step's among them; all tensors take turns. */
function holed(values: readonly number[]): Problem {
  const problem = shaped({ steps: 60 });
  for (const [t, row] of problem.gradients.entries())
    if (t % 4 === 0 || t % 11 === 1) row[(t * 13) % size] = values[t % values.length]!;
  return problem;
}

/** A vector so wide that the share of one element is small: after a step down, the gradient of all others turns. */
function wide(): Problem {
  const width = 3000;
  const gradients = [1, -0.1, -0.2, 0.5].map((g) =>
    Float64Array.from({ length: width }, (_, i) => (i === 7 ? 1 : g) * (1 + (i % 5) / 8)),
  );
  return { shapes: { vector: [width] }, start: new Float64Array(width), gradients, losses: lossesOf(4) };
}

/** Gradients too small for most bounds. */
function faint(): Problem {
  const problem = shaped({ steps: 60 });
  return { ...problem, gradients: problem.gradients.map((row) => row.map((g) => g * 1e-7)) };
}

/** A problem with all tensors but the matrix written as matrices and cubes that are vectors. */
const flattened = (problem: Problem): Problem => ({
  ...problem,
  shapes: { ...problem.shapes, vector: [1, 7], cube: [18, 1, 1], scalar: [1, 1] },
});

/** Among them gradients that are 2^-26 long. */
function flat(): Problem {
  const problem = shaped({ steps: 60 });
  for (const { start } of places) problem.gradients[49]!.fill(0, start).fill(2 ** -26, start, start + 1);
  return flattened(problem);
}

/** Calls for the step with one gradient, two, three and none. */
const flushed = (): Problem => ({ ...shaped({ steps: 40 }), flushAfter: [4, 6, 13, 16, 20, 33] });

/** Normal gradients of about one size. */
function normal(of: Problem["shapes"]): Problem {
  const size = placesOf(of).at(-1)!.end;
  const rows = gradients(size, { steps: 60, seed: 5, exponents: [0, 0], patterns: ["normal"] });
  const start = Float64Array.from({ length: size }, (_, i) => ((i * 37) % 19) / 7 - 1);
  return { shapes: of, start, gradients: rows, losses: lossesOf(60) };
}

/** Gradients as small as what is added to norms before they divide, at the start of parameters that are 0. */
function tiny(of: Problem["shapes"]): Problem {
  const { gradients, ...problem } = normal(of);
  const rows = gradients.slice(0, 12).map((row) => row.map((g) => g * 1e-15));
  return { ...problem, start: problem.start.map(() => 0), gradients: rows };
}

/** The options of a problem's row at a count of steps, of those that change. */
export const optionsAt = ({ changes = {} }: Pick<Problem, "changes">, count: number): Options =>
  Object.fromEntries(Object.entries(changes).map(([name, values]) => [name, values[count % values.length]!]));

/** Gradients whose squares are 0, though they are not, at the start of parameters that are 0. */
export function vanishing(): Problem {
  const problem = shaped({ steps: 10 });
  return {
    ...problem,
    start: problem.start.map(() => 0),
    gradients: problem.gradients.map((row, t) => (t < 4 ? row.map((g) => g * 1e-170) : row)),
  };
}

/** Estimates of the curvature before every third step: of both signs, from far below the gradients to far above. */
function told(): Problem {
  const problem = shaped({ steps: 60 });
  const estimates = problem.gradients.map((gradient, t) =>
    t % 3 === 0
      ? gradient.map(
          (g, i) => (Math.abs(g) + 0.01) * 10 ** (((i * 7 + t) % 5) - 1) * ((i + t) % 6 === 0 ? -1 : 1),
        )
      : undefined,
  );
  return { ...problem, estimates };
}

/** The problems that a row demands besides, by name. */
export const demandedBy = ({ demands }: OracleCase): Readonly<Record<string, Problem>> => ({
  ...(demands.holes && { holed: holed(demands.holes) }),
  ...(demands.wide && { wide: wide() }),
  ...(demands.faint && { faint: faint() }),
  ...(demands.flat && { flat: flat() }),
  ...(demands.flat && demands.faint && { "flat and faint": flattened(faint()) }),
  ...(demands.tensors && {
    tensors: normal(demands.tensors),
    "tiny tensors": tiny(demands.tensors),
  }),
  ...(demands.tensors &&
    demands.changes && { changing: { ...normal(demands.tensors), changes: demands.changes } }),
  ...(demands.flushes && { flushed: flushed() }),
  ...(demands.estimates && { told: told() }),
  ...(demands.losses && { losses: { ...shaped({ steps: demands.losses.length }), losses: demands.losses } }),
});

/** The problem of the function's negative. */
export const negative = (problem: Problem): Problem => ({
  ...problem,
  gradients: problem.gradients.map((row) => row.map((g) => -g)),
  losses: problem.losses.map((loss) => -loss),
});

const arrays = { float32: Float32Array, float64: Float64Array } as const;

/** How parameters are given. */
export interface ParamsOptions {
  /** Of all tensors, or of each. */
  readonly dtype?: DType | ((name: string) => DType);
  /** Names of the tensors in the order in which they are given; that of the problem without it. */
  readonly order?: readonly string[];
}

/** The parameters at the start of a problem, as tensors by name. */
export function paramsOf(
  { shapes, start }: Pick<Problem, "shapes" | "start">,
  { dtype = "float64", order = Object.keys(shapes) }: ParamsOptions = {},
): Readonly<Record<string, Tensor>> {
  const places = new Map(placesOf(shapes).map((place) => [place.name, place]));
  const entries = order.map((name) => {
    const place = places.get(name)!;
    const type = typeof dtype === "string" ? dtype : dtype(name);
    return [name, tensor(arrays[type].from(start.subarray(place.start, place.end)), shapes[name]!)] as const;
  });
  return Object.fromEntries(entries);
}

/** The problem of some of the tensors. */
export function restrict(
  { shapes: all, start, gradients: rows, losses }: Problem,
  names: readonly string[],
): Problem {
  const kept = placesOf(all).filter(({ name }) => names.includes(name));
  const part = (row: Float64Array) =>
    Float64Array.from(kept.flatMap((place) => [...row.subarray(place.start, place.end)]));
  return {
    shapes: Object.fromEntries(kept.map(({ name }) => [name, all[name]!])),
    start: part(start),
    gradients: rows.map(part),
    losses,
  };
}
