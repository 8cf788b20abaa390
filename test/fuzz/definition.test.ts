/**
 * Compiled rules, chains and partitions against the definition, in float64. Where the definition itself changes when
 * its operations are rounded differently, nothing can be compared: such elements are left out and counted.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Optimizer } from "../../src/compose/optimizer.ts";
import { Definition, type Noise, type Values } from "./definition.ts";
import { transformations } from "./rules.ts";
import { contents, type Problem, problems, valuesOf } from "./trees.ts";

const tolerance = 1e-9;
/** Where the definition moves by more than this, it is not compared. */
const steadiness = 1e-11;

/** Rounding errors of a few units: always up, always down, and without a pattern. */
function noises(): Noise[] {
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 0x5bd1e995) + 12345) | 0;
    return seed / 2 ** 31;
  };
  return [
    (value) => value * (1 + 2e-15),
    (value) => value * (1 - 2e-15),
    (value) => value * (1 + 2e-15 * random()),
    (value) => value * (1 + 2e-15 * random()),
  ];
}

const close = (a: number, b: number, relative: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= relative * Math.abs(b);

const everything = ({ params, states }: Definition): Map<string, Values> =>
  new Map([["params", params], ...states]);

/** How many numbers were compared, and how many there were. */
interface Tally {
  compared: number;
  finite: number;
  all: number;
}

/** Most of what there was could be compared, and most of that was a number and not an overflow. */
function expectMost({ compared, finite, all }: Tally): void {
  expect(compared / all).toBeGreaterThan(0.8);
  expect(finite / compared).toBeGreaterThan(0.5);
}

function compare(
  found: ReadonlyMap<string, readonly number[]>,
  meant: Definition,
  shaken: Definition[],
  tally: Tally,
) {
  const others = shaken.map(everything);
  for (const [name, values] of everything(meant)) {
    for (const [path, row] of values) {
      // A state that is one number for all tensors, or for all elements of a tensor, stands for each of them.
      const device = found.get(`${name}.${path}`) ?? found.get(name);
      if (!device) throw new Error(`the descent has no ${name} of ${path}`);
      for (const [i, value] of row.entries()) {
        tally.all++;
        const steady = others.every((other) =>
          close(other.get(name)?.get(path)?.[i] ?? Number.NaN, value, steadiness),
        );
        if (!steady) continue;
        tally.compared++;
        if (Number.isFinite(value)) tally.finite++;
        const got = device[device.length === row.length ? i : 0]!;
        if (!close(got, value, tolerance)) {
          throw new Error(
            `step ${meant.count}: ${name} of ${path}[${i}] is ${got}; the definition gives ${value}`,
          );
        }
      }
    }
  }
}

async function expectDefinition(
  optimizer: Optimizer,
  { params, grads }: Problem,
  device: "js" | "wasm",
  tally: Tally,
): Promise<void> {
  const meant = new Definition(optimizer, valuesOf(params));
  const shaken = noises().map((noise) => new Definition(optimizer, valuesOf(params), noise));
  const descent = await optimizer.init(params, { device });
  for (const grad of grads) {
    descent.step(grad);
    for (const definition of [meant, ...shaken]) definition.step(valuesOf(grad));
    if (shaken.every(({ count }) => count === meant.count)) expect(descent.count).toBe(meant.count);
    compare(contents(descent), meant, shaken, tally);
  }
  descent.dispose();
}

const devices = fc.constantFrom("js" as const, "wasm" as const);

test("any rule, chain or partition is its definition, to 1e-9", async () => {
  const tally = { compared: 0, finite: 0, all: 0 };
  await fc.assert(
    fc.asyncProperty(
      transformations({ decides: true, exponents: ["2", "3", "-1"] }),
      problems({ steps: 4 }),
      devices,
      (optimizer, problem, device) => expectDefinition(optimizer, problem, device, tally),
    ),
    { seed: 1, numRuns: 200 },
  );
  expectMost(tally);
});

test("so it is where tensors are cut into pieces", async () => {
  const tally = { compared: 0, finite: 0, all: 0 };
  await fc.assert(
    fc.asyncProperty(
      transformations({ depth: 2 }),
      problems({ sizes: [4100, 7], steps: 2 }),
      devices,
      (optimizer, problem, device) => expectDefinition(optimizer, problem, device, tally),
    ),
    { seed: 1, numRuns: 5, endOnFailure: true },
  );
  expectMost(tally);
});
