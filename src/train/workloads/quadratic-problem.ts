/**
 * The problem quadratic_deep: a mean of quadratic losses 1/2 (theta - x)' H (theta - x) over 1000 points x in 100 dimensions, in float64. It knows
 * nothing of training. Schneider, Balles, Hennig: DeepOBS: A Deep Learning Optimizer Benchmark Suite, ICLR 2019, problem P1; the eigenvalues as in
 * Chaudhari et al.: Entropy-SGD, ICLR 2017.
 */
import { cos as cosine, sin as sine } from "../../language/index.ts";
import { type NumpyRandom, numpyRandom } from "./numpy-random.ts";

/** Number of parameters. */
export const dimension = 100;
/** Number of points of a split. */
export const pointCount = 1000;

/** The mean loss over some points, as far as it depends on them: 1/2 (theta - mean)' H (theta - mean) + least. */
export interface MeanLoss {
  readonly mean: Float64Array;
  /** The least mean loss there is, at the mean of the points. */
  readonly least: number;
}

/** The problem; its numbers are the same for all seeds of a run. */
export interface QuadraticProblem {
  /** H, row by row. */
  readonly matrix: Float64Array;
  /** The mean loss over some training points. */
  over(points: Uint32Array): MeanLoss;
  /** The mean loss over the first test points. */
  test(count: number): MeanLoss;
}

/** Makes the problem. */
export function quadraticProblem(): QuadraticProblem {
  const matrix = curvature();
  const [train, test] = [pointsOf(42), pointsOf(43)];
  return {
    matrix,
    over: (points) => meanLoss(matrix, train, points),
    test: (count) => meanLoss(matrix, test, firstOf(count)),
  };
}

/** Writes the gradient of a mean loss at `theta` into `gradient`, H (theta - mean), and returns the loss there. */
export function lossAndGradient(
  matrix: Float64Array,
  { mean, least }: MeanLoss,
  theta: Float64Array,
  gradient: Float64Array,
): number {
  const away = theta.map((value, i) => value - mean[i]!);
  let twice = 0;
  for (let i = 0; i < dimension; i++) {
    let sum = 0;
    for (let j = 0; j < dimension; j++) sum += matrix[i * dimension + j]! * away[j]!;
    gradient[i] = sum;
    twice += sum * away[i]!;
  }
  return twice / 2 + least;
}

function meanLoss(matrix: Float64Array, all: Float64Array, points: Uint32Array): MeanLoss {
  const at = (point: number) => all.subarray(point * dimension, (point + 1) * dimension);
  const mean = new Float64Array(dimension);
  for (const point of points) {
    const values = at(point);
    for (let i = 0; i < dimension; i++) mean[i]! += values[i]! / points.length;
  }
  const gradient = new Float64Array(dimension);
  let least = 0;
  for (const point of points)
    least += lossAndGradient(matrix, { mean, least: 0 }, at(point), gradient) / points.length;
  return { mean, least };
}

const firstOf = (count: number) => Uint32Array.from({ length: count }, (_, point) => point);

/** Points of a split, row by row, rounded to float32. */
function pointsOf(seed: number): Float64Array {
  const random = numpyRandom(seed);
  return Float64Array.from({ length: pointCount * dimension }, () => Math.fround(random.normal(0.6)));
}

/** H: 90 eigenvalues from 0 to 1 and 10 from 30 to 60, turned by a random rotation R: R' E R. */
function curvature(): Float64Array {
  const random = numpyRandom(42);
  const eigenvalues = Array.from({ length: dimension }, (_, i) =>
    i < 90 ? random.uniform(0, 1) : random.uniform(30, 60),
  );
  const rows = rotation(random);
  const matrix = new Float64Array(dimension * dimension);
  for (let i = 0; i < dimension; i++)
    for (let j = 0; j < dimension; j++) {
      let sum = 0;
      for (let k = 0; k < dimension; k++) sum += rows[k]![i]! * eigenvalues[k]! * rows[k]![j]!;
      matrix[i * dimension + j] = sum;
    }
  return matrix;
}

/** Rows of a random rotation: one of two dimensions, then reflections of one dimension more at a time. */
function rotation(random: NumpyRandom): number[][] {
  const angle = random.uniform(0, 2 * Math.PI);
  const [cos, sin] = [cosine(angle), sine(angle)];
  let rows = [
    [cos, sin],
    [-sin, cos],
  ];
  for (let size = 3; size <= dimension; size++) {
    const along = unit(Array.from({ length: size }, () => random.normal(1)));
    const normal = unit(along.map((value, i) => (i === 0 ? 1 : 0) - value));
    const larger = [
      Array.from({ length: size }, (_, j) => (j === 0 ? 1 : 0)),
      ...rows.map((row) => [0, ...row]),
    ];
    const products = normal.map((_, j) => normal.reduce((sum, value, i) => sum + value * larger[i]![j]!, 0));
    rows = larger.map((row, i) => row.map((value, j) => value - 2 * normal[i]! * products[j]!));
  }
  return rows.map((row) => row.map((value) => -value));
}

function unit(vector: readonly number[]): number[] {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}
