/**
 * A step on a GPU beside torch, optax and a kernel that moves the same bytes.
 *
 * - `npm run bench:gpu` measures on this machine and writes bench/logs/gpu.txt and its section of docs/benchmarks.md. torch, jax and optax
 *   are those of python3, or of the program that GLISSADE_PEERS_PYTHON names; what is missing is said so.
 * - `npm run bench:gpu -- --pack FOLDER` packs all that a machine without network needs. There: `bash FOLDER/run.sh OUT`; here, with the
 *   OUT/gpu.txt that came back: `npm run bench:gpu -- --log OUT/gpu.txt` writes the same two.
 * - `npm run bench:gpu -- --dry` runs small cases on a GPU made of software, prints the section and writes nothing here.
 *
 * `--optimizers NAME,…` takes some, `--seconds N` begins no case after so many (480).
 */

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { within } from "../peers/section.mjs";
import { titles } from "./cases.mjs";
import { isSoftware, sectionOf, toldOf } from "./section.mjs";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const say = (text) => console.error(text);
const swiftshader = "/usr/lib/chromium/vk_swiftshader_icd.json";

const text = { type: "string" };
const { values } = parseArgs({
  options: {
    pack: text,
    log: text,
    measure: text,
    dry: { type: "boolean", default: false },
    optimizers: text,
    seconds: { type: "string", default: "480" },
  },
});
const seconds = Number(values.seconds);
if (!(seconds > 0)) throw new RangeError(`--seconds takes a number above 0; got ${values.seconds}`);

if (values.pack !== undefined) {
  const { pack } = await import("./pack.mjs");
  const bytes = pack(values.pack, say);
  say(`${(bytes / 2 ** 20).toFixed(1)} MiB; on the machine with the GPU: bash ${values.pack}/run.sh OUT`);
} else if (values.log !== undefined) writePages(readFileSync(values.log, "utf8"));
else if (values.measure !== undefined) {
  const { measure } = await import("./measure.mjs");
  await measure({
    log: values.measure,
    dry: values.dry,
    optimizers: values.optimizers?.split(","),
    seconds,
    say,
  });
  console.log(sectionOf(toldOf(readFileSync(values.measure, "utf8"))));
} else await here();

/** Measures on this machine, in a folder where all that is needed lies together. */
async function here() {
  const { assemble } = await import("./assemble.mjs");
  const folder = mkdtempSync(join(tmpdir(), "glissade-gpu-"));
  const log = join(folder, "gpu.txt");
  const env = { ...process.env, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? folder };
  if (values.dry && existsSync(swiftshader)) env.VK_ICD_FILENAMES = swiftshader;
  try {
    assemble(join(folder, "repository"));
    const program = join(folder, "repository/bench/gpu/main.mjs");
    execFileSync(process.execPath, [program, "--measure", log, ...process.argv.slice(2)], {
      stdio: "inherit",
      env,
    });
    if (!values.dry) writePages(readFileSync(log, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @throws RangeError for a log of a GPU made of software, or of some optimizers alone. */
function writePages(log) {
  const run = toldOf(log);
  if (isSoftware(run))
    throw new RangeError(
      `this log is of a GPU made of software (${run.facts.gpu}): measure on one of hardware`,
    );
  const missing = Object.keys(titles).filter(
    (name) => !run.cases.some(({ optimizer }) => optimizer === name),
  );
  if (missing.length > 0)
    throw new RangeError(`this log has nothing of ${missing.join(", ")}: measure all, without --optimizers`);
  writeFileSync(at("bench/logs/gpu.txt"), log);
  const page = at("docs/benchmarks.md");
  writeFileSync(page, within(readFileSync(page, "utf8"), "gpu", sectionOf(run), "bench:gpu"));
}
