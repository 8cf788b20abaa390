/** Exact second derivatives of a formula. */
import { display, type Leaf, ParameterError } from "../descent/leaf.ts";
import type { Formula } from "../minimize/formula.ts";

/**
 * Makes a function that reads the parameters' values and writes the Hessian into an array, row by row.
 *
 * @throws ParameterError for a vector, whose elements' derivatives with respect to each other the language does not have.
 */
export function hessianOf(
  formula: Formula,
  leaves: readonly Leaf[],
): (into: Float64Array) => (values: readonly number[]) => void {
  const vector = leaves.find(({ path }) => formula.vectors.includes(path));
  if (vector)
    throw new ParameterError(
      `newton takes formulas of numbers; ${display(vector.path)} is a vector: write its elements as names of their own, or take lbfgs()`,
    );
  const paths = leaves.map(({ path }) => path);
  const size = paths.length;
  const rows = paths.map((path, i) => {
    const slope = formula.derivative(path);
    return paths.slice(i).map((other) => slope.derivative(other).toFunction(paths));
  });
  return (into) => (values) => {
    for (const [i, row] of rows.entries())
      for (const [k, second] of row.entries()) {
        const value = second(...values) as number;
        into[i * size + i + k] = value;
        into[(i + k) * size + i] = value;
      }
  };
}
