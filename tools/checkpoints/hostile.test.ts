/** `npm run hostile`: ten thousand changed checkpoints, and the memory that the worst files take. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { bundle } from "../../test/bundle.ts";
import { readMutated } from "../../test/fuzz/mutated-checkpoints.ts";

test("ten thousand changed checkpoints are refused with an error of checkpoints, or can be read", async () => {
  const outcomes = await readMutated(10_000, Number(process.env.SEED ?? 2026));
  console.log(JSON.stringify(outcomes));
  expect(outcomes.refused + outcomes.restored + outcomes.notRestored).toBe(10_000);
});

const folder = mkdtempSync(join(tmpdir(), "memory-"));
afterAll(() => rmSync(folder, { recursive: true }));
const program = join(folder, "memory.mjs");
writeFileSync(program, await bundle({ file: fileURLToPath(new URL("memory.mjs", import.meta.url)) }));
const run = (...args: string[]): string =>
  execFileSync(process.execPath, ["--expose-gc", program, ...args], { encoding: "utf8" });

/** Times the file that reading may take; JavaScript's objects for very small things take more than their text. */
const limits: Readonly<Record<string, number>> = {
  "lists in extra": 40,
  "numbers in extra": 24,
  "tensors of one element": 40,
};

test.each(JSON.parse(run()) as string[])(
  "reading %s takes memory of a small multiple of the file",
  (kind) => {
    const file = join(folder, "hostile.safetensors");
    run(kind, file);
    const { length, growth, outcome } = JSON.parse(run(file)) as {
      length: number;
      growth: number;
      outcome: string;
    };
    console.log(
      `${kind}: ${(length / 1e6).toFixed(1)} MB, ${(growth / length).toFixed(1)} times as much: ${outcome}`,
    );
    expect(growth / length).toBeLessThan(limits[kind] ?? 4);
  },
);
