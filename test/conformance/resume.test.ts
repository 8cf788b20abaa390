/** A snapshot restored into another descent goes on to the same bits: parameters, states, step count, schedules. */
import { expect } from "vitest";
import { contents, difference } from "../fuzz/trees.ts";
import { changing, devices, everyRow } from "./cases.ts";
import { begin, mixed, take } from "./descents.ts";
import { shaped } from "./problems.ts";
import { couplingOf } from "./traits.ts";

const problem = shaped({ steps: 24, float32: true });
const half = 12;
/** Other values, in another order, and steps already taken: all that a descent has must be replaced. */
const elsewhere = { ...problem, start: problem.start.map((value) => value + 1) };
const names = Object.keys(problem.shapes);
const reversed = [...names].reverse();

everyRow("resumes from a snapshot to the bit, in another descent on another backend", async (row) => {
  const whole = await begin(changing(row), problem, { dtype: mixed });
  take(whole, problem, { to: half });
  const snapshot = structuredClone(await whole.snapshot());
  // Sums over all tensors round otherwise in another order.
  const order = couplingOf(changing(row)) === "global" ? names : reversed;
  take(whole, problem, { from: half });
  for (const device of devices) {
    const resumed = await begin(changing(row), elsewhere, { dtype: mixed, device, order });
    take(resumed, problem, { from: 2, to: 5 });
    await resumed.restore(snapshot);
    take(resumed, problem, { from: half });
    expect(resumed.count).toBe(whole.count);
    expect(resumed.hyper).toEqual(whole.hyper);
    const [meant, found] = [whole, resumed].map((descent) => new Map([...contents(descent)].sort()));
    expect(difference(meant!, found!), device).toBeUndefined();
    resumed.dispose();
  }
  whole.dispose();
});
