/**
 * A search without a start: many points on the data's own scale are tried cheaply, the best are searched from. Parameters in which the model is linear need no guess: at each point they are
 * what fits best. Golub, Pereyra: The differentiation of pseudo-inverses and nonlinear least squares problems whose variables separate, SIAM Journal on Numerical Analysis 10, 1973.
 */
import { isZero } from "../language/algebra.ts";
import { topological } from "../language/graph.ts";
import { candidatesOf } from "./candidates.ts";
import { CurveError } from "./curve-error.ts";
import type { Derived } from "./formula.ts";
import type { Robust } from "./losses.ts";
import { rankOf } from "./rank.ts";
import { type Solution, solve } from "./solve.ts";
import { type Box, blockRows, firstNotFinite, largestOf, NotFinite, type System } from "./system.ts";
import { Triangle } from "./triangle.ts";
import type { WorkingSystem } from "./workspace.ts";

/** So many rows are computed to try points, of which there are at least and at most so many. */
const [mostRows, leastPoints, mostPoints] = [400_000, 300, 4000];
/** From so many of them a short search goes on, and from so many of these a whole one. */
const [short, whole] = [24, 5];
/** How long a short search is; and a whole one that is not from the best point. */
const [shortEvaluations, otherEvaluations] = [20, 300];

/** What a search without a start has found. */
export interface Found {
  readonly solution: Solution;
  readonly start: Float64Array;
  /** How many points were tried. */
  readonly points: number;
  /** How often residuals were computed to choose it, on some of the rows where there are many. */
  readonly evaluations: number;
  /** The minima that whole searches ended in, the best first. */
  readonly minima: readonly { readonly x: Float64Array; readonly loss: number; readonly searches: number }[];
}

/** Parameters in which the model is linear together, while all others stand still. */
export function linearIn({ parameters, derivatives }: Derived, free: readonly number[]): number[] {
  const names = derivatives.map(
    (derivative) =>
      new Set(topological([derivative]).flatMap((node) => (node.kind === "symbol" ? [node.name] : []))),
  );
  const linear: number[] = [];
  for (const j of free) {
    // What moves the model in jumps has the derivative 0.
    if (isZero(derivatives[j]!)) continue;
    const together = [...linear, j];
    if (together.every((one) => together.every((other) => !names[one]!.has(parameters[other]!))))
      linear.push(j);
  }
  return linear;
}

/** Points of a grid: all of it, or evenly spread ones where it has too many. */
export function* gridOf(lists: readonly (readonly number[])[], most: number): Generator<number[]> {
  const total = lists.reduce((product, list) => product * list.length, 1);
  for (let i = 0; i < Math.min(total, most); i++) {
    let rest = i;
    yield lists.map((list, j) => {
      if (total <= most) {
        const at = rest % list.length;
        rest = Math.floor(rest / list.length);
        return list[at]!;
      }
      // Multiples of an irrational number are spread evenly between 0 and 1.
      const part = (i + 0.5) * Math.sqrt(primes[j % primes.length]!);
      return list[Math.floor((part - Math.floor(part)) * list.length)]!;
    });
  }
}

const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];

/**
 * Searches for the best fit from everywhere.
 *
 * @param some - the system of some rows, to choose starts by, and that of all.
 * @param fixed - values of parameters that do not move; the others' are not looked at.
 * @throws CurveError if the model has values at no point.
 */
