/** The figures of docs/benchmarks.md and of the README's section on speed are those of the logs. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as gpu from "../../bench/gpu/section.mjs";
import { readmeOf, sectionOf, toldOf, within } from "../../bench/peers/section.mjs";

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");
const page = read("docs/benchmarks.md");
const blocks = [...page.matchAll(/```text\n(.*?)\n```\n+From `(.*?)`/gs)].map(
  ([, text, log]) => [log!, text!.split("\n")] as const,
);

test("each block says where it is from", () => {
  expect(blocks.length).toBe(page.split("```text").length - 1);
});

test.each(blocks)("%s has the lines that are shown of it", (log, lines) => {
  const known = read(log)
    .split("\n")
    .map((line) => line.trimEnd());
  expect(lines.filter((line) => !known.includes(line))).toEqual([]);
});

test("the workloads are all that the log has, in its words", () => {
  const rows = [...page.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].map(
    ([, name, result]) => `${name}: ${result}`,
  );
  const [machine, ...results] = read("bench/logs/workloads.txt").trim().split("\n");
  expect(page).toContain(machine);
  expect(rows).toEqual(results);
});

test("what stands of other libraries is what the command writes from its log", () => {
  const run = toldOf(read("bench/logs/peers.txt"));
  expect(run.cases.length).toBeGreaterThan(0);
  expect(page).toBe(within(page, "peers", sectionOf(run)));
  const readme = read("README.md");
  expect(readme).toBe(within(readme, "speed", readmeOf(run)));
});

test("what stands of GPUs is what the command writes from its log, and that nothing is measured while there is none", () => {
  const log = "bench/logs/gpu.txt";
  const run = existsSync(new URL(`../../${log}`, import.meta.url)) ? gpu.toldOf(read(log)) : undefined;
  expect(page).toBe(within(page, "gpu", gpu.sectionOf(run), "bench:gpu"));
  expect(run && gpu.isSoftware(run)).not.toBe(true);
});
