import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Descent, sgd } from "../index.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { type CheckpointFolder, type FolderOptions, openFolder } from "./folder.ts";

let root: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "folder-"));
  path = join(root, "runs/a");
});
afterEach(() => rmSync(root, { recursive: true }));

const begin = () => sgd().init({ x: [1, 2] });

/** Steps from those taken to `to`, each saved with its score. */
async function train(folder: CheckpointFolder, descent: Descent, to: number, scores: readonly number[] = []) {
  while (descent.count < to) {
    descent.step({ x: [1, 1] });
    await folder.save(descent, { score: scores[descent.count - 1], extra: { at: descent.count } });
  }
}

const nameOf = (step: number) => `step-${String(step).padStart(10, "0")}.safetensors`;
const fileOf = (step: number) => join(path, nameOf(step));
const steps = () => readdirSync(path).map((name) => Number(/\d+/.exec(name)?.[0]));

async function failure(call: Promise<unknown>): Promise<CheckpointError> {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  return error as CheckpointError;
}

test("a folder that is not there is made, and is empty", async () => {
  const folder = await openFolder(path);
  expect(readdirSync(path)).toEqual([]);
  expect([await folder.latest(), await folder.best(), await folder.list()]).toEqual([
    undefined,
    undefined,
    [],
  ]);
  writeFileSync(join(root, "file"), "");
  expect((await failure(openFolder(join(root, "file")))).code).toBe("not-a-file");
  expect((await failure(openFolder(join(root, "file/b")))).code).toBe("missing-folder");
});

test("the last ones and the best are kept; the latest and the best come back", async () => {
  const folder = await openFolder(path, { keepLast: 2, keepBest: 2 });
  await train(folder, await begin(), 8, [5, 3, 3, Number.NaN, 9, 4, -Infinity, 8]);
  expect(steps()).toEqual([2, 7, 8]);
  const [latest, best] = [await folder.latest(), await folder.best()];
  expect(latest).toMatchObject({ step: 8, path: fileOf(8), score: 8, extra: { at: 8 }, unreadable: [] });
  expect(best).toMatchObject({ step: 7, score: -Infinity, unreadable: [] });
  expect((await folder.list()).map(({ step, score, error }) => [step, score, error])).toEqual([
    [8, 8, undefined],
    [7, -Infinity, undefined],
    [2, 3, undefined],
  ]);
  const resumed = await begin();
  await resumed.restore(latest!.snapshot);
  expect(resumed.count).toBe(8);
});

test.each<[options: FolderOptions, kept: number[]]>([
  [{}, [2, 5, 6]],
  [{ keepLast: 1, keepBest: 0 }, [6]],
  [{ keepLast: 100 }, [1, 2, 3, 4, 5, 6]],
])("with %o steps %o are kept, also by a run that goes on", async (options, kept) => {
  const scores = [3, 1, 2, 1, 5, 6];
  const first = await openFolder(path, options);
  await train(first, await begin(), 4, scores);
  const second = await openFolder(path, options);
  const descent = await begin();
  await descent.restore((await second.latest())!.snapshot);
  await train(second, descent, 6, scores);
  expect(steps()).toEqual(kept);
  expect((await second.best())?.step).toBe(kept.includes(2) ? 2 : 6);
});

test("damaged checkpoints are passed over, and what was wrong is said", async () => {
  const folder = await openFolder(path, { keepLast: 4 });
  await train(folder, await begin(), 4, [4, 3, 2, 1]);
  truncateSync(fileOf(4), 100);
  writeFileSync(fileOf(3), "");
  const found = await (await openFolder(path)).latest();
  expect(found!.step).toBe(2);
  expect(found!.unreadable.map(({ code, message }) => [code, message.includes("step-000000000")])).toEqual([
    ["format", true],
    ["format", true],
  ]);
  expect((await (await openFolder(path)).best())!.step).toBe(2);
  for (const step of [1, 2]) truncateSync(fileOf(step), 50);
  const error = await failure(folder.latest());
  expect(error.code).toBe("unreadable");
  expect(error.message).toContain(
    `none of the 4 checkpoints in ${path} can be read; the first: ${fileOf(4)}: no safe`,
  );
  expect(await folder.best()).toBeUndefined();
});

