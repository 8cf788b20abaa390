/** A descent that begins anew is as one that `init` has just made, whatever happened before: all that it holds, and every later step. */
import { expect } from "vitest";
import { contents, difference } from "../fuzz/trees.ts";
import { changing, devices, everyRow } from "./cases.ts";
import { begin, mixed, step, take } from "./descents.ts";
import { placesOf, shaped } from "./problems.ts";
import { couplingOf } from "./traits.ts";

const problem = shaped({ steps: 12, float32: true });
const elsewhere = { ...problem, start: problem.start.map((value) => value / 2 - 1) };

everyRow("begins anew as it began", async (row) => {
  for (const device of devices) {
    const fresh = await begin(changing(row), problem, { dtype: mixed, device });
    const descent = await begin(changing(row), elsewhere, { dtype: mixed, device });
    take(descent, problem, { from: 3, to: 9 });
    // Tensors that were left out have counts of their own, which must be forgotten.
    if (couplingOf(changing(row)) !== "global") step(descent, 1, { ...descent.grads, vector: null });
    for (const { name, start, end } of placesOf(problem.shapes))
      descent.params[name]!.data.set(problem.start.subarray(start, end));
    descent.restart();
    const same = (when: string) => {
      const [meant, found] = [fresh, descent].map((one) => new Map([...contents(one)].sort()));
      expect(difference(meant!, found!), `${device}, ${when}`).toBeUndefined();
      const { count, skipped, pending, hyper } = descent;
      const of = { count: fresh.count, skipped: fresh.skipped, pending: fresh.pending, hyper: fresh.hyper };
      expect({ count, skipped, pending, hyper }).toEqual(of);
    };
    same("at the beginning");
    for (const one of [fresh, descent]) take(one, problem);
    same("at the end");
    fresh.dispose();
    descent.dispose();
  }
});
