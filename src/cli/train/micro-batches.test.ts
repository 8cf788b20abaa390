/** `--micro-batches` in one process: kept in the checkpoint, and the same when a run goes on. `npm run mpi` has it under mpirun. */
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { folder, run } from "../../../test/cli.ts";

const rows = join(folder, "rows.csv");

beforeAll(async () => {
  const lines = Array.from({ length: 80 }, (_, i) => `${Math.sin(i)},${2 * Math.sin(i) + 1}`);
  await writeFile(rows, `a,y\n${lines.join("\n")}\n`);
});

const train = (name: string, ...args: string[]) =>
  run("train", "adam", "--data", rows, "--target", "y", "--checkpoint", join(folder, name), ...args);

/** The last checkpoint of a folder. */
function lastOf(name: string): Buffer {
  const path = join(folder, name);
  return readFileSync(join(path, readdirSync(path).sort().at(-1)!));
}

test("they are kept in the checkpoint, and a run goes on with them", async () => {
  const whole = await train("whole", "--micro-batches", "3", "--epochs", "4");
  expect(whole.code, whole.err).toBe(0);
  expect((await train("parts", "--micro-batches", "3", "--epochs", "2")).code).toBe(0);
  expect((await train("parts", "--resume", "--epochs", "4")).code).toBe(0);
  expect(lastOf("parts").equals(lastOf("whole"))).toBe(true);
});

test("others than at the start are refused", async () => {
  const other = await train("whole", "--resume", "--epochs", "5", "--micro-batches", "2");
  expect(other.code).toBe(2);
  expect(other.err).toMatch(/was begun with micro-batches 3; got 2: give the same, or another folder/);
  expect((await train("plain", "--epochs", "1")).code).toBe(0);
  const late = await train("plain", "--resume", "--epochs", "2", "--micro-batches", "2");
  expect(late.code).toBe(2);
  expect(late.err).toMatch(/was begun with another micro-batches/);
});

test("a run that shares the optimizer's state saves sets of files, and goes on without", async () => {
  const shared = await train("shared", "--micro-batches", "3", "--shard", "state", "--epochs", "2");
  expect(shared.code, shared.err).toBe(0);
  expect(readdirSync(join(folder, "shared")).filter((name) => name.includes(".1-of-1."))).toHaveLength(2);
  expect((await train("shared", "--resume", "--epochs", "4")).code).toBe(0);
  expect(lastOf("shared").equals(lastOf("whole"))).toBe(true);
  const { code, err } = await train("none", "--shard", "gradients");
  expect(code).toBe(2);
  expect(err).toContain("--shard");
});

test("their number is a whole one", async () => {
  const { code, err } = await train("none", "--micro-batches", "0");
  expect(code).toBe(2);
  expect(err).toMatch('--micro-batches must be a whole number from 1; got "0"');
});