test("a run that goes on before a damaged checkpoint replaces it, and removes no other", async () => {
  await train(await openFolder(path), await begin(), 5);
  truncateSync(fileOf(5), 100);
  const folder = await openFolder(path);
  const descent = await begin();
  await descent.restore((await folder.latest())!.snapshot);
  expect(descent.count).toBe(4);
  await folder.save(descent);
  expect(steps()).toEqual([4, 5]);
  await train(folder, descent, 6);
  expect(steps()).toEqual([5, 6]);
});

test("one whose header is whole and whose tensors are not belongs to the damaged", async () => {
  await train(await openFolder(path), await begin(), 3);
  const bytes = readFileSync(fileOf(3));
  bytes.write("I64", bytes.indexOf('F64","shape":[2]'));
  writeFileSync(fileOf(3), bytes);
  const folder = await openFolder(path);
  const found = (await folder.latest())!;
  expect(found.unreadable[0]!.message).toContain('"params/x" has 2 elements of type I64');
  const descent = await begin();
  await descent.restore(found.snapshot);
  await folder.save(descent);
});

test("a file under the name of another step is not taken for it", async () => {
  await train(await openFolder(path), await begin(), 2);
  writeFileSync(fileOf(9), readFileSync(fileOf(2)));
  const found = await (await openFolder(path)).latest();
  expect(found!.step).toBe(2);
  expect(found!.unreadable[0]!.message).toBe(
    `${fileOf(9)} is of step 2; give it back its name, ${nameOf(2)}`,
  );
});

test("a run that begins in the folder of another is refused", async () => {
  await train(await openFolder(path), await begin(), 3);
  const folder = await openFolder(path);
  const error = await failure(folder.save(await begin()));
  expect([error.code, error.message]).toEqual([
    "later",
    `${path} has a checkpoint of step 3, and this is step 0; continue from latest(), clear() the folder, or use another`,
  ]);
  expect(steps()).toEqual([2, 3]);
  writeFileSync(join(path, "notes.txt"), "mine");
  await folder.clear();
  expect(readdirSync(path)).toEqual(["notes.txt"]);
  await folder.save(await begin());
  expect((await folder.latest())!.step).toBe(0);
});

test("a second writer is noticed by the one that writes after it", async () => {
  const [one, other] = [await openFolder(path), await openFolder(path)];
  await train(one, await begin(), 1);
  const error = await failure(train(other, await begin(), 1));
  expect([error.code, error.message]).toEqual([
    "conflict",
    `${fileOf(1)} was written by another run since this one opened the folder; give each run a folder of its own`,
  ]);
  const third = await openFolder(path);
  await third.save((await third.latest())!.snapshot);
  expect((await failure(one.save(await begin()))).code).toBe("conflict");
});

test("leftovers of a crash are no checkpoints; a run that saves removes them, one that reads does not", async () => {
  await train(await openFolder(path), await begin(), 1);
  const left = `.${nameOf(2)}.01234567-89ab-cdef-0123-456789abcdef.tmp`;
  writeFileSync(join(path, left), readFileSync(fileOf(1)));
  const folder = await openFolder(path);
  expect((await folder.list()).length).toBe(1);
  expect(readdirSync(path)).toContain(left);
  const descent = await begin();
  await descent.restore((await folder.latest())!.snapshot);
  await train(folder, descent, 2);
  expect(steps()).toEqual([1, 2]);
});

test("saves that overlap take place in their order, each as the descent was", async () => {
  const folder = await openFolder(path, { keepLast: 3 });
  const descent = await begin();
  const saves = Array.from({ length: 9 }, () => {
    descent.step({ x: [1, 1] });
    return folder.save(descent);
  });
  await Promise.all(saves);
  expect(steps()).toEqual([7, 8, 9]);
  expect((await folder.list()).map(({ step }) => step)).toEqual([9, 8, 7]);
});

test("files that were removed by hand are no error", async () => {
  const folder = await openFolder(path, { keepLast: 5 });
  const descent = await begin();
  await train(folder, descent, 3);
  rmSync(fileOf(2));
  await train(folder, descent, 4);
  expect(steps()).toEqual([1, 3, 4]);
});

test("misspelt options are refused", async () => {
  await expect(openFolder(path, { keepLst: 1 } as FolderOptions)).rejects.toThrow("did you mean keepLast?");
  await expect(openFolder(path, { keepLast: 0 })).rejects.toThrow(
    "keepLast must be a whole number, at least 1",
  );
  const folder = await openFolder(path);
  await expect(folder.save(await begin(), { score: "1" as unknown as number })).rejects.toThrow(
    "score must be",
  );
});
