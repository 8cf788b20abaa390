/** ARCHITECTURE.md: its table of folders is that of `src`, and its walks go along imports. What is printed in it: pages.test.ts. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const src = join(root, "src");
const document = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
const section = (title: string): string => document.split(/^##? /m).find((part) => part.startsWith(title))!;

/** The files that one imports, from `src`. */
const importsOf = (file: string): string[] =>
  [...readFileSync(join(src, file), "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)].map(([, path]) =>
    relative(src, join(src, dirname(file), path!)).replaceAll("\\", "/"),
  );

test("its table has every folder of src", () => {
  const named = [...section("Architecture").matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell]) =>
    cell!.split(", ").map((name) => name.slice(1, -1)),
  );
  const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(named.sort()).toEqual(folders.map(({ name }) => name).sort());
});

describe.each([
  {
    title: "A walk from `optimizer.init`",
    why: "but where the device is chosen as the program runs",
    chosen: ["runtime/host/execution.ts", "runtime/host/wasm/run.ts"],
  },
  {
    title: "A walk from `glissade train`",
    why: "but through the lists of public names",
    chosen: ["train/fit/fit.ts", "adapters/jax-js/loss-gradient.ts", "checkpoint/folder.ts"],
  },
])("$title", ({ title, why, chosen }) => {
  const walk = [...section(title).matchAll(/^\| \d+ \| `(.*?)`/gm)].map(([, file]) => file!);

  test("enters at most fifteen files, each once", () => {
    expect(walk.length).toBeGreaterThan(10);
    expect(walk.length).toBeLessThanOrEqual(15);
    expect(new Set(walk).size).toBe(walk.length);
    expect(walk.filter((file) => !existsSync(join(src, file)))).toEqual([]);
  });

  test(`goes along imports, ${why}`, () => {
    const jumps = walk.filter(
      (file, at) => at > 0 && !walk.slice(0, at).some((earlier) => importsOf(earlier).includes(file)),
    );
    expect(jumps).toEqual(chosen);
  });
});
