/**
 * Two ranks of one machine: collectives of `glissade/mpi` beside the same in C, at once and with promises, and a step of Adam whose states the ranks
 * share, beside torch's on gloo. All jobs are alive and take turns. Needs cc and, on Debian, openmpi-bin and libopenmpi-dev, which it installs.
 * Usage: npm run bench:mpi -- [--python FILE: a Python with torch] [--quick] [--only collectives|adam] [--write: writes bench/logs/mpi.txt and its
 * section of docs/benchmarks.md]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { install } from "../../tools/mpi/install.mjs";
import { within } from "../peers/section.mjs";
import { shown, summary } from "../timing.mjs";
import { begin, byTorch, underMpirun } from "./jobs.mjs";

const flag = { type: "boolean", default: false };
const { values } = parseArgs({
  options: { python: { type: "string" }, only: { type: "string" }, quick: flag, write: flag },
});
const { python, only, quick } = values;
if (values.write && (!python || only || quick))
  throw new Error("what is written is a whole run beside torch: --python names a Python that has it");

const size = 2;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const node =
  (file) =>
  (folder, ...args) =>
    underMpirun(size, process.execPath, here(file), folder, ...args);
/** All that is printed. */
const printed = [];
const say = (text = "") => {
  console.log(text);
  printed.push(...text.split("\n"));
};
const folder = mkdtempSync(join(tmpdir(), "glissade-bench-"));

/** Rounds in which contenders take turns, another one first in each. @returns what each has answered, by name. */
async function inTurns(contenders, rounds) {
  const names = Object.keys(contenders);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (let k = 0; k < names.length; k++) {
      const name = names[(round + k) % names.length];
      samples[name].push(await contenders[name]());
    }
  return samples;
}

const ofRounds = (samples, value) => summary(samples.map((_, round) => value(round)));
const sizeText = (bytes) =>
  bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${bytes / 1000} kB` : `${bytes / 1e6} MB`;
const micro = ({ median }) => `${(median * 1e6).toFixed(2)} us`;

const calls = ["allReduce", "reduceScatter", "allGather", "allToAll", "broadcast"];
const sizes = [64, 1000, 16_000, 64_000, 1e6, 16e6, ...(quick ? [] : [400e6])];
/** From here on what counts is the ratio, below it what a call costs more. */
const large = 64_000;

async function collectives() {
  const program = join(folder, "in-c");
  execFileSync("mpicc.openmpi", ["-O2", "-o", program, here("collectives.c")]);
  const largest = String(sizes.at(-1));
  const c = await begin(folder, "c", size, (at) => underMpirun(size, program, at, largest));
  const ours = await begin(folder, "ours", size, (at) => node("collectives.mjs")(at, largest));
  say(
    `Collectives on float32, ${size} ranks, bytes of a rank's buffer, ${ours.about.library.split(",")[0]}. A call behind the other; of the ranks the slowest.`,
  );
  say(
    [
      "call",
      "bytes",
      "C",
      "at once",
      "promises",
      "C/at once",
      "C/promises",
      "more, at once",
      "more, promises",
    ]
      .map((head, index) => (index === 0 ? head.padEnd(14) : head.padStart(index === 1 ? 8 : 15)))
      .join(""),
  );
  const found = [];
  for (const name of calls)
    for (const bytes of sizes) {
      const ways = (times) => ({
        c: async () => (await c.ask(`${name} ${bytes} ${times}`)).seconds,
        sync: async () => (await ours.ask(`sync ${name} ${bytes} ${times}`)).seconds,
        async: async () => (await ours.ask(`async ${name} ${bytes} ${times}`)).seconds,
      });
      // Until connections are made and functions compiled.
      const warm = await inTurns(ways(bytes < large ? 2000 : bytes < 1e7 ? 20 : 1), 2);
      const sample = quick ? 0.003 : 0.01;
      const times = Math.max(1, Math.min(2000, Math.round(sample / warm.c[1])));
      const samples = await inTurns(ways(times), quick ? 5 : bytes < 1e8 ? 31 : 5);
      const ratio = (way) => ofRounds(samples.c, (round) => samples.c[round] / samples[way][round]);
      const more = (way) => ofRounds(samples.c, (round) => samples[way][round] - samples.c[round]);
      const row = {
        name,
        bytes,
        ratio: [ratio("sync"), ratio("async")],
        more: [more("sync"), more("async")],
      };
      found.push(row);
      say(
        [
          ...[name.padEnd(14), sizeText(bytes).padStart(8)],
          ...["c", "sync", "async"].map((way) => shown(summary(samples[way])).padStart(15)),
          ...row.ratio.map(({ median }) => median.toFixed(2).padStart(15)),
          ...row.more.map((one) => micro(one).padStart(15)),
        ].join(""),
      );
    }
  await Promise.all([c.end(), ours.end()]);
  const worst = (of, value) => of.reduce((worst, row) => (value(row) > value(worst) ? row : worst), of[0]);
  for (const [way, index] of [
    ["at once", 0],
    ["with promises", 1],
  ]) {
    const slow = worst(
      found.filter(({ bytes }) => bytes >= large),
      ({ ratio }) => -ratio[index].median,
    );
    const late = worst(
      found.filter(({ bytes }) => bytes < large),
      ({ more }) => more[index].median,
    );
    say(
      `${way}: from ${sizeText(large)} on at least ${slow.ratio[index].median.toFixed(2)} of the speed of C (${slow.name} of ${sizeText(slow.bytes)}), below at most ${micro(late.more[index])} a call more (${late.name} of ${sizeText(late.bytes)})`,
    );
  }
}

