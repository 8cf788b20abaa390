/** Threads do not change bits: every row with all parts of all passes taken by two workers, beside one thread. */
import { afterAll, beforeAll, expect } from "vitest";
import { Team } from "../../src/runtime/host/threads/team.ts";
import { teamDevice } from "../../src/runtime/host/threads/threads.ts";
import { difference } from "../fuzz/trees.ts";
import { changing, everyRow } from "./cases.ts";
import { everything, mixed } from "./descents.ts";
import { extreme, shaped } from "./problems.ts";

const team = new Team();
const device = teamDevice(team, { threads: 3, isAuto: false, leastPart: 1, leavesAll: true });
beforeAll(() => team.grow(2));
afterAll(() => team.end());

const runs = [
  [extreme({ steps: 10, float32: true }), "float32"],
  [shaped({ steps: 10, float32: true }), mixed],
] as const;

everyRow("gives the same bits on any number of threads", async (row) => {
  for (const [problem, dtype] of runs) {
    const meant = await everything(changing(row), problem, { dtype });
    const before = team.taken;
    const found = await everything(changing(row), problem, { device, dtype });
    expect(team.taken).toBeGreaterThan(before);
    const where = difference(meant, found);
    if (where) expect.fail(`threads change a bit in ${dtype} at ${where}`);
  }
});
