/** Worker threads: the same trials as in one thread, failures, and stopping. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noisyProblem } from "../../test/compare/noisy-problem.ts";
import { entrantsOf, settingsOf } from "../../test/compare/settings.ts";
import { compare } from "./compare.ts";
import { type Executor, inThisThread, onThreads } from "./executor.ts";
import { memoryStore } from "./folder.ts";

const folder = mkdtempSync(join(tmpdir(), "glissade-threads-"));
const program = join(folder, "worker.mjs");
let executor: Executor;

beforeAll(async () => {
  // Node 20 runs no TypeScript.
  const input = fileURLToPath(new URL("../../test/compare/worker.ts", import.meta.url));
  const build = await rolldown({ input, platform: "node" });
  await build.write({ file: program });
  executor = onThreads(program, 2, { loss: 3 });
});
afterAll(async () => {
  await executor.close();
  rmSync(folder, { recursive: true });
});

const truth = { loss: 3, bestRate: 0.01 };
const named = (name: string) => noisyProblem(name, { sgd: truth, adam: truth });
const settings = settingsOf(entrantsOf("sgd", "adam"), { seeds: 2 });

describe("worker threads", () => {
  it("come to the same as one thread, to the bit", async () => {
    const problem = named("noise");
    const ran = await compare([problem], settings, { store: memoryStore(), executor });
    const alone = await compare([problem], settings, {
      store: memoryStore(),
      executor: inThisThread([problem]),
    });
    expect(ran.known.size).toBe(24);
    for (const [key, finished] of alone.known) expect(ran.known.get(key)).toEqual(finished);
  });

  it("hand on what failed, with the trial", async () => {
    // Of two trials at a time either may fail first.
    const alone: Executor = { ...executor, concurrency: 1 };
    const ran = compare([named("broken")], settings, { store: memoryStore(), executor: alone });
    await expect(ran).rejects.toThrow(
      /^"broken" failed with sgd, learningRate 0.001, seed 0, 8 epochs: its data are gone$/,
    );
  });

  it("stop at once when they are told to", async () => {
    const stop = new AbortController();
    const ran = compare([named("slow")], settings, { store: memoryStore(), executor, signal: stop.signal });
    setTimeout(() => stop.abort(new Error("enough")), 50);
    await expect(ran).rejects.toThrow("enough");
  });
});
