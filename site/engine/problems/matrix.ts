/**
 * One 2 x 2 matrix between two that are given: f(W) = ||A (W - T) B||^2 / 2, whose gradient A'A (W - T) BB' is stretched on either side. Both
 * stretch one direction more than the other, and turn; the target T is a rotation.
 */
import { bounds, type MatrixSetup } from "../experiment.ts";
import type { PreparedProblem } from "./problem.ts";

/** Rows, one after the other. */
type Matrix = readonly [number, number, number, number];

const times = ([a, b, c, d]: Matrix, [e, f, g, h]: Matrix): Matrix => [
  a * e + b * g,
  a * f + b * h,
  c * e + d * g,
  c * f + d * h,
];
const transposed = ([a, b, c, d]: Matrix): Matrix => [a, c, b, d];

const target: Matrix = [0.8, -0.6, 0.6, 0.8];

/**
 * The problem.
 *
 * @throws RangeError for a condition number that is not from 1 to 100.
 */
export function matrixProblem({ condition }: MatrixSetup): PreparedProblem {
  if (!(condition >= 1 && condition <= bounds.condition))
    throw new RangeError(`the condition number must be from 1 to ${bounds.condition}; got ${condition}`);
  const short = 1 / condition;
  const left = times([1, 0, 0, short], [0.8, 0.6, -0.6, 0.8]);
  const right = times([0.6, -0.8, 0.8, 0.6], [1, 0, 0, short]);
  const [before, after] = [times(transposed(left), left), times(right, transposed(right))];
  const apart = (p: Float64Array) =>
    target.map((value, index) => (p[index] as number) - value) as unknown as Matrix;
  const loss = (p: Float64Array): number => {
    const [a, b, c, d] = times(times(left, apart(p)), right);
    return (a * a + b * b + c * c + d * d) / 2;
  };
  return {
    surface: null,
    picture: null,
    forSeed: () => ({
      dimension: 4,
      shape: [2, 2],
      start: new Float64Array(4),
      bounds: null,
      loss,
      gradient(p, _, into) {
        into.set(times(times(before, apart(p)), after));
        return loss(p);
      },
    }),
  };
}
