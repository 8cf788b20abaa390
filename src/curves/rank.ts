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
  /** The triangle of the independent columns, each divided by its norm: valid until the next ranking. */
  readonly triangle: Triangle;
  readonly norms: readonly number[];
}

/** The columns of a triangle ranked. */
export function rankOf(all: Triangle, isExact: boolean): Ranked {
  const { count } = all;
  /** Columns of norm 1, one after the other; what is left of each once the pivots are taken from it. */
  const { columns, left } = workOf(count);
  columns.fill(0);
  const norms: number[] = [];
  const rest: number[] = [];
  for (let j = 0; j < count; j++) {
    const norm = all.columnNorm(j);
    norms.push(norm);
    rest.push(j);
    for (let i = 0; i <= j; i++) columns[j * count + i] = all.at(i, j) / (norm || 1);
  }
  left.set(columns);
  const independent: number[] = [];
  const confounded = new Set<number>();
  const least = isExact ? threshold.exact : threshold.differences;
  let first = 0;
  while (rest.length > 0) {
    let at = 0;
    let norm = lengthOf(left, rest[0]!, count);
    for (let other = 1; other < rest.length; other++) {
      const length = lengthOf(left, rest[other]!, count);
      if (length > norm) {
        at = other;
        norm = length;
      }
    }
    first ||= norm;
    if (norm === 0 || norm < least * first) break;
    const pivot = rest[at]!;
    rest.splice(at, 1);
    independent.push(pivot);
    // Twice is enough: what is left is orthogonal to the pivot.
    for (let turn = 0; turn < 2; turn++)
      for (let place = 0; place < rest.length; place++) {
        const j = rest[place]!;
        const dot = product(left, j * count, pivot * count, count) / (norm * norm);
        for (let i = 0; i < count; i++) left[j * count + i]! -= dot * left[pivot * count + i]!;
      }
  }
  /** The triangle of some columns, the last as right-hand side if that is wanted. */
  const triangleOf = (places: readonly number[], width: number): Triangle => {
    const { block, triangle } = workOf(width, count);
    block.fill(0);
    for (let to = 0; to < places.length; to++)
      for (let i = 0; i < count; i++) block[to * count + i] = columns[places[to]! * count + i]!;
    return triangle.clear().append(block, count);
  };
  for (const j of rest) {
    confounded.add(j);
    if (norms[j] === 0 || independent.length === 0) continue;
    // The column as a sum of the independent ones.
    const parts = new Float64Array(independent.length);
    triangleOf([...independent, j], independent.length).solve(parts);
    for (const [at, part] of parts.entries()) if (Math.abs(part) > share) confounded.add(independent[at]!);
  }
  return { independent, confounded, triangle: triangleOf(independent, independent.length), norms };
}

/** What rankings work in: most are of as many parameters as the one before. */
interface Work {
  readonly columns: Float64Array;
  readonly left: Float64Array;
  readonly block: Float64Array;
  readonly triangle: Triangle;
}

const works = new Map<number, Work>();

/** For a number of columns, as many rows long unless that is said. */
function workOf(count: number, height = count): Work {
  const key = count * 2 ** 16 + height;
  let work = works.get(key);
  if (!work) {
    const numbers = (length: number) => new Float64Array(length);
    const [columns, left] = [numbers(count * height), numbers(count * height)];
    work = { columns, left, block: numbers((count + 1) * height), triangle: new Triangle(count) };
    works.set(key, work);
  }
  return work;
}

/** The norm of a column. */
const lengthOf = (values: Float64Array, column: number, count: number): number =>
  Math.sqrt(product(values, column * count, column * count, count));

/** The inner product of two columns. */
function product(values: Float64Array, one: number, other: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[one + i]! * values[other + i]!;
  return sum;
}
