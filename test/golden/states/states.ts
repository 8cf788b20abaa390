/** States that other libraries wrote after some steps, and their parameters after more: `tools/golden/optimizer_states.py` made them. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { type Descent, type Optimizer, tensor } from "../../../src/index.ts";

/** A run of one optimizer. */
export interface Case<State> {
  readonly state: State;
  /** Parameters with which the state belongs. */
  readonly before: Readonly<Record<string, readonly number[]>>;
  /** Parameters after all steps. */
  readonly after: Readonly<Record<string, readonly number[]>>;
}

/** All runs of a library, on the same gradients. */
export interface Golden<C> {
  /** Number of steps before the state was taken. */
  readonly before: number;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** One row a step. */
  readonly gradients: readonly Readonly<Record<string, readonly number[]>>[];
  readonly cases: Readonly<Record<string, C>>;
}

/** Reads the runs of a library. */
export const golden = <C>(library: string): Golden<C> =>
  JSON.parse(readFileSync(new URL(`./${library}.json`, import.meta.url), "utf8")) as Golden<C>;

type Row = Readonly<Record<string, readonly number[]>>;

const nested = <T>(row: Row, make: (values: readonly number[], name: string) => T) => ({
  layer: {
    weight: make(row["layer.weight"]!, "layer.weight"),
    bias: make(row["layer.bias"]!, "layer.bias"),
  },
  scale: make(row.scale!, "scale"),
  late: make(row.late!, "late"),
});

/** Begins a descent at some parameters. */
export const begin = (optimizer: Optimizer, { shapes }: Golden<unknown>, row: Row) =>
  optimizer.init(nested(row, (values, name) => tensor(Float64Array.from(values), shapes[name]!)));

/** The descent that `begin` makes. */
export type Begun = Awaited<ReturnType<typeof begin>>;

/** Takes the steps from the `from`th on. */
export function advance(
  descent: Begun,
  { gradients }: Golden<unknown>,
  from: number,
  to = gradients.length,
): void {
  for (const row of gradients.slice(from, to)) descent.step(nested(row, (values) => [...values]));
}

/** Parameters by path. */
export async function paramsOf(
  descent: Pick<Descent, "snapshot">,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const { params } = await descent.snapshot();
  return Object.fromEntries(Object.entries(params).map(([path, values]) => [path, [...values]]));
}

/** The largest difference, relative to values above `least`, otherwise to that. */
export async function distance(
  descent: Pick<Descent, "snapshot">,
  expected: Row,
  least = 1e-3,
): Promise<number> {
  const found = await paramsOf(descent);
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  return Math.max(
    ...Object.entries(expected).flatMap(([path, values]) =>
      values.map((value, i) => Math.abs(found[path]![i]! - value) / Math.max(Math.abs(value), least)),
    ),
  );
}
