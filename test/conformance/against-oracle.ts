/** Rows against their oracles: what is expected of a problem's steps, and how closely. */
import { expect } from "vitest";
import type { Device } from "../../src/index.ts";
import { allPatterns } from "../oracle/gradients.ts";
import type { Options, OracleCase } from "../oracle/index.ts";
import { changing, changingRate, devices } from "./cases.ts";
import { flat, follow, type Live } from "./descents.ts";
import { worstError } from "./errors.ts";
import { optionsAt, type Problem } from "./problems.ts";

/** Patterns of gradients on which a row can be compared. */
export const patternsOf = ({ cancelsWhenConstant }: OracleCase) =>
  allPatterns.filter((pattern) => !(cancelsWhenConstant && pattern === "constant"));

interface Run {
  readonly points: readonly Float64Array[];
  readonly evaluation: Float64Array | undefined;
}

function expectedOf(row: OracleCase, problem: Problem, changed: Options = {}): Run {
  const { shapes, start, gradients, losses, flushAfter, estimates } = problem;
  const oracle = row.create(start.length, changed, Object.values(shapes));
  const rate = changingRate(row, problem);
  const p = start.slice();
  const points = gradients.map((gradient, count) => {
    const told = estimates?.[count];
    if (told) oracle.estimate!(told);
    if (problem.changes) oracle.change!(optionsAt(problem, count));
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

/** Expects a row to agree with its oracle to 1e-12, or as closely as the oracle itself is stable, on all devices or on those given. */
export async function expectOracle(
  row: OracleCase,
  problem: Problem,
  on: readonly ((typeof devices)[number] | Device)[] = devices,
): Promise<void> {
  const expected = expectedOf(row, problem);
  expect(expected.points.every((values) => values.every(Number.isFinite))).toBe(true);
  for (const device of on) {
    const found: Float64Array[] = [];
    const see = (descent: Pick<Live, "params">) => found.push(flat(descent, problem));
    await follow(changing(row, problem), problem, { device }, see, async (descent) => {
      see({ params: await descent.evalParams() });
    });
    const { points, evaluation = points.at(-1)! } = expected;
    const error = worstError([...points, evaluation], found);
    if (error < 1e-12) continue;
    expect(error, typeof device === "string" ? device : device.name).toBeLessThan(
      Math.min(1e-10, 8 * unsteadiness(row, problem, expected)),
    );
  }
}