export function searchEverywhere(
  formula: Derived,
  columns: ReadonlyMap<string, Float64Array>,
  [some, all]: readonly [some: WorkingSystem, all: WorkingSystem],
  fixed: ReadonlyMap<number, number>,
  box: Box,
  robust: Robust,
  maxEvaluations: number,
): Found {
  const { parameters, root } = formula;
  const free = parameters.map((_, j) => j).filter((j) => !fixed.has(j));
  const linear = linearIn(formula, free);
  const curved = free.filter((j) => !linear.includes(j));
  const lists = candidatesOf(
    root,
    curved.map((j) => parameters[j]!),
    columns,
  ).map((list, at) => inside(list, box, curved[at]!));
  const residuals = new Float64Array(some.rows);
  const tried: { x: Float64Array; loss: number }[] = [];
  let [points, evaluations] = [0, 0];
  /** A point with residuals whose squares are too large for float64. */
  let overflow: Float64Array | undefined;
  const most = Math.min(Math.max(mostRows / some.rows, leastPoints), mostPoints);
  for (const point of gridOf(lists, Math.floor(most))) {
    const x = new Float64Array(parameters.length);
    for (const [j, value] of fixed) x[j] = value;
    for (const [at, j] of curved.entries()) x[j] = point[at]!;
    points++;
    evaluations += linear.length > 0 ? 2 : 1;
    bestLinear(some, linear, x, residuals, box);
    some.residuals(x, residuals);
    const loss = residuals.reduce((sum, value) => sum + robust.of(value), 0);
    if (Number.isFinite(loss) && x.every(Number.isFinite)) tried.push({ x, loss });
    else if (!Number.isFinite(loss) && firstNotFinite(residuals) < 0) overflow ??= x;
  }
  tried.sort((a, b) => a.loss - b.loss);
  /** What rounding leaves of residuals that are all 0. */
  const zero = 2 ** -90 * (tried.at(-1)?.loss ?? 0);
  const searchFrom = (from: readonly Search[], run: (x: Float64Array, at: number) => Solution): Search[] =>
    distinct(
      from.flatMap(({ start, x, searches }, at) => {
        try {
          const solution = run(x, at);
          evaluations += solution.evaluations.residuals;
          return [{ start, x: solution.x, searches, solution }];
        } catch (error) {
          // Derivatives have no values there.
          if (error instanceof NotFinite) return [];
          throw error;
        }
      }),
      zero,
    );
  const chosen = chosenOf(tried).map(({ x }) => ({ start: x, x, searches: 1 }));
  const begun = searchFrom(chosen, (x) => solve(some, x, box, robust, shortEvaluations));
  const limit = (at: number) => (at === 0 ? maxEvaluations : Math.min(otherEvaluations, maxEvaluations));
  const ended = searchFrom(begun.slice(0, whole), (x, at) => solve(all, x, box, robust, limit(at)));
  const [best] = ended;
  if (!best?.solution && overflow) {
    const left = new Float64Array(all.rows);
    all.residuals(overflow, left);
    throw largestOf(left);
  }
  if (!best?.solution)
    throw new CurveError(
      `fitCurve: the model has no values at any of ${points} point${points === 1 ? "" : "s"} on the scale of the data; give a start`,
    );
  // Where the model hardly moves with its parameters a search ends too, in no minimum.
  const rankIn = ({ triangle, isExact }: Solution) =>
    rankOf(triangle.select(free), isExact).independent.length;
  const rank = rankIn(best.solution);
  const minima = ended.flatMap(({ x, searches, solution }, at) =>
    solution && (at === 0 || (solution.converged && rankIn(solution) >= rank))
      ? [{ x, loss: solution.loss, searches }]
      : [],
  );
  evaluations -= best.solution.evaluations.residuals;
  return { solution: best.solution, start: best.start, points, evaluations, minima };
}

/** A search: where it began, where it is, and how many it stands for. */
interface Search {
  readonly start: Float64Array;
  readonly x: Float64Array;
  readonly searches: number;
  readonly solution?: Solution;
}

/** The best first; those that have come to the same sum of squares once. */
function distinct(found: readonly (Search & { readonly solution: Solution })[], zero: number): Search[] {
  const kept: (Search & { readonly solution: Solution; searches: number })[] = [];
  for (const search of [...found].sort((a, b) => a.solution.loss - b.solution.loss)) {
    const { loss } = search.solution;
    const same = kept.find(({ solution }) => Math.abs(solution.loss - loss) <= Math.max(1e-6 * loss, zero));
    if (same) same.searches += search.searches;
    else kept.push({ ...search });
  }
  return kept;
}

/** Half of them the best; these may all lead to one minimum, so the others are ever further down the list. */
function chosenOf<T>(points: readonly T[]): T[] {
  if (points.length <= short) return [...points];
  const chosen = new Set<number>();
  for (let at = 0, rank = 0; chosen.size < short; at++) {
    chosen.add(Math.floor(rank));
    const growth = points.length / short / (short / 2);
    rank += at < short / 2 ? 1 : 1 + growth * (at - short / 2);
  }
  return [...chosen].flatMap((rank) => points[rank] ?? []);
}

/** Values within the bounds of a parameter; where there are none, some between them. */
function inside(list: readonly number[], { low, high }: Box, j: number): number[] {
  const [min, max] = [low[j]!, high[j]!];
  const kept = list.filter((value) => value >= min && value <= max);
  if (kept.length > 0) return kept;
  if (min > Number.NEGATIVE_INFINITY && max < Number.POSITIVE_INFINITY)
    return [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => min + part * (max - min));
  const from = min > Number.NEGATIVE_INFINITY ? min : max;
  const sign = from === min ? 1 : -1;
  return [0.01, 0.1, 1, 10].map((by) => from + sign * by * (Math.abs(from) || 1));
}

/** Puts the linear parameters where the sum of squares is smallest for the others as they are. */
function bestLinear(
  system: System,
  linear: readonly number[],
  x: Float64Array,
  residuals: Float64Array,
  { low, high }: Box,
): void {
  if (linear.length === 0) return;
  const { rows, count, jacobian } = system;
  // Differences from 0 are the values themselves.
  system.residuals(x, residuals);
  jacobian.at(x, residuals);
  const triangle = new Triangle(linear.length);
  const size = Math.min(rows, blockRows);
  const [derivatives, block] = [new Float64Array(size * count), new Float64Array(size * (linear.length + 1))];
  for (let from = 0; from < rows; from += size) {
    const to = Math.min(from + size, rows);
    const length = to - from;
    jacobian.block(from, to, derivatives, length);
    for (const [at, j] of linear.entries())
      block.set(derivatives.subarray(j * length, (j + 1) * length), at * length);
    block.set(residuals.subarray(from, to), linear.length * length);
    triangle.append(block, length);
  }
  const found = new Float64Array(linear.length);
  if (!triangle.solve(found)) return void x.fill(Number.NaN);
  for (const [at, j] of linear.entries()) x[j] = Math.min(Math.max(found[at]!, low[j]!), high[j]!);
}
