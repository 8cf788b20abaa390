/** What `glissade train` keeps beside a descent: here what differed between ranks. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adam } from "../../index.ts";
import type { Moment } from "../../train/index.ts";
import { openCheckpoints } from "./checkpoints.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "glissade-checkpoints-"));
});
afterAll(() => rm(folder, { recursive: true }));

const engines = "engine: rank 0 on a has node 22, rank 1 on b has node 20; results may differ";
const processors = "processor: rank 0 on a has x, rank 1 on b has y; results may differ";
const ranks = (...differences: string[]) => ({ size: 2, differences });

test("what differed between ranks stays with a run that goes on without it", async () => {
  const descent = await adam().init({ w: [1, 2] });
  const moment = { state: { step: 1 }, descent } as unknown as Moment;
  const path = join(folder, "run");
  const begun = (await openCheckpoints({ checkpoint: path }, { seed: 1 }, ranks(engines)))!;
  expect(begun.notes).toEqual([]);
  await begun.save(moment);
  const other = (await openCheckpoints({ checkpoint: path, resume: true }, { seed: 1 }, ranks(processors)))!;
  expect(other.notes).toEqual([`before this checkpoint, ${engines}`]);
  await other.save(moment);
  const last = (await openCheckpoints({ checkpoint: path, resume: true }, { seed: 1 }, ranks()))!;
  expect(last.notes).toEqual([`before this checkpoint, ${engines}`, `before this checkpoint, ${processors}`]);
});
