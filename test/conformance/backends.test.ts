/** Every row gives the same bits on all backends, in float32 and float64, parameters and states. */
import { expect } from "vitest";
import { difference } from "../fuzz/trees.ts";
import { changing, devices, everyRow } from "./cases.ts";
import { everything, mixed } from "./descents.ts";
import { extreme, shaped } from "./problems.ts";

const [hard, moving] = [extreme({ steps: 50, float32: true }), shaped({ steps: 40, float32: true })];
const runs = [
  [hard, "float32"],
  [hard, "float64"],
  [moving, mixed],
] as const;

everyRow("gives the same bits on every backend", async (row) => {
  const [first, ...others] = devices;
  for (const [problem, dtype] of runs) {
    const meant = await everything(changing(row), problem, { device: first, dtype });
    for (const device of others) {
      const found = await everything(changing(row), problem, { device, dtype });
      const where = difference(meant, found);
      if (where) expect.fail(`${first} and ${device} differ in ${dtype} at ${where}`);
    }
  }
});
