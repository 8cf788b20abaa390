/**
 * Schedules are called first at 0, and once at every step. `set` takes effect at the next step, as a schedule that changes there
 * would. Every hyperparameter has an effect.
 */
import { expect } from "vitest";
import type { Hyper, Optimizer } from "../../src/index.ts";
import { topological } from "../../src/language/graph.ts";
import type { PlannedHyper } from "../../src/plan/hypers.ts";
import { type Bounds, checkHyper } from "../../src/rule/hyper.ts";
import type { OracleCase } from "../oracle/index.ts";
import { changing, changingRate, everyRow, optimizerOf } from "./cases.ts";
import { begin, flat, take } from "./descents.ts";
import { firstDifference } from "./errors.ts";
import { extreme } from "./problems.ts";
import { planOf } from "./traits.ts";

const steps = 30;
const half = 4;
const candidates = [0.5, 0.05, 2, 1, 1e-3, 7, 40, 1e4];
/** Gradients that last, so that estimates of distance grow, and a loss that falls and then no more. */
const problem = {
  ...extreme({ steps, patterns: ["constant", "constant", "flip"] }),
  losses: Array.from({ length: steps }, (_, t) => Math.max(1, 2 - t / 5)),
};

everyRow("asks its schedule for count 0 first, then for every step", async (row) => {
  const asked: number[] = [];
  const rate = changingRate(row);
  const descent = await begin(
    optimizerOf(row, (count) => {
      asked.push(count);
      return rate(count);
    }),
    problem,
  );
  expect(new Set(asked)).toEqual(new Set([0]));
  for (let t = 0; t < 3; t++) {
    asked.length = 0;
    const { count, pending } = descent;
    take(descent, problem, { from: t, to: t + 1 });
    expect(new Set(asked)).toEqual(new Set([count]));
    const isStep = descent.pending === 0;
    expect([descent.count, descent.pending]).toEqual(isStep ? [count + 1, 0] : [count, pending + 1]);
  }
  descent.dispose();
});

/** Hyperparameters that some line reads; the others only say where a state starts. */
async function readByLines(row: OracleCase): Promise<readonly PlannedHyper[]> {
  const { hypers, groups } = planOf(changing(row));
  const links = groups.flatMap((group) => group.links);
  const keys = links.flatMap(({ key, instance: { rule } }) =>
    topological(rule.lines.map(({ value }) => value)).flatMap((node) =>
      node.kind === "symbol" ? [`${key}.${node.name}`] : [],
    ),
  );
  return hypers.filter(({ key }) => keys.includes(key));
}

function isInside(name: string, value: number, bounds: Bounds): boolean {
  try {
    checkHyper(name, value, bounds);
    return true;
  } catch {
    return false;
  }
}

/** The parameters from the middle on and at the end those to evaluate with; hyperparameters are set on the way. */
async function run(
  optimizer: Optimizer,
  atStart: Readonly<Record<string, Hyper>> = {},
  inTheMiddle: Readonly<Record<string, Hyper>> = {},
): Promise<Float64Array[]> {
  const descent = await begin(optimizer, problem);
  descent.set(atStart);
  take(descent, problem, { to: half });
  descent.set(inTheMiddle);
  const seen: Float64Array[] = [];
  take(descent, problem, { from: half, after: () => seen.push(flat(descent, problem)) });
  seen.push(flat({ params: await descent.evalParams() }, problem));
  descent.dispose();
  return seen;
}

/** Steps taken after so many gradients. */
async function countAt(gradients: number, row: OracleCase): Promise<number> {
  const descent = await begin(changing(row), problem);
  take(descent, problem, { to: gradients });
  const { count } = descent;
  descent.dispose();
  return count;
}

/** The row made with another value of a hyperparameter. */
function made(row: OracleCase, name: string, value: number): Optimizer {
  const option = name.split(".").at(-1)!;
  if (option === "learningRate") return optimizerOf(row, () => value);
  return changing({ ...row, options: { ...row.options, [option]: value } });
}

everyRow("feels every hyperparameter that is set, as it feels a schedule", async (row) => {
  const untouched = await run(changing(row));
  const middle = await countAt(half, row);
  for (const { name, value, bounds } of await readByLines(row)) {
    const before = (count: number) => (typeof value === "number" ? value : value(count));
    let felt = false;
    for (const other of candidates.filter((candidate) => isInside(name, candidate, bounds))) {
      const set = await run(changing(row), {}, { [name]: other });
      if (firstDifference(untouched, set) !== undefined) {
        const scheduled = { [name]: (count: number) => (count < middle ? before(count) : other) };
        expect(firstDifference(await run(changing(row), scheduled), set), name).toBeUndefined();
        felt = true;
      } else {
        // Some matter at the first step only.
        felt = firstDifference(untouched, await run(made(row, name, other))) !== undefined;
      }
      if (felt) break;
    }
    expect(felt, `whether ${name} does anything`).toBe(true);
  }
});
