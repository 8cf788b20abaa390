/** The figures of docs/benchmarks.md and of the README's section on speed are those of the logs that they name. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

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

test("the README has the ratios of a step of Adam", () => {
  const rows = [
    ...read("README.md").matchAll(/^\| (\d+(?:e\d)?) \| (\d+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$/gm),
  ];
  const logged = read("bench/logs/step.txt")
    .split("\n")
    .filter((line) => line.startsWith("adam "))
    .map((line) => line.trim().split(/ +/))
    .map((cells) => [cells[1], cells[2], ...cells.slice(-4, -1)]);
  expect(logged.length).toBeGreaterThan(0);
  expect(rows.map((row) => row.slice(1))).toEqual(logged);
});
