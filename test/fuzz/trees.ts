/** Random trees of parameters, difficult gradients, and the contents of a descent as plain numbers. */
import fc from "fast-check";
import { gradients } from "../oracle/gradients.ts";
import type { Values } from "./definition.ts";

type Elements = Float32Array | Float64Array;

/** Parameters by name, and a gradient for each of several steps. */
export interface Problem {
  readonly params: Readonly<Record<string, Elements>>;
  readonly grads: readonly Readonly<Record<string, Elements>>[];
}

export interface ProblemOptions {
  readonly sizes?: readonly number[];
  readonly dtypes?: readonly ("float32" | "float64")[];
  readonly steps?: number;
  /** Powers of ten between which gradients lie. */
  readonly exponents?: readonly [number, number];
  /** Whether some gradients are infinite, NaN, -0 or subnormal. */
  readonly special?: boolean;
}

const special = [Number.NaN, Infinity, -Infinity, -0, 5e-324, -1e-40, 3e38];

/** Random problems; without `sizes`, one to four tensors of 1 to 40 elements. */
export function problems({
  sizes,
  dtypes = ["float64"],
  steps = 3,
  exponents = [-3, 3],
  special: withSpecial = false,
}: ProblemOptions): fc.Arbitrary<Problem> {
  const tensor = (size: fc.Arbitrary<number>) => fc.record({ size, dtype: fc.constantFrom(...dtypes) });
  const shapes = sizes
    ? fc.tuple(...sizes.map((size) => tensor(fc.constant(size))))
    : fc.array(tensor(fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 4 });
  const odd = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...special)), { maxLength: withSpecial ? 3 : 0 });
  return fc.tuple(shapes, fc.nat({ max: 999 }), odd).map(([tensors, seed, places]) => {
    const total = tensors.reduce((sum, { size }) => sum + size, 0);
    const split = (row: Float64Array): Record<string, Elements> => {
      let at = 0;
      return Object.fromEntries(
        tensors.map(({ size, dtype }, n) => {
          const part = row.subarray(at, at + size);
          at += size;
          return [`w${n}`, dtype === "float32" ? Float32Array.from(part) : Float64Array.from(part)];
        }),
      );
    };
    const [start, ...rows] = gradients(total, { steps: steps + 1, seed, exponents });
    for (const [place, value] of places) rows[place % steps]![place % total] = value;
    // Parameters of about one size, some of them 0.
    const params = start!.map((_, i) => (((i + seed) * 37) % 19) / 7 - 1);
    return { params: split(params), grads: rows.map(split) };
  });
}

/** A tree of typed arrays by path. */
export const valuesOf = (tree: Readonly<Record<string, Elements>>): Values =>
  new Map(Object.entries(tree).map(([name, row]) => [name, [...row]]));

/** Everything that a descent holds, as numbers by name: parameters, states of all kinds. */
export function contents(descent: {
  readonly params: unknown;
  readonly state: Readonly<Record<string, unknown>>;
}): Map<string, readonly number[]> {
  const found = new Map<string, readonly number[]>();
  const visit = (name: string, value: unknown): void => {
    if (typeof value === "number") found.set(name, [value]);
    else if (ArrayBuffer.isView(value)) found.set(name, [...(value as Float32Array)]);
    else if (typeof value === "object")
      for (const [key, child] of Object.entries(value as object)) visit(`${name}.${key}`, child);
  };
  visit("params", descent.params);
  for (const [name, state] of Object.entries(descent.state)) visit(name, state);
  return found;
}

/** The first place where two contents differ in a bit, or nothing; every NaN equals every other. */
export function difference(
  one: ReadonlyMap<string, readonly number[]>,
  other: ReadonlyMap<string, readonly number[]>,
): string | undefined {
  const names = [...one.keys()].join();
  if (names !== [...other.keys()].join()) return `${names} beside ${[...other.keys()].join()}`;
  for (const [name, row] of one) {
    const rest = other.get(name)!;
    if (row.length !== rest.length) return `${name}: ${row.length} beside ${rest.length} elements`;
    const i = row.findIndex((value, index) => !Object.is(value, rest[index]));
    if (i >= 0) return `${name}[${i}]: ${row[i]} beside ${rest[i]}`;
  }
  return undefined;
}
