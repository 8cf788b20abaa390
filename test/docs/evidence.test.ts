/** What docs/comparing.md says of the methods of whole matrices is what the command writes from the trials in bench/logs/evidence. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { trialsOf } from "../../bench/evidence/read.mjs";
import { sectionOf, spread } from "../../bench/evidence/section.mjs";
import { within } from "../../bench/peers/section.mjs";
import { compare } from "../../src/compare/compare.ts";
import { inThisThread } from "../../src/compare/executor.ts";
import { memoryStore } from "../../src/compare/folder.ts";
import { resultOf } from "../../src/compare/summary.ts";
import { run } from "../cli.ts";
import { noisyProblem } from "../compare/noisy-problem.ts";
import { settingsOf } from "../compare/settings.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, "bench/logs/evidence");

test.skipIf(!existsSync(folder))("the section is that of the trials", async () => {
  const page = readFileSync(join(root, "docs/comparing.md"), "utf8");
  const { code, out } = await run("report", folder, "--json");
  const result = code === 0 ? (JSON.parse(out) as object) : undefined;
  const section = sectionOf({ ...trialsOf(folder), result });
  expect(page).toBe(within(page, "matrices", section, "evidence:matrices"));
});

test("a mean stands with half of its interval, to two digits of that", () => {
  expect(spread({ mean: 2.12345, low: 2.1, high: 2.1469 })).toBe("2.123 ± 0.023");
  expect(spread({ mean: 2.12345, low: 1.1, high: 3.1469 })).toBe("2.1 ± 1.0");
  expect(spread({ mean: null, low: 0, high: 0 })).toBe("diverged");
});

const truths = { muon: { loss: 0.8, bestRate: 0.02 }, adamw: { loss: 1, bestRate: 1e-3 } };
const settings = settingsOf(
  [
    {
      name: "muon",
      hyper: {},
      search: ["learningRate"],
      rates: { learningRate: 0.02, adamLearningRate: 3e-4 },
    },
    { name: "adamw", hyper: {}, search: ["learningRate"], rates: { learningRate: 1e-3 } },
  ],
  {
    baseline: "adamw",
    space: { kind: "grid", low: 0.1, high: 10, perDecade: 2, extensions: 0 },
    tuningSeeds: 1,
    seeds: 5,
    epochs: 1,
    steps: 8,
  },
);

/** A comparison on a problem whose truth is known; with `of`, only so many trials of it. */
async function compared(of = Number.POSITIVE_INFINITY) {
  const problem = noisyProblem("hills", truths);
  const store = memoryStore();
  const stop = new AbortController();
  const onTrial = (_: object, done: number) => done === of && stop.abort(new Error("stopped"));
  const how = { store, executor: inThisThread([problem]), signal: stop.signal, onTrial };
  await compare([problem], settings, how).catch((error: Error) => expect(error.message).toBe("stopped"));
  const finished = await store.load();
  return { problem, finished, trials: JSON.parse(JSON.stringify(finished)) as object[] };
}

test("the section has both tables, the better one, and seconds", async () => {
  const { problem, finished, trials } = await compared();
  const about = { version: "1", command: "glissade compare", commandOf: () => "" };
  const { known } = await compare([problem], settings, {
    store: { load: async () => finished, save: async () => {} },
    executor: inThisThread([problem]),
  });
  const result = JSON.parse(JSON.stringify(resultOf([problem], settings, known, about))) as object;
  const section = sectionOf({ settings, command: "glissade compare", trials, machines: ["today"], result });
  const losses = finished.flatMap(({ trial, test }) =>
    trial.optimizer === "muon" && trial.purpose === "result" ? [test!] : [],
  );
  const mean = losses.reduce((sum, loss) => sum + loss) / losses.length;
  const [, shown] =
    /^\| `muon` \| learningRate [\d.]+, adamLearningRate [\d.]+ \| ([\d.]+) ± [\d.]+ \|/m.exec(section)!;
  expect(Math.abs(Number(shown) - mean)).toBeLessThan(0.005);
  expect(section).toMatch(/- `muon` ends 0\.\d+ ± 0\.\d+ below `adamw` \(p /);
  expect(section).toContain("steps to 1 % above the end of `adamw`");
  expect(section).toContain("| default rates | x 0.1 | x 0.32 | x 1 | x 3.2 | x 10 |");
  expect(section).toMatch(/^\| `adamw`, learningRate 0.001 \|( [\d.]+ \|| diverged \|){5}$/m);
  expect(section).toContain("- today");
  expect(section).toMatch(/^### What came out\n/);
  expect(section).not.toMatch(/NaN|undefined|null/);
});

test("while there is no result it says how they are compared and how many trials there are, without a table", async () => {
  const { trials } = await compared(3);
  const section = sectionOf({ settings, command: "glissade compare", trials, machines: ["today"] });
  expect(section).toMatch(/^### How they are compared\n/);
  expect(section).toContain(
    "Each trains for 8 steps at 0.1 to 10 times its default rates, 2 multiples a decade, with 1 seed; the lowest validation loss chooses the multiple, and 5 fresh seeds give the result.",
  );
  expect(section).toContain(
    "`muon`: learningRate 0.02, adamLearningRate 0.0003; `adamw`: learningRate 0.001.",
  );
  expect(section).toContain(
    "There is no result yet: 3 trials of the choice and 0 of 10 of the results are finished,",
  );
  expect(section).not.toMatch(/^\||–|came out|NaN|undefined|null/m);
});
