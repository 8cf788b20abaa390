/** The lint rule of what reaches a digest: what it refuses in the lab's engine, what it lets pass, and where it does not apply. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const biome = join(root, "node_modules/@biomejs/biome/bin/biome");

/** Lines of files that the rule refuses, with the settings of this repository, as `path:line`. */
function refused(files: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "glissade-lint-"));
  try {
    cpSync(join(root, "tools/lint"), join(folder, "tools/lint"), { recursive: true });
    const settings = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
    writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...settings, vcs: { enabled: false } }));
    for (const [path, lines] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${lines.join("\n")}\n`);
    }
    const args = [biome, "lint", "--only=plugin", "--max-diagnostics=none", "."];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    const said = `${stdout}${stderr}`;
    expect(said).toContain("Checked");
    expect(said).not.toContain("loading of plugins");
    return [...new Set([...said.matchAll(/^(\S+\.ts:\d+):\d+ plugin/gm)].map(([, place]) => place!))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const wrong = [
  "export const a = Math.exp(1);",
  "export const b = [1].map(Math.cos);",
  "const { exp } = Math; export const c = exp(1);",
  "const { sin: s } = globalThis.Math; export const d = s(1);",
  'export const e = Math["log"](2);',
  "const M = Math; export const f = M.tanh(1);",
  "export const g = globalThis.Math.tan(1);",
  "export const h = Math?.hypot(1, 2);",
  "export const i = a ** 3;",
  "let j = 2; j **= 2; export { j };",
  "export const k = Math.random();",
  "export const l = Date.now();",
  "export const m = new Date();",
  "export const n = Math.max(Math.pow(2, 3), 1);",
];
const right = [
  'import { exp } from "glissade/language";',
  "export const a = Math.sqrt(2) + Math.max(1, 2) + Math.floor(2.5) + Math.PI;",
  "export const b = exp(1) * Math.abs(a);",
  "let c = 2; c *= 2; export { c };",
  "export const d = { pow: 1 }.pow;",
];

test("functions of Math whose bits differ, powers, chance and clocks are refused in the engine, however they are written", () => {
  expect(refused({ "site/engine/wrong.ts": wrong })).toEqual(
    wrong.map((_, index) => `site/engine/wrong.ts:${index + 1}`),
  );
});

test("what has the same bits everywhere passes, and so does all of it elsewhere and in tests", () => {
  expect(
    refused({
      "site/engine/problems/right.ts": right,
      "site/engine/wrong.test.ts": wrong,
      "site/lab/wrong.ts": wrong,
      "src/wrong.ts": wrong,
    }),
  ).toEqual([]);
});
