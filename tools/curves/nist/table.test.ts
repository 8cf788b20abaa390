/**
 * How many digits of NIST's certified values are reached with default options from both starts, by `fitCurve`, by `leastSquares` of a plain function, by scipy's curve_fit and by npm's ml-levenberg-marquardt: parameters, and
 * standard errors where they are given. `run.sh` installs the others and keeps the table.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { levenbergMarquardt } from "ml-levenberg-marquardt";
import { expect, test } from "vitest";
import { fitCurve, leastSquares } from "../../../src/curves/index.ts";
import { digitsOf, models, type Problem, present, problemOf } from "../../../test/curves/nist.ts";

const folder = process.env.CURVES ?? "";

/** Parameters and standard errors; undefined where there are none. */
type Fit = { readonly values: readonly number[]; readonly errors?: readonly number[] } | undefined;

const namesOf = ({ certified }: Problem): string[] => certified.map((_, j) => `b${j + 1}`);
const columnsOf = ({ columns }: Problem) =>
  Object.fromEntries(columns.map((values, k) => [columns.length > 1 ? `x${k + 1}` : "x", values]));

function byFormula(problem: Problem, start: readonly number[]): Fit {
  const names = namesOf(problem);
  const { parameters } = fitCurve(
    `${problem.response} ~ ${problem.formula}`,
    { y: problem.observed, ...columnsOf(problem) },
    { start: Object.fromEntries(names.map((name, j) => [name, start[j]!])) },
  );
  const found = names.map((name) => parameters[name]!);
  return {
    values: found.map(({ value }) => value),
    errors: found.map(({ standardError }) => standardError ?? Number.NaN),
  };
}

function byFunction({ name, y, columns }: Problem, start: readonly number[]): Fit {
  const [x = [], z = []] = columns;
  const residuals = (parameters: Float64Array): number[] => {
    const b = [0, ...parameters];
    return y.map((observed, i) => models[name]!(b, x[i]!, z[i]!) - observed);
  };
  const { x: values, parameters } = leastSquares(residuals, start);
  return {
    values: [...values],
    errors: parameters.map(({ standardError }) => standardError ?? Number.NaN),
  };
}

function byNpm({ name, y, columns }: Problem, start: readonly number[]): Fit {
  const [x = [], z = []] = columns;
  // It takes one predictor: the row, by which both are found.
  const model = (b: readonly number[]) => (row: number) => models[name]!([0, ...b], x[row]!, z[row]!);
  try {
    const found = levenbergMarquardt({ x: y.map((_, row) => row), y: [...y] }, model, {
      initialValues: [...start],
    });
    return { values: found.parameterValues };
  } catch {
    return undefined;
  }
}

const shown = (digits: number): string => (digits >= 0.1 ? digits.toFixed(1) : "0");
const cell = (fit: Fit, { certified, errors }: Problem): string => {
  if (!fit) return "fails";
  const values = shown(digitsOf(fit.values, certified));
  return fit.errors ? `${values}, ${shown(digitsOf(fit.errors, errors))}` : values;
};

test("the table", () => {
  const problems = present.map(problemOf);
  expect(problems.length).toBeGreaterThan(0);
  const asked = problems.map((problem) => ({ ...problem, columns: columnsOf(problem) }));
  writeFileSync(join(folder, "problems.json"), JSON.stringify(asked));
  const fits = new URL("fits.py", import.meta.url).pathname;
  const python = process.env.PYTHON ?? "python3.11";
  const scipy: Record<string, readonly (Fit | null)[]> = JSON.parse(
    execFileSync(python, [fits, join(folder, "problems.json")], { encoding: "utf8" }),
  );
  const rows = problems.flatMap((problem) =>
    problem.starts.map((start, at) => {
      const others = [scipy[problem.name]![at] ?? undefined, byNpm(problem, start)];
      const all = [byFormula(problem, start), byFunction(problem, start), ...others];
      return `| ${problem.name} | ${at + 1} | ${all.map((fit) => cell(fit, problem)).join(" | ")} |`;
    }),
  );
  const head =
    "| problem | start | `fitCurve` | `leastSquares` | scipy 1.17.1 | ml-levenberg-marquardt 5.1.0 |";
  writeFileSync(join(folder, "table.md"), [head, "|---|---|---|---|---|---|", ...rows, ""].join("\n"));
  expect(readFileSync(join(folder, "table.md"), "utf8")).toContain("Misra1a");
});
