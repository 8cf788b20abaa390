/**
 * `npm run csv-fuzz`: 10,000 damaged files, each read or refused with a typed error; then large files of extreme shapes, each in a process of its
 * own, whose memory may be at most 40 times the file. `npm run csv-fuzz -- FIRST COUNT` takes other damaged files.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const shapes = "numbers digits quoted names empty lines blank comments spaces quotes field wide".split(" ");
const folder = mkdtempSync(join(tmpdir(), "glissade-csv-"));
const run = (program, ...rest) =>
  execFileSync("node", [join(folder, `${program}.js`), ...rest], { encoding: "utf8" }).trim();
try {
  const input = Object.fromEntries(
    ["damaged", "memory"].map((name) => [name, fileURLToPath(new URL(`${name}.ts`, import.meta.url))]),
  );
  const build = await rolldown({ input, platform: "node" });
  await build.write({ dir: folder, format: "esm" });
  console.log(run("damaged", ...process.argv.slice(2)));
  for (const shape of shapes) {
    const said = run("memory", shape);
    console.log(said);
    if (Number(/([\d.]+) times the file/.exec(said)[1]) > 40) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
