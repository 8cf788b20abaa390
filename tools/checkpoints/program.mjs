/**
 * `npm run crashes:program`: kills the built `glissade train --checkpoint` and `glissade compare --folder` with SIGKILL at seeded random moments
 * and gives the same command again. The last checkpoint and the saved model must be the unbroken run's to the byte; a comparison must end with
 * the unbroken one's result, and keep every finished trial as it was. crashes.mjs has moments within single calls of the file system.
 * `npm run crashes:program -- 200 7` kills training 200 times and comparing 20 times, with seed 7; by default 12 and 3 times.
 */
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

const [kills = 12, seed = 1] = process.argv.slice(2).map(Number);
const program = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "crashes-"));
const random = xoroshiro128plus(seed);
const uniform = () => uniformFloat64(random);

const data = join(work, "houses.csv");
const towns = ["Bath", "Hull", "York"];
const rows = Array.from({ length: 150 }, (_, row) => {
  const [size, town] = [40 + Math.round(100 * uniform()), towns[row % 3]];
  return `${row % 17 === 5 ? "" : town},${row % 11 === 3 ? "" : size},${1000 * size + (town === "Bath" ? 30_000 : 0)}`;
});
writeFileSync(data, `town,size,price\n${rows.join("\n")}\n`);

/** A command, and the folder that its checkpoints or trials are in. */
const commands = {
  train: (folder) => ({
    kept: join(folder, "checkpoints"),
    args: [
      ...["train", "adam", "--data", data, "--target", "price", "--impute", "--model", "mlp:16"],
      ...["--epochs", "8", "--batch-size", "8", "--seed", "3", "--every", "1", "--keep", "3", "--resume"],
      ...["--checkpoint", join(folder, "checkpoints"), "--save", join(folder, "model.safetensors")],
    ],
  }),
  compare: (folder) => ({
    kept: join(folder, "trials"),
    args: [
      ...[
        "compare",
        "--data",
        data,
        "--target",
        "price",
        "--impute",
        "--model",
        "mlp:16",
        "--folder",
        folder,
      ],
      ...["--optimizers", "sgd,adam", "--rates", "1e-3:0.1:1", "--tuning-seeds", "1", "--seeds", "3"],
      ...["--epochs", "12", "--workers", "2", "--json"],
    ],
  }),
};

/**
 * Runs a command; `killAfter` milliseconds after its first line of text, which it prints when it has read the data, it is killed.
 * @returns what it printed, how long it took after that line, and whether it was killed.
 */
function run(args, killAfter = Number.POSITIVE_INFINITY) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err, began] = ["", "", 0];
  child.stdout.on("data", (text) => {
    out += text;
  });
  let timer;
  child.stderr.on("data", (text) => {
    err += text;
    if (began > 0) return;
    began = performance.now();
    if (killAfter < Number.POSITIVE_INFINITY) timer = setTimeout(() => child.kill("SIGKILL"), killAfter);
  });
  return new Promise((done, failed) => {
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code !== 0 && signal !== "SIGKILL") failed(new Error(`ended with ${code ?? signal}: ${err}`));
      done({ out, took: performance.now() - began, isKilled: signal === "SIGKILL" });
    });
  });
}

/** The files of a folder whose names are of checkpoints or trials, with their bytes. */
function filesOf(folder) {
  const names = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && /^(step-.*\.safetensors|[0-9a-f]+\.json)$/.test(entry.name),
  );
  return new Map(names.map(({ name }) => [name, readFileSync(join(folder, name))]));
}

function filesIfThere(folder) {
  try {
    return filesOf(folder);
  } catch (error) {
    if (error.code === "ENOENT") return new Map();
    throw error;
  }
}

/** Kills a command at random moments and gives it again, `times` kills in all, with `check` after every kill and at every end. */
async function crash(kind, times, unbroken, check) {
  const moments = { "before any file": 0, "between files": 0, "behind the last file": 0 };
  let [killed, ended] = [0, 0];
  while (killed < times) {
    const folder = join(work, `${kind}-${ended}`);
    mkdirSync(folder);
    const { kept, args } = commands[kind](folder);
    // Some runs are killed again after they have gone on, some live to their end.
    for (let life = 1 + Math.floor(3 * uniform()); life > 0 && killed < times; life--) {
      const before = filesIfThere(kept);
      const { isKilled } = await run(args, 1.05 * unbroken.took * uniform());
      if (!isKilled) break;
      killed++;
      const files = filesIfThere(kept);
      moments[
        files.size === 0
          ? "before any file"
          : unbroken.isLast(files)
            ? "behind the last file"
            : "between files"
      ]++;
      check.killed(files, before);
    }
    const before = filesIfThere(kept);
    check.ended((await run(args)).out, filesOf(kept), before, folder);
    ended++;
    rmSync(folder, { recursive: true });
  }
  const list = Object.entries(moments).map(([moment, count]) => `${moment} ${count}`);
  console.log(`glissade ${kind}: ${killed} kills of ${ended} runs (seed ${seed}): ${list.join(", ")}`);
  if (times >= 20) assert(moments["between files"] > 0, "no kill between files: it tests too little");
}

async function crashTraining() {
  const folder = join(work, "train");
  const { kept, args } = commands.train(folder);
  mkdirSync(folder);
  const all = args.map((word, index) => (args[index - 1] === "--keep" ? "1000" : word));
  const { took } = await run(all);
  const checkpoints = filesOf(kept);
  const last = [...checkpoints.keys()].sort().at(-1);
  const model = readFileSync(join(folder, "model.safetensors"));
  const equal = (files) => {
    for (const [name, bytes] of files)
      assert(checkpoints.get(name)?.equals(bytes), `${name} is not the unbroken run's`);
  };
  await crash(
    "train",
    kills,
    { took, isLast: (files) => files.has(last) },
    {
      killed: equal,
      ended(_, files, __, folder) {
        equal(files);
        assert(files.has(last), "the last checkpoint is missing");
        assert(readFileSync(join(folder, "model.safetensors")).equals(model), "the model is another");
      },
    },
  );
  console.log(
    `every run went on and ended with the last of the ${checkpoints.size} checkpoints and the model of the unbroken run, to the byte`,
  );
}

/** A result without what the clock decides. */
const timeless = (text) =>
  JSON.parse(text, (name, value) => (name === "seconds" || name === "command" ? undefined : value));

async function crashComparing() {
  const folder = join(work, "compare");
  const { kept, args } = commands.compare(folder);
  mkdirSync(folder);
  const { out, took } = await run(args);
  const result = timeless(out);
  const count = filesOf(kept).size;
  let survived = 0;
  // A trial that is run again has other times, and so other bytes.
  const same = (files, before) => {
    for (const [name, bytes] of before) {
      assert(files.get(name)?.equals(bytes), `${name} was run again`);
      survived++;
    }
  };
  await crash(
    "compare",
    Math.ceil(kills / (kills < 100 ? 5 : 10)),
    { took, isLast: ({ size }) => size === count },
    {
      killed: same,
      ended(out, files, before) {
        same(files, before);
        assert.deepEqual(timeless(out), result);
        assert.equal(files.size, count, "there are other trials than in the unbroken comparison");
      },
    },
  );
  console.log(
    `every comparison ended with the result of the unbroken one and its ${count} trials; ${survived} times a trial was found finished, and never run again`,
  );
}

try {
  await crashTraining();
  await crashComparing();
} finally {
  rmSync(work, { recursive: true, force: true });
}
