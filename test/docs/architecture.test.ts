/** ARCHITECTURE.md: its tables of folders are those of `src` and `site`, and its walks go along imports. What is printed in it: pages.test.ts. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const document = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
const section = (title: string): string => document.split(/^##? /m).find((part) => part.startsWith(title))!;

/** The files that one imports, from the folder of both. */
const importsOf = (base: string, file: string): string[] =>
  [...readFileSync(join(base, file), "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)].map(([, path]) =>
    relative(base, join(base, dirname(file), path!)).replaceAll("\\", "/"),
  );

test.each([
  { folder: "src", title: "Architecture" },
  { folder: "site", title: "The site and the lab" },
])("its table has every folder of $folder", ({ folder, title }) => {
  const named = [...section(title).matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell]) =>
    cell!.split(", ").map((name) => name.slice(1, -1)),
  );
  const folders = readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const made = (name: string): boolean =>
    name.startsWith(".") || ["dist", "node_modules", "screenshots"].includes(name);
  expect(named.sort()).toEqual(folders.filter((name) => !made(name)).sort());
});

describe.each([
  {
    title: "A walk from `optimizer.init`",
    folder: "src",
    why: "but where the device is chosen as the program runs",
    chosen: ["runtime/host/execution.ts", "runtime/host/wasm/run.ts"],
  },
  {
    title: "A walk from `glissade train`",
    folder: "src",
    why: "but through the lists of public names",
    chosen: ["train/fit/fit.ts", "adapters/jax-js/loss-gradient.ts", "checkpoint/folder.ts"],
  },
  {
    title: "The site and the lab",
    folder: "site",
    why: "but where the editor calls back, a message goes to the worker, and a signal changes",
    chosen: ["lab/panels/equations.tsx", "lab/serve.ts", "lab/views/contour.tsx"],
  },
])("$title", ({ title, folder, why, chosen }) => {
  const base = join(root, folder);
  const walk = [...section(title).matchAll(/^\| \d+ \| `(.*?)`/gm)].map(([, file]) => file!);

  test("enters at most fifteen files, each once", () => {
    expect(walk.length).toBeGreaterThan(10);
    expect(walk.length).toBeLessThanOrEqual(15);
    expect(new Set(walk).size).toBe(walk.length);
    expect(walk.filter((file) => !existsSync(join(base, file)))).toEqual([]);
  });

  test(`goes along imports, ${why}`, () => {
    const jumps = walk.filter(
      (file, at) => at > 0 && !walk.slice(0, at).some((earlier) => importsOf(base, earlier).includes(file)),
    );
    expect(jumps).toEqual(chosen);
  });
});
