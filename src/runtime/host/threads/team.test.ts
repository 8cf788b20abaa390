/** Workers that die, that cannot be had, that are not there yet: each is a stated result, and none is a hang. */
import { afterEach, describe, expect, test } from "vitest";
import { adam, DisposedError } from "../../../index.ts";
import { DeviceError } from "../../device.ts";
import { nodeWorker, type StartWorker, startWorker } from "./start-worker.ts";
import { Team } from "./team.ts";
import { teamDevice } from "./threads.ts";

const teams: Team[] = [];
afterEach(() => {
  for (const team of teams.splice(0)) team.end();
});

async function teamOf(workers: number, start?: StartWorker): Promise<Team> {
  const team = new Team(start);
  teams.push(team);
  await team.grow(workers);
  return team;
}

/** A device on which workers take all parts. */
const deviceOf = (team: Team, threads = 1 + team.workers) =>
  teamDevice(team, { threads, isAuto: false, leastPart: 16, leavesAll: true });

/** A worker whose kernels do something else in the end: `text` is run in it, in the middle of a part. */
const breaking =
  (text: string): StartWorker =>
  (onAnswer, onEnd) => {
    const before = `const { Instance } = WebAssembly; let parts = 0;
      WebAssembly.Instance = function (...given) {
        const { run } = new Instance(...given).exports;
        return { exports: { run: (...all) => { run(...all); if (++parts > 20) { ${text} } } } };
      };`;
    return nodeWorker(onAnswer, onEnd, (program) => before + program);
  };

const begin = (team: Team, n = 4096) => adam().init(new Float32Array(n), { device: deviceOf(team) });

describe.each([
  ["ends its process", "process.exit()"],
  ["throws", "throw new Error('broken')"],
  ["never comes back", "for (;;);"],
])("a worker that %s in the middle of a part", (_, text) => {
  test("is an error within two seconds, and so is every later call", async () => {
    const team = await teamOf(1, breaking(text));
    const descent = await begin(team);
    const other = await begin(team);
    expect(() => {
      for (let step = 0; step < 100; step++) descent.step();
    }).toThrow(
      new DeviceError(
        "this descent cannot go on: a worker thread died in the middle of a step, and its values are half updated; call init again, from a snapshot of before",
      ),
    );
    for (const call of [() => descent.step(), () => descent.snapshotSync(), () => descent.params])
      expect(call).toThrow(
        new DisposedError(
          "this descent has lost its memory: a worker thread died in the middle of a step, and its values are half updated; call init again, from a snapshot of before",
        ),
      );
    // Others have lost nothing but a thread.
    other.step();
    expect([other.threads, other.count]).toEqual([1, 1]);
  });
});

test("a worker that dies when it has nothing to do takes nothing with it", async () => {
  const team = await teamOf(2);
  const descent = await begin(team);
  descent.step();
  const taken = team.taken;
  expect(taken).toBeGreaterThan(0);
  team.endOne();
  expect([team.workers, descent.threads]).toEqual([1, 2]);
  descent.step();
  expect(team.taken).toBeGreaterThan(taken);
  team.endOne();
  descent.step();
  expect([team.workers, descent.threads, descent.count]).toEqual([0, 1, 3]);
});

describe("workers that cannot be had", () => {
  const refusals: Record<string, StartWorker> = {
    "the engine throws": () => {
      throw new Error("no more threads");
    },
    "they end at once": (_, onEnd) => {
      setTimeout(onEnd);
      return { post() {}, end() {} };
    },
    "they never begin": () => ({ post() {}, end() {} }),
    "nothing can be sent to them": () => ({
      post() {
        throw new Error("cannot be cloned");
      },
      end() {},
    }),
  };

  test.each(Object.entries(refusals))("%s: there is one thread, and it is asked once", async (_, start) => {
    let asked = 0;
    const team = await teamOf(2, (...given) => {
      asked++;
      return start(...given);
    });
    await team.grow(2);
    expect([team.workers, asked]).toEqual([0, 2]);
    const descent = await begin(team);
    descent.step();
    expect([descent.threads, descent.count]).toEqual([1, 1]);
  });

  test("as many as there are work", async () => {
    let left = 2;
    const team = await teamOf(5, (...given) => {
      if (left-- <= 0) throw new Error("no more threads");
      return startWorker(...given);
    });
    expect(team.workers).toBe(2);
    const descent = await begin(team);
    descent.step();
    expect([descent.threads, team.taken > 0]).toEqual([3, true]);
  });
});

test("more descents than workers can hold take turns", async () => {
  const team = await teamOf(1);
  const descents = await Promise.all(Array.from({ length: 70 }, () => begin(team, 64)));
  for (let round = 0; round < 2; round++) {
    for (const descent of descents) {
      descent.step(new Float32Array(64).fill(1));
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  for (const descent of descents) expect(descent.params).toEqual(descents[0]!.params);
});
