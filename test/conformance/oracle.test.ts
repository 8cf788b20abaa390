/** Every row against its oracle in float64, on all backends, at every step and evaluation: to 1e-12, unless the oracle itself is less stable. */
import { expect, test } from "vitest";
import { allPatterns } from "../oracle/gradients.ts";
import type { Options, OracleCase } from "../oracle/index.ts";
import { cases, changing, changingRate, devices, everyRow } from "./cases.ts";
import { flat, follow, type Live } from "./descents.ts";
import { worstError } from "./errors.ts";
import { demandedBy, extreme, type Problem, quiet, shaped, vanishing } from "./problems.ts";

const patternsOf = ({ cancelsWhenConstant }: OracleCase) =>
  allPatterns.filter((pattern) => !(cancelsWhenConstant && pattern === "constant"));

interface Run {
  readonly points: readonly Float64Array[];
  readonly evaluation: Float64Array | undefined;
}

function expectedOf(row: OracleCase, problem: Problem, changed: Options = {}): Run {
  const { shapes, start, gradients, losses, flushAfter } = problem;
  const oracle = row.create(start.length, changed, Object.values(shapes));
  const rate = changingRate(row, problem);
  const p = start.slice();
  const points = gradients.map((gradient, count) => {
    oracle.step(p, gradient, rate(oracle.taken ?? count), losses[count]);
    if (flushAfter?.includes(count + 1)) oracle.flush!(p, rate(oracle.taken!));
    return p.slice();
  });
  return { points, evaluation: oracle.evaluation?.(p) };
}

/**
 * How far the oracle moves when the last bits of its options change. Two correct programs may differ by so much where a
 * formula subtracts nearly equal numbers, as RAdam's rho does.
 */
function unsteadiness(row: OracleCase, problem: Problem, { points }: Run): number {
  const moved = [1 + 2 ** -52, 1 - 2 ** -53].map((factor) => {
    const options = Object.entries(row.options).map(([name, value]) => [
      name,
      // Whole numbers count something.
      typeof value === "number" && !Number.isInteger(value) ? value * factor : value,
    ]);
    return worstError(points, expectedOf(row, problem, Object.fromEntries(options)).points);
  });
  return Math.max(...moved);
}

async function expectOracle(row: OracleCase, problem: Problem): Promise<void> {
  const expected = expectedOf(row, problem);
  expect(expected.points.every((values) => values.every(Number.isFinite))).toBe(true);
  for (const device of devices) {
    const found: Float64Array[] = [];
    const see = (descent: Pick<Live, "params">) => found.push(flat(descent, problem));
    await follow(changing(row, problem), problem, { device }, see, async (descent) => {
      see({ params: await descent.evalParams() });
    });
    const { points, evaluation = points.at(-1)! } = expected;
    const error = worstError([...points, evaluation], found);
    if (error < 1e-12) continue;
    expect(error, device).toBeLessThan(Math.min(1e-10, 8 * unsteadiness(row, problem, expected)));
  }
}

everyRow("agrees with the oracle from 1e-20 to 1e20", (row) =>
  expectOracle(row, extreme({ steps: 120, patterns: patternsOf(row) })),
);

everyRow("agrees with the oracle where tensors differ in scale", (row) =>
  expectOracle(row, shaped({ steps: 80 })),
);

everyRow("agrees with the oracle where gradients, rates and sums are 0", (row) => expectOracle(row, quiet()));

everyRow("agrees with the oracle where squares of gradients are 0", (row) => expectOracle(row, vanishing()));

const demands = cases.flatMap(([name, row]) =>
  Object.entries(demandedBy(row)).map(([what, problem]) => [`${name}, ${what}`, row, problem] as const),
);

test.each(demands)("%s: agrees with the oracle on what the row demands", (_, row, problem) =>
  expectOracle(row, problem),
);
