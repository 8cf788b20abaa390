/** The programs in examples/: what they import is public and there, and `npm run examples` runs each. They run there, not here. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { bundle } from "./bundle.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "examples");
const isOfExercises = /^(exercise|divergence|figure|publish)/;
const programs = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".mjs") && !isOfExercises.test(file),
);

test.each(programs)("%s imports what there is", async (file) => {
  const code = readFileSync(join(folder, file), "utf8");
  const imported = [...code.matchAll(/from "([^"]+)"/g)].map(([, name]) => name);
  // Other files of an example; what draws figures; modules of Node.
  const known = /^(glissade(\/|$)|d3-array$|@observablehq\/plot$|\.|node:)/;
  expect(imported.filter((name) => !known.test(name!))).toEqual([]);
  // It throws for a name that a module does not export.
  expect(await bundle({ file: join(folder, file) })).not.toBe("");
});

test("all of them are run, and listed for readers", () => {
  // A folder is one example.
  const names = programs.map((file) => file.replace(/(\.mjs|[/\\].*)$/, ""));
  const runner = readFileSync(join(root, "tools/examples/main.mjs"), "utf8");
  const list = readFileSync(join(folder, "README.md"), "utf8");
  for (const name of names) {
    expect(runner).toContain(`"${name}"`);
    expect(list).toMatch(new RegExp(`\\(${name}(/|\\.mjs\\))`));
  }
});
