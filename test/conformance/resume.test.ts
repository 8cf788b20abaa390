/**
 * A snapshot restored into another descent, through a clone or through JSON, goes on to the same bits: parameters, states, step
 * count, schedules. One of another optimizer is refused.
 */
import { expect, test } from "vitest";
import type { Snapshot } from "../../src/index.ts";
import { contents, difference } from "../fuzz/trees.ts";
import { cases, changing, devices, everyRow, tested } from "./cases.ts";
import { begin, mixed, take } from "./descents.ts";
import { shaped } from "./problems.ts";
import { couplingOf, rulesOf } from "./traits.ts";

const problem = shaped({ steps: 24, float32: true });
const half = 12;
/** Other values, in another order, and steps already taken: all that a descent has must be replaced. */
const elsewhere = { ...problem, start: problem.start.map((value) => value + 1) };
const names = Object.keys(problem.shapes);
const reversed = [...names].reverse();

everyRow("resumes from a snapshot to the bit, in another descent on another backend", async (row) => {
  const whole = await begin(changing(row), problem, { dtype: mixed });
  take(whole, problem, { to: half });
  const taken = await whole.snapshot();
  const snapshots = { js: structuredClone(taken), wasm: JSON.parse(JSON.stringify(taken)) as Snapshot };
  // Sums over all tensors round otherwise in another order.
  const order = couplingOf(changing(row)) === "global" ? names : reversed;
  take(whole, problem, { from: half });
  for (const device of devices) {
    const resumed = await begin(changing(row), elsewhere, { dtype: mixed, device, order });
    take(resumed, problem, { from: 2, to: 5 });
    await resumed.restore(snapshots[device]);
    take(resumed, problem, { from: half });
    expect(resumed.count).toBe(whole.count);
    expect(resumed.hyper).toEqual(whole.hyper);
    const [meant, found] = [whole, resumed].map((descent) => new Map([...contents(descent)].sort()));
    expect(difference(meant!, found!), device).toBeUndefined();
    resumed.dispose();
  }
  whole.dispose();
});

/** The equations of a row, in order. */
const textsOf = async (row: (typeof cases)[number][1]) =>
  [...new Set((await rulesOf(changing(row))).map(({ name, text }) => `${name}: ${text}`))].join();

test.each(tested.map(([name, row]) => ({ name, row, index: cases.findIndex(([other]) => other === name) })))(
  "$name refuses the snapshot of other equations, unchanged",
  async ({ row, index }) => {
    const descent = await begin(changing(row), problem, { dtype: mixed });
    take(descent, problem, { to: 2 });
    const before = await descent.snapshot();
    const own = await textsOf(row);
    for (const shift of [1, 7, 30]) {
      const [, other] = cases[(index + shift) % cases.length]!;
      if ((await textsOf(other)) === own) continue;
      const foreign = await begin(changing(other), problem, { dtype: mixed });
      take(foreign, problem, { to: 3 });
      await expect(descent.restore(await foreign.snapshot())).rejects.toThrow(/^the snapshot is of an/);
      foreign.dispose();
    }
    expect(await descent.snapshot()).toEqual(before);
    descent.dispose();
  },
);
