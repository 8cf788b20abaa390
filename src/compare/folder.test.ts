/** Folders of trials: resuming, sharing among processes, merging, and what is refused. */
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noisyProblem } from "../../test/compare/noisy-problem.ts";
import { entrantsOf, settingsOf } from "../../test/compare/settings.ts";
import { byKey, compare, type RunOptions } from "./compare.ts";
import { inThisThread } from "./executor.ts";
import { mergeFolders, openFolder } from "./folder.ts";
import { describeTrial as commandOf } from "./problem.ts";
import type { Header } from "./record.ts";
import { resultOf } from "./summary.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "glissade-folder-"));
});
afterAll(() => rm(root, { recursive: true }));

const truths = { sgd: { loss: 1, bestRate: 0.1 }, adam: { loss: 1, bestRate: 0.01 } };
const problem = () => noisyProblem("noise", truths);
const settings = settingsOf(entrantsOf("sgd", "adam"), { tuningSeeds: 1, seeds: 2 });
const { name, metric, fingerprint } = problem();
const header: Header = {
  format: "glissade comparison 1",
  version: "1.2.3",
  settings,
  problems: [{ name, metric, fingerprint }],
  command: "glissade compare",
  training: ["--data p"],
};

/** Runs in a folder and returns the trials that were run there. */
async function runIn(folder: string, options: Partial<RunOptions> = {}) {
  const own = problem();
  const messages: string[] = [];
  const store = await openFolder(join(root, folder), header, (message) => messages.push(message));
  const standing = await compare([own], settings, { store, executor: inThisThread([own]), ...options });
  return { ...standing, trials: own.trials, messages };
}

const about = { version: "1.2.3", command: "glissade compare", commandOf };
const resultIn = async (...folders: string[]) => {
  const { header, finished } = await mergeFolders(folders.map((folder) => join(root, folder)));
  return resultOf(header.problems, header.settings, byKey(finished), about);
};

describe("a folder", () => {
  it("lets a comparison go on wherever it stopped; no trial is run twice", async () => {
    const whole = await runIn("whole");
    for (const limit of [1, 5, 8, 30]) {
      const stop = new AbortController();
      const ran = runIn("parts", {
        signal: stop.signal,
        onTrial: (_, done) => done >= limit && stop.abort(new Error("stopped")),
      });
      await ran.catch(({ message }) => expect(message).toBe("stopped"));
    }
    const { trials, missing } = await runIn("parts");
    expect(missing).toBe(0);
    expect(trials.length).toBeLessThan(whole.trials.length);
    expect(await readdir(join(root, "parts/trials"))).toHaveLength(whole.trials.length);
    expect((await runIn("parts")).trials).toEqual([]);
    expect(await resultIn("parts")).toEqual(await resultIn("whole"));
  });

  it("is shared by parts, which wait for each other between stages", async () => {
    const all = [];
    let rounds = 0;
    for (let missing = 1; missing > 0; rounds++) {
      missing = 0;
      for (const index of [1, 2, 3]) {
        const ran = await runIn("parts", { part: { index, count: 3 } });
        all.push(...ran.trials);
        missing = ran.missing;
      }
    }
    expect(new Set(all.map((trial) => JSON.stringify(trial))).size).toBe(all.length);
    expect(await resultIn("parts")).toEqual(await resultIn("whole"));
    expect(rounds).toBeLessThan(12);
  });

  it("asks whoever waits whether to look again", async () => {
    const answers = [true, false];
    const asked: number[] = [];
    const onWait = async (missing: number) => {
      asked.push(missing);
      return answers.shift()!;
    };
    await runIn("waiting", { part: { index: 1, count: 2 }, onWait });
    expect(asked).toEqual([5, 5]);
  });

  it("runs a damaged trial again, and says so", async () => {
    await cp(join(root, "whole"), join(root, "damaged"), { recursive: true });
    const [file] = await readdir(join(root, "damaged/trials"));
    const path = join(root, "damaged/trials", file!);
    await truncate(path, 40);
    await expect(resultIn("damaged")).rejects.toThrow("holds no finished trial: it is not whole JSON");
    const { trials, messages } = await runIn("damaged");
    expect(trials).toHaveLength(1);
    expect(messages).toEqual([expect.stringContaining("it is not whole JSON; that trial is run again")]);
    expect(await resultIn("damaged")).toEqual(await resultIn("whole"));
  });

  it("keeps whole files only", async () => {
    expect((await readdir(join(root, "whole"))).sort()).toEqual(["comparison.json", "trials"]);
  });

  it("refuses other settings, other data and another version, and says what differs", async () => {
    const open = (changed: Partial<Header>) => openFolder(join(root, "whole"), { ...header, ...changed });
    await expect(open({ settings: { ...settings, seeds: 4 } })).rejects.toThrow(
      /are not the same comparison: settings.seeds is 2 there and 4 here\. Use the same settings, data and version, or another folder/,
    );
    await expect(open({ version: "1.2.4" })).rejects.toThrow('version is "1.2.3" there and "1.2.4" here');
    await expect(open({ problems: [{ name, metric, fingerprint: "other" }] })).rejects.toThrow(
      "problems.0.fingerprint",
    );
    await open({ problems: [{ name, metric, fingerprint, protocol: ["Told in other words."] }] });
  });
});

describe("merging", () => {
  it("takes folders with equal trials together, and is refused where outcomes differ", async () => {
    await cp(join(root, "whole"), join(root, "copy"), { recursive: true });
    expect(await resultIn("whole", "copy")).toEqual(await resultIn("whole"));
    const [file] = await readdir(join(root, "copy/trials"));
    const path = join(root, "copy/trials", file!);
    const finished = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify({ ...finished, validation: 7 }));
    await expect(resultIn("whole", "copy")).rejects.toThrow(
      /have different outcomes of .*: (validation|diverged) is .* Delete trials/,
    );
  });

  it("is refused for other settings, for what is no comparison, and for an unfinished one", async () => {
    await openFolder(join(root, "other"), { ...header, settings: { ...settings, tuningSeeds: 3 } });
    await expect(resultIn("whole", "other")).rejects.toThrow("settings.tuningSeeds is 1 there and 3 here");
    await expect(resultIn(".")).rejects.toThrow("holds no comparison: it has no comparison.json");
    await expect(resultIn("waiting")).rejects.toThrow(
      '"noise" is not finished: 5 of 10 trials are missing for the choice of hyperparameters',
    );
  });

  it("is refused where a result is of hyperparameters that were not chosen", async () => {
    await cp(join(root, "whole"), join(root, "stray"), { recursive: true });
    const store = await openFolder(join(root, "stray"), header);
    const finished = (await store.load()).find(({ trial }) => trial.purpose === "result")!;
    await store.save({ ...finished, trial: { ...finished.trial, hyper: { learningRate: 0.5 } } });
    await expect(resultIn("stray")).rejects.toThrow("its test split was read before the choice");
  });
});
