/**
 * Which parameters the data can tell apart: QR with column pivoting of the Jacobian, each column divided by its norm. Golub, Van Loan: Matrix Computations, 2013,
 * section 5.4.2.
 */
import { Triangle } from "./triangle.ts";

/** A diagonal element below this part of the first counts as 0: of exact derivatives, and of differences. */
const threshold = { exact: 1e-10, differences: 1e-7 } as const;
/** A column takes part in a dependence if it does with at least this part of the largest. */
const share = 1e-3;

/** Independent columns and what depends on them. */
export interface Ranked {
  /** The places of independent columns, in the order of pivots. */
  readonly independent: readonly number[];
  /** The places of all columns that take part in a dependence. */
  readonly confounded: ReadonlySet<number>;
  /** The triangle of the independent columns, each divided by its norm. */
  readonly triangle: Triangle;
  readonly norms: readonly number[];
}

/** The columns of a triangle ranked. */
export function rankOf(all: Triangle, isExact: boolean): Ranked {
  const norms = Array.from({ length: all.count }, (_, j) => all.columnNorm(j));
  const column = (j: number): number[] =>
    Array.from({ length: all.count }, (_, i) => all.at(i, j) / (norms[j] || 1));
  const rest = norms.map((_, j) => ({ j, values: column(j) }));
  const independent: number[] = [];
  const confounded = new Set<number>();
  const least = isExact ? threshold.exact : threshold.differences;
  const length = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));
  let first = 0;
  while (rest.length > 0) {
    rest.sort((a, b) => length(b.values) - length(a.values));
    const pivot = rest[0]!;
    const norm = length(pivot.values);
    first ||= norm;
    if (norm === 0 || norm < least * first) break;
    rest.shift();
    independent.push(pivot.j);
    // Twice is enough: what is left is orthogonal to the pivot.
    for (let turn = 0; turn < 2; turn++)
      for (const { values } of rest) {
        const dot = values.reduce((sum, v, i) => sum + v * pivot.values[i]!, 0) / (norm * norm);
        for (const i of values.keys()) values[i]! -= dot * pivot.values[i]!;
      }
  }
  const scaled = (places: readonly number[]): Triangle => {
    const block = new Float64Array(all.count * (places.length + 1));
    for (const [to, j] of places.entries()) block.set(column(j), to * all.count);
    return new Triangle(places.length).append(block, all.count);
  };
  for (const { j } of rest) {
    confounded.add(j);
    if (norms[j] === 0 || independent.length === 0) continue;
    // The column as a sum of the independent ones.
    const block = new Float64Array(all.count * (independent.length + 1));
    for (const [to, other] of [...independent, j].entries()) block.set(column(other), to * all.count);
    const parts = new Float64Array(independent.length);
    new Triangle(independent.length).append(block, all.count).solve(parts);
    for (const [at, part] of parts.entries()) if (Math.abs(part) > share) confounded.add(independent[at]!);
  }
  return { independent, confounded, triangle: scaled(independent), norms };
}