async function adam() {
  const [parameters, tensors, times] = [quick ? 1e6 : 1e7, 10, 3];
  const words = [String(parameters), String(tensors)];
  const contenders = {
    "this, native": (at) => node("adam.mjs")(at, ...words, "native"),
    "this, wasm": (at) => node("adam.mjs")(at, ...words, "wasm"),
    ...(python && {
      "torch on gloo": (at) => byTorch(size, 29_517, python, here("adam.py"), at, ...words),
    }),
  };
  const jobs = {};
  for (const [name, commandsOf] of Object.entries(contenders))
    jobs[name] = await begin(folder, name, size, commandsOf);
  const asks = Object.fromEntries(
    Object.entries(jobs).map(([name, job]) => [name, () => job.ask(`step ${times}`)]),
  );
  await inTurns(asks, 2);
  const samples = await inTurns(asks, quick ? 3 : 21);
  await Promise.all(Object.values(jobs).map((job) => job.end()));
  const base = "this, native";
  const meant = samples[base].at(-1);
  for (const [name, own] of Object.entries(samples)) {
    const { first, steps } = own.at(-1);
    const far = first.findIndex((value, i) => !(Math.abs(value - meant.first[i]) <= 1e-5));
    if (steps !== meant.steps || far >= 0)
      throw new Error(
        `${name} finds ${first} after ${steps} steps, ${base} ${meant.first} after ${meant.steps}`,
      );
  }
  say(
    `A step of Adam on ${parameters} parameters in ${tensors} tensors, ${size} ranks that share the states, a thread each, from gradients ready to parameters ready.`,
  );
  for (const [name, own] of Object.entries(samples)) {
    const ratio = ofRounds(own, (round) => own[round].seconds / samples[base][round].seconds);
    say(
      `${name.padEnd(16)}${shown(summary(own.map(({ seconds }) => seconds)))}   / ${base} ${ratio.median.toFixed(2)} (${ratio.q1.toFixed(2)} to ${ratio.q3.toFixed(2)})`,
    );
  }
  const torch = samples["torch on gloo"];
  if (!torch) return say("torch is left out: --python names no Python that has it");
  const parts = [0, 1, 2].map((part) => shown(summary(torch.map((one) => one.parts[part]))).trim());
  say(
    `${jobs["torch on gloo"].about.library}: backward pass of the bare model ${parts[0]}, of DistributedDataParallel ${parts[1]}, step of ZeroRedundancyOptimizer with fused=True ${parts[2]}; counted is the second less the first, plus the third`,
  );
}

install({ "mpirun.openmpi": "openmpi-bin", "mpicc.openmpi": "libopenmpi-dev" });
const versionOf = (program) => execFileSync(program, ["--version"], { encoding: "utf8" }).split("\n")[0];
try {
  say(
    `${cpus()[0].model.trim()}, ${cpus().length} processors, load when it began ${loadavg()[0].toFixed(1)}`,
  );
  say(`Node ${process.version}, ${versionOf("mpicc.openmpi")}`);
  say(
    "Medians ± half the interquartile range of the rounds. Ratios and differences: medians of the rounds'.",
  );
  if (only !== "adam") {
    say();
    await collectives();
  }
  if (only !== "collectives") {
    say();
    await adam();
  }
} finally {
  rmSync(folder, { recursive: true });
}

if (values.write) {
  const at = (path) => new URL(`../../${path}`, import.meta.url);
  writeFileSync(at("bench/logs/mpi.txt"), `$ npm run bench:mpi\n${printed.join("\n")}\n`);
  const page = readFileSync(at("docs/benchmarks.md"), "utf8");
  const section = `\`\`\`text\n${printed.join("\n").trim()}\n\`\`\`\n\nFrom \`bench/logs/mpi.txt\`.`;
  writeFileSync(at("docs/benchmarks.md"), within(page, "mpi", section, "bench:mpi"));
}
