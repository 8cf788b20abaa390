/** Checkpoints of descents whose states ranks share: a set of files that one process or any number of ranks reads, whole or not at all. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { CheckpointError, decode, load, openFolder, save } from "../../src/checkpoint/index.ts";
import type { Ended, Work } from "./checkpoints.ts";
import { Ranks } from "./ranks.ts";

const ranks = new Ranks("checkpoints");
beforeAll(() => ranks.build());
afterAll(() => ranks.remove());

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sets-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const run = (size: number, work: Omit<Work, "memory" | "rank" | "size">): Promise<Ended[]> =>
  ranks.run(size, work);

/** The digest that all ranks have. */
async function digest(size: number, work: Parameters<typeof run>[1]): Promise<string> {
  const found = await run(size, work);
  const digests = found.map((one) => ("digest" in one ? one.digest : `${one.code}: ${one.message}`));
  expect(new Set(digests).size, digests.join()).toBe(1);
  return digests[0]!;
}

test("a set is what one process saves; it goes on in one process and on another number of ranks", async () => {
  await digest(1, { steps: 3, file: at("one.safetensors") });
  await digest(3, { steps: 3, file: at("run.safetensors") });
  expect(readdirSync(folder).sort()).toEqual([
    "one.safetensors",
    "run.safetensors",
    "run.set0.1-of-3.safetensors",
    "run.set0.2-of-3.safetensors",
    "run.set0.3-of-3.safetensors",
  ]);
  const whole = await load(at("run.safetensors"));
  await save(whole.snapshot, at("single.safetensors"), { extra: whole.extra! });
  expect(readFileSync(at("single.safetensors"))).toEqual(readFileSync(at("one.safetensors")));
  const meant = await digest(1, { steps: 6 });
  for (const size of [1, 2, 4]) {
    expect(await digest(size, { from: at("run.safetensors"), steps: 6 })).toBe(meant);
    expect(await digest(size, { from: at("one.safetensors"), steps: 6 })).toBe(meant);
  }
});

test("the next set is written beside the one before; one that lacks a rank changes nothing", async () => {
  const file = at("run.safetensors");
  await digest(2, { steps: 1, file });
  await digest(2, { steps: 2, file });
  expect(readdirSync(folder).sort()).toEqual([
    "run.safetensors",
    "run.set1.1-of-2.safetensors",
    "run.set1.2-of-2.safetensors",
  ]);
  const [first, second] = await run(2, { steps: 3, file, failing: 1 });
  expect(first).toMatchObject({ code: "failed" });
  expect(first).toMatchObject({
    message: expect.stringContaining("since rank 1 of 2 could not do its part"),
  });
  expect(second).toMatchObject({ code: "missing-folder" });
  expect((await load(file)).snapshot.count).toBe(2);
  await digest(3, { from: file, steps: 4, file });
  expect((await load(file)).snapshot.count).toBe(4);
  expect(readdirSync(folder)).toHaveLength(4);
});

async function failure(call: Promise<unknown>): Promise<CheckpointError> {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  return error as CheckpointError;
}

test("a set that lacks a part, or has another's, is refused with the file's name", async () => {
  const file = at("run.safetensors");
  await digest(2, { steps: 1, file });
  expect(() => decode(new Uint8Array(readFileSync(file)))).toThrow("it is one of several files");
  const [one, two] = [at("run.set0.1-of-2.safetensors"), at("run.set0.2-of-2.safetensors")];
  const kept = at("kept");
  cpSync(two, kept);
  cpSync(one, two);
  expect((await failure(load(file))).message).toContain(
    "it is part 1 of 2 of step 1; expected 2 of 2 of step 1",
  );
  cpSync(kept, two);
  truncateSync(two, 1000);
  expect((await failure(load(file))).message).toContain(two);
  rmSync(two);
  expect(await failure(load(file))).toMatchObject({ code: "missing-file" });
});

test("a folder keeps whole sets: the last and the best, and passes over one that lacks a part", async () => {
  await digest(2, { steps: 5, folder });
  const names = () => readdirSync(folder).sort();
  const ofStep = (step: number) => [
    `step-000000000${step}.safetensors`,
    `step-000000000${step}.set0.1-of-2.safetensors`,
    `step-000000000${step}.set0.2-of-2.safetensors`,
  ];
  expect(names()).toEqual([...ofStep(4), ...ofStep(5)]);
  const opened = await openFolder(folder);
  expect(await opened.latest()).toMatchObject({ step: 5, extra: { at: 5 }, unreadable: [] });
  rmSync(at(ofStep(5)[2]!));
  const found = await opened.latest();
  expect(found).toMatchObject({ step: 4 });
  expect(found!.unreadable[0]!.message).toContain("set0.2-of-2");
  const [, part] = ofStep(9);
  cpSync(at(ofStep(4)[1]!), at(part!));
  rmSync(at(ofStep(5)[0]!));
  await digest(3, { from: at(ofStep(4)[0]!), steps: 6, folder });
  expect(names().filter((name) => name.startsWith("step-0000000009"))).toEqual([]);
  await opened.clear();
  expect(names()).toEqual([]);
});
