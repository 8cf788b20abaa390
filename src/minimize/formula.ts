/** Formulas as functions to minimise: an `expression` of `glissade/language` brings its exact derivatives. */
import type { Leaf } from "../descent/leaf.ts";
import { ParameterError, type Tree } from "../descent/tree.ts";
import type { Expression } from "../language/expression.ts";
import type { Objective } from "./objective.ts";
import { type Cells, cellsOf } from "./point.ts";

/** An expression of numbers, or of numbers and vectors. */
export type Formula = Expression<string, string>;

/** A function that was made of a formula. */
export interface FormulaObjective {
  readonly formula: Formula;
}

/** Whether a value is one. */
export const isFormula = (value: unknown): value is Formula =>
  typeof (value as Partial<Formula> | null | undefined)?.derivative === "function";

/**
 * The function of a formula whose names are the paths of the parameters.
 *
 * @throws ParameterError if names and paths differ, or a name stands for a number and its parameter has several.
 */
export function objectiveOf<P>(
  formula: Formula,
  { structure, leaves }: Tree,
): Objective<P> & FormulaObjective {
  checkNames(formula, leaves);
  const paths = leaves.map(({ path }) => path);
  const [value, ...slopes] = [formula, ...paths.map((path) => formula.derivative(path))].map((of) =>
    of.toFunction(paths),
  );
  const isVector = paths.map((path) => formula.vectors.includes(path));
  /** The values of the call; a vector is read where it is. */
  const argumentsOf = (cells: readonly Cells[]) =>
    cells.map((cell, at) => (isVector[at] ? (cell as Float64Array) : cell[0]!));
  let bound: { x: unknown; g: unknown; cells: readonly Cells[]; into: readonly Cells[] } | undefined;
  const objective: Objective<P> = (x, g) => {
    // The same two trees at every call of a search.
    if (bound?.x !== x || bound?.g !== g)
      bound = { x, g, cells: cellsOf(structure, x), into: cellsOf(structure, g) };
    const values = argumentsOf(bound.cells);
    for (const [at, slope] of slopes.entries()) {
      const found = slope(...values);
      if (typeof found === "number") bound.into[at]![0] = found;
      else for (let i = 0; i < found.length; i++) bound.into[at]![i] = found[i]!;
    }
    return value!(...values) as number;
  };
  return Object.assign(objective, { formula });
}

function checkNames({ names, vectors, isVector, text }: Formula, leaves: readonly Leaf[]): void {
  if (isVector)
    throw new ParameterError(`the formula must be a number, not a vector, to be minimised; got ${text}`);
  const paths = leaves.map(({ path }) => path);
  const list = (of: readonly string[]) => [...of].sort().join(", ") || "none";
  if (list(names) !== list(paths))
    throw new ParameterError(
      `the names of the formula must be the paths of the parameters, as in { x: 1, y: 2 }; the formula has ${list(names)}, x0 has ${list(paths.map((path) => path || "no names"))}`,
    );
  const several = leaves.find(({ path, size }) => size !== 1 && !vectors.includes(path));
  if (several)
    throw new ParameterError(
      `"${several.path}" is a number in the formula and has ${several.size} elements in x0; name it in vectors: ["${several.path}"] of expression()`,
    );
}
