/** Steps in which some tensors have no gradient, and what a descent holds of each tensor. */
import { type Snapshot, type Tensor, tensor } from "../../src/index.ts";
import type { OracleCase } from "../oracle/index.ts";
import { changing, optimizerOf } from "./cases.ts";
import { type Live, step } from "./descents.ts";
import { type Problem, placesOf } from "./problems.ts";
import { planOf } from "./traits.ts";

/** Whether a tensor has no gradient at a call, counted from 0. */
export type Absent = (name: string, t: number) => boolean;

/** Late starts, long and short gaps; none at all in the calls 16 to 19; accumulations with and without. */
export const gaps: Absent = (name, t) => {
  if (t >= 16 && t < 20) return true;
  if (name === "matrix") return t < 6 || t % 5 === 4;
  if (name === "vector") return t === 2 || (t >= 8 && t < 14);
  return name === "cube" && t % 3 === 0;
};

/** Gives a descent the problem's gradients, `null` for those that are absent; `after` sees it after each call. */
export function takeSome(
  descent: Live,
  { shapes, gradients, losses }: Problem,
  absent: Absent,
  {
    from = 0,
    to = gradients.length,
    after = () => {},
  }: { from?: number; to?: number; after?: (t: number) => void } = {},
): void {
  for (let t = from; t < to; t++) {
    const given = placesOf(shapes).map(({ name, start, end }): [string, Tensor | null] => [
      name,
      absent(name, t) ? null : tensor(gradients[t]!.slice(start, end), shapes[name]!),
    ]);
    step(descent, losses[t]!, Object.fromEntries(given));
    after(t);
  }
}

/** The problem from a call on. */
export const later = (problem: Problem, from: number): Problem => ({
  ...problem,
  gradients: problem.gradients.slice(from),
  losses: problem.losses.slice(from),
});

/** The optimizer of a row at its rate, which stays. */
export const constant = (row: OracleCase) => optimizerOf(row, () => row.options.learningRate);

/** Numbers by name. */
export type Numbers = ReadonlyMap<string, readonly number[]>;

/** Everything that a snapshot holds of a tensor: its parameters and its states; those of all tensors by their names alone. */
export function ofTensor({ params, state }: Snapshot, path: string): Numbers {
  const states = Object.entries(state).flatMap(([name, values]): [string, number[]][] => {
    if (typeof values === "number") return [[name, [values]]];
    return path in values ? [[name, [...values[path]!]]] : [];
  });
  return new Map([
    ["params", [...params[path]!]],
    ...states.sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);
}

/** Names of states that are one number for all tensors, whatever part they take. */
export const sharedBy = (row: OracleCase): ReadonlySet<string> =>
  new Set(
    planOf(changing(row)).states.flatMap(({ name, scope, isShared }) =>
      scope === "uniform" && isShared ? [name] : [],
    ),
  );

/** Some of a map. */
export const without = (numbers: Numbers, names: ReadonlySet<string>): Numbers =>
  new Map([...numbers].filter(([name]) => !names.has(name)));
