/**
 * Modules of Node and optional packages that the core asks for while it runs, which no import shows: each has one file, and no other has
 * any. What imports show is in .dependency-cruiser.mjs (`core-has-no-dependency`).
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const outside = /^src\/(train|datasets|compare|cli)\//;
const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((file) => `src/${file.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !outside.test(file));
const having = (pattern: RegExp): string[] =>
  files.filter((file) => pattern.test(readFileSync(file, "utf8"))).sort();

test("Node's own modules", () => {
  expect(files.length).toBeGreaterThan(200);
  // Workers of pages and of Node share a file; device.ts looks whether there is Node at all.
  expect(having(/getBuiltinModule/)).toEqual([
    "src/descent/device.ts",
    "src/runtime/host/native/node.ts",
    "src/runtime/host/threads/start-worker.ts",
  ]);
});

test("packages", () => {
  // glissade/mpi is an entry of its own, and takes nothing from within the core.
  expect(having(/createRequire/)).toEqual(["src/mpi/library.ts", "src/runtime/host/native/koffi.ts"]);
  expect(having(/import\((?!\s*"\.{1,2}\/)/)).toEqual(["src/runtime/webgpu/node.ts"]);
});
