/** `lbfgs` and `newton` on the problems of Moré, Garbow and Hillstrom, with the evaluations that they take. */
import { readFileSync } from "node:fs";
import { lbfgs, type Minimum, minimize, newton } from "../../src/index.ts";
import { type Expression, expression } from "../../src/language/index.ts";

/** What scipy found. */
interface Found {
  readonly value: number;
  readonly evaluations: number;
}
/** A problem, with what scipy found (tools/golden/minimisers.py). */
interface Problem {
  readonly text: string;
  readonly start: readonly number[];
}
export interface Unconstrained extends Problem {
  readonly published: readonly number[];
  readonly lbfgsb: Found;
  readonly trustExact: Found;
}
export interface Bounded extends Problem, Found {
  readonly bounds: readonly (readonly [number | null, number | null])[];
  readonly x: readonly number[];
}
interface Golden {
  readonly library: Readonly<Record<string, string>>;
  readonly unconstrained: Readonly<Record<string, Unconstrained>>;
  readonly bounded: Readonly<Record<string, Bounded>>;
}

export const golden: Golden = JSON.parse(
  readFileSync(new URL("../golden/minimisers.json", import.meta.url), "utf8"),
);

type Formula = Expression<string, never>;

/** A formula that counts how often its value is computed. */
function counted(text: string, names: readonly string[]): { formula: Formula; count(): number } {
  const formula = expression(text as string, { names: [...names] }) as unknown as Formula;
  let calls = 0;
  const toFunction = (order: readonly string[]) => {
    const value = formula.toFunction(order);
    return (...values: number[]) => {
      calls++;
      return value(...values);
    };
  };
  return { formula: { ...formula, toFunction } as unknown as Formula, count: () => calls };
}

/** A minimum with the evaluations that it took. */
export interface Run extends Found {
  readonly x: readonly number[];
  readonly status: Minimum<unknown>["status"];
  readonly gradNorm: number;
  readonly steps: number;
}

const namesOf = ({ start }: Problem): string[] => start.map((_, i) => `x${i + 1}`);

/** Minimises from the standard start; within bounds where there are any. */
export async function run(method: "lbfgs" | "newton", problem: Problem & Partial<Bounded>): Promise<Run> {
  const names = namesOf(problem);
  const { formula, count } = counted(problem.text, names);
  const side = (at: 0 | 1) =>
    Object.fromEntries(
      names.flatMap((name, i) => {
        const bound = problem.bounds?.[i]?.[at] ?? null;
        return bound === null ? [] : [[name, bound] as const];
      }),
    );
  const sides = { min: side(0), max: side(1) };
  const bounds = Object.fromEntries(Object.entries(sides).filter(([, of]) => Object.keys(of).length > 0));
  const found = await minimize(
    formula,
    Object.fromEntries(names.map((name, i) => [name, problem.start[i]!])),
    {
      optimizer: method === "lbfgs" ? lbfgs() : newton(),
      steps: 10_000,
      tolerance: 1e-9,
      ...(problem.bounds && { bounds }),
    },
  );
  const { x, value, status, gradNorm, steps } = found;
  const point = names.map((name) => (x as Readonly<Record<string, number>>)[name]!);
  return { x: point, value, status, gradNorm, steps, evaluations: count() };
}
