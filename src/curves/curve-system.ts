/** A curve over rows as the solver sees it, and the search for its parameters. */

import type { CurveData } from "./curve-data.ts";
import { CurveError } from "./curve-error.ts";
import type { CurvePlan } from "./curve-plan.ts";
import type { Derived } from "./formula.ts";
import { Program } from "./program.ts";
import { solve } from "./solve.ts";
import { type Found, searchEverywhere } from "./starts.ts";
import { blockRows, type Jacobian, NotFinite, tooLarge } from "./system.ts";
import { placeOf } from "./table.ts";
import { type BlockPass, Tape } from "./tape.ts";
import { weigh } from "./weights.ts";
import { type WorkingSystem, Workspace } from "./workspace.ts";

/** So many rows are enough to choose a start by. */
const enough = 300;

/** Programs of formulas: many fits have one. */
const programs = /* @__PURE__ */ new WeakMap<Derived, Program>();

/** The model and its derivatives over rows. */
export function tapeOf(
  { formula }: CurvePlan,
  columns: CurveData["columns"],
  rows: number,
  compile?: (program: Program) => BlockPass | undefined,
): Tape {
  const { root, derivatives, parameters, predictors } = formula;
  const program = programs.get(formula) ?? new Program([root, ...derivatives], parameters, predictors);
  programs.set(formula, program);
  return new Tape(program, columns, rows, compile?.(program));
}

/**
 * Searches for the parameters of a curve.
 *
 * @throws CurveError where the model has no values at the start, or at none that was tried.
 */
export function findCurve(plan: CurvePlan, data: CurveData, tape: Tape): Found {
  try {
    return searchCurve(plan, data, tape);
  } catch (error) {
    throw explained(error, plan, data);
  }
}

/** What a search has thrown, as an error for users. */
export const explained = (error: unknown, plan: CurvePlan, data: CurveData): unknown =>
  error instanceof NotFinite ? new CurveError(whyNot(error, plan, data)) : error;

/** Rows as a search sees them. */
export type SearchedRows = Pick<CurveData, "columns" | "rows" | "response" | "factors">;

/** The same; throws NotFinite where there are no values at the start. */
export function searchCurve(plan: CurvePlan, data: SearchedRows, tape: Tape): Found {
  const { formula, start, fixed, box, robust, maxEvaluations } = plan;
  const { columns, rows, response, factors } = data;
  const count = formula.parameters.length;
  const system = systemOf(tape, count, response, factors);
  if (start) {
    const solution = solve(system, start, box, robust, maxEvaluations);
    const minima = [{ x: solution.x, loss: solution.loss, searches: 1 }];
    return { solution, start, points: 1, evaluations: 0, minima };
  }
  /** Some of the rows, to try starts with. */
  const thinned = (): WorkingSystem => {
    const every = Math.floor(rows / enough);
    if (every < 2) return system;
    const some = (values: Float64Array) => values.filter((_, row) => row % every === 0);
    const few = new Map([...columns].map(([name, values]) => [name, some(values)]));
    const part = tapeOf(plan, few, Math.ceil(rows / every));
    return systemOf(part, count, some(response), factors && some(factors));
  };
  return searchEverywhere(formula, columns, [thinned(), system], fixed, box, robust, maxEvaluations);
}

/** What the solver sees: expected less observed, weighted. */
function systemOf(
  tape: Tape,
  count: number,
  response: Float64Array,
  factors: Float64Array | undefined,
): WorkingSystem {
  const { rows } = tape;
  const block: Jacobian["block"] = (from, to, out, stride) => {
    tape.compute(from, to);
    for (let j = 0; j < count; j++) {
      const at = j * stride;
      tape.copy(j + 1, from, to, out, at);
      if (factors) weigh(out.subarray(at, at + to - from), factors, from, to - from);
    }
  };
  const both: Jacobian["both"] = (from, to, out, stride, residuals) => {
    block(from, to, out, stride);
    tape.copy(0, from, to, residuals, from);
    for (let i = from; i < to; i++) residuals[i]! -= response[i]!;
    if (factors) weigh(residuals.subarray(from, to), factors, from, to - from);
  };
  return {
    rows,
    count,
    work: workspaceOf(tape, count),
    residuals(x, out) {
      tape.at(x);
      tape.values(out);
      for (let i = 0; i < rows; i++) out[i]! -= response[i]!;
      weigh(out, factors, 0, rows);
    },
    jacobian: {
      isExact: true,
      at: (x) => tape.at(x),
      block,
      // Of few rows all is computed at once anyway.
      ...(rows > blockRows && { both }),
    },
  };
}

/** The latest for few rows: most fits have as many rows as the one before, and formulas call nobody who could begin another meanwhile. */
let latest: Workspace | undefined;

function workspaceOf(tape: Tape, count: number): Workspace {
  const { rows, folding } = tape;
  if (latest?.rows === rows && latest.count === count && latest.folding === folding) return latest;
  const made = new Workspace(rows, count, folding);
  if (rows <= blockRows) latest = made;
  return made;
}

function whyNot(
  { row, value, parameter, isStart }: NotFinite,
  { formula: { parameters, predictors } }: CurvePlan,
  { columns, selection }: CurveData,
): string {
  const place = placeOf(selection)(row);
  // The residual is a number, but its square is not.
  if (parameter === undefined && Number.isFinite(value)) return `fitCurve: ${tooLarge(value, place)}`;
  const what =
    parameter === undefined ? "the model" : `the derivative with respect to ${parameters[parameter]}`;
  const at = predictors.map((name) => `${name} = ${columns.get(name)![row]}`).join(", ");
  const where = isStart ? "at the start" : "on the way";
  const hint = "choose another start, or bounds that keep the parameters where the model has values";
  return `fitCurve: ${what} is ${value} ${where} in ${place}${at && ` (${at})`}; ${hint}`;
}
