/** Rows to fit and what a search has found, as flat numbers: what threads send each other. */
import type { CurvePlan } from "./curve-plan.ts";
import type { SearchedRows } from "./curve-system.ts";
import type { Found } from "./starts.ts";
import { NotFinite } from "./system.ts";
import { Triangle } from "./triangle.ts";

/** Rows of some groups: how many each has, and for each the columns of the formula, the response and, where there are some, the factors. */
export interface PackedRows {
  readonly rows: readonly number[];
  readonly hasFactors: boolean;
  readonly numbers: Float64Array<ArrayBuffer>;
}

/** What became of a search: what it found, why there was no start, or another error's words. */
export type Outcome = Found | NotFinite | string;

/** What became of searches: numbers, and the texts that some of them are places of. */
export interface PackedOutcomes {
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly texts: readonly string[];
}

/** Rows of groups in one array. */
export function packRows({ formula }: CurvePlan, groups: readonly SearchedRows[]): PackedRows {
  const hasFactors = groups.some(({ factors }) => factors !== undefined);
  const lists = groups.flatMap(({ columns, response, factors }) => [
    ...formula.columns.map((name) => columns.get(name)!),
    response,
    ...(factors ? [factors] : []),
  ]);
  const numbers = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    numbers.set(list, at);
    at += list.length;
  }
  return { rows: groups.map(({ rows }) => rows), hasFactors, numbers };
}

/** The same rows again, without copies. */
export function unpackRows(
  { formula }: CurvePlan,
  { rows, hasFactors, numbers }: PackedRows,
): SearchedRows[] {
  let at = 0;
  return rows.map((count) => {
    const next = (): Float64Array => {
      at += count;
      return numbers.subarray(at - count, at);
    };
    const columns = new Map(formula.columns.map((name) => [name, next()]));
    const response = next();
    return { columns, rows: count, response, factors: hasFactors ? next() : undefined };
  });
}

const kinds = { found: 0, notFinite: 1, text: 2 } as const;

/** Outcomes in one array. */
export function packOutcomes(outcomes: readonly Outcome[]): PackedOutcomes {
  const numbers: number[] = [];
  const texts: string[] = [];
  const placeOf = (text: string): number => {
    const known = texts.indexOf(text);
    return known < 0 ? texts.push(text) - 1 : known;
  };
  for (const outcome of outcomes) {
    if (typeof outcome === "string") numbers.push(kinds.text, placeOf(outcome));
    else if (outcome instanceof NotFinite) {
      const { row, value, parameter = -1, isStart } = outcome;
      numbers.push(kinds.notFinite, row, value, parameter, Number(isStart));
    } else {
      const { solution, start, points, evaluations, minima } = outcome;
      const { x, loss, triangle, converged, reason } = solution;
      const { residuals, jacobians } = solution.evaluations;
      numbers.push(kinds.found, points, evaluations, loss, Number(converged), placeOf(reason));
      numbers.push(residuals, jacobians, minima.length, ...x, ...start, ...triangle.values);
      for (const one of minima) numbers.push(one.loss, one.searches, ...one.x);
    }
  }
  return { numbers: Float64Array.from(numbers), texts };
}

/** The same outcomes again. */
export function unpackOutcomes(
  { formula }: CurvePlan,
  count: number,
  { numbers, texts }: PackedOutcomes,
): Outcome[] {
  const parameters = formula.parameters.length;
  let at = 0;
  const next = (): number => numbers[at++]!;
  const list = (length: number): Float64Array => {
    at += length;
    return numbers.slice(at - length, at);
  };
  return Array.from({ length: count }, (): Outcome => {
    const kind = next();
    if (kind === kinds.text) return texts[next()]!;
    if (kind === kinds.notFinite) {
      const [row, value, parameter, isStart] = [next(), next(), next(), next()];
      return new NotFinite(row, value, parameter < 0 ? undefined : parameter, isStart === 1);
    }
    const [points, evaluations, loss, converged, reason] = [next(), next(), next(), next(), next()];
    const [residuals, jacobians, ends] = [next(), next(), next()];
    const [x, start] = [list(parameters), list(parameters)];
    const triangle = new Triangle(parameters);
    triangle.values.set(list(triangle.values.length));
    const minima = Array.from({ length: ends }, () => {
      const [loss, searches] = [next(), next()];
      return { x: list(parameters), loss, searches };
    });
    const solution = {
      ...{ x, loss, triangle, isExact: true, converged: converged === 1, reason: texts[reason]! },
      evaluations: { residuals, jacobians },
    };
    return { solution, start, points, evaluations, minima };
  });
}
