/**
 * `npm run workloads`: the public workloads in full, a line each: what came out, what it is to reach, seconds, the optimizer's share of a step, the load of the
 * machine. An hour on two cores; outside CI. `npm run workloads -- fashion-mlp lenet` runs only these. bench/logs keeps what it printed.
 */
import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

/** By name: the arguments of `glissade train`, once for each seed, and what the last line of its JSON says. */
const workloads = {
  "quadratic-deep": {
    runs: [["--workload", "quadratic-deep"]],
    shown: (lines) =>
      lines
        .filter(({ type }) => type === "end")
        .map(
          ({ name, mean, deviation, public: published }) =>
            `${name} ${mean.toFixed(3)} ± ${deviation.toFixed(3)} (public ${published.mean} ± ${published.deviation})`,
        )
        .join(", "),
  },
  "fashion-mlp": {
    runs: [["--workload", "fashion-mlp"]],
    shown: (lines) => `test accuracy ${lines.at(-1).test.accuracy} (to reach: .87)`,
  },
  lenet: {
    runs: [
      [
        ...["adamw", "--data", "fashion-mnist", "--model", "lenet", "--epochs", "10", "--batch-size", "128"],
        ...["--learning-rate", "cosineDecay:init=2e-3,steps=3910"],
      ],
    ],
    shown: (lines) => `test accuracy ${lines.at(-1).test.accuracy} (to reach: .89)`,
  },
  "char-transformer": {
    runs: ["0", "1", "2"].map((seed) => ["--workload", "char-transformer", "--seed", seed]),
    shown: (lines) => `validation loss ${lines.at(-1).last.validation.loss.toFixed(4)}`,
    together: (all) => {
      const losses = all.map((lines) => lines.at(-1).last.validation.loss);
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      return `mean of ${losses.length} seeds ${mean.toFixed(4)} (to reach: 1.896 ± .02)`;
    },
  },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(workloads, name));
if (unknown.length)
  throw new Error(`no workload ${unknown.join(", ")}; there are ${Object.keys(workloads).join(", ")}`);

console.log(`Node ${process.version}, ${cpus().length} processors, ${cpus()[0].model}`);
for (const [name, { runs, shown, together }] of Object.entries(workloads)) {
  if (asked.length && !asked.includes(name)) continue;
  const all = runs.map((args) => {
    const from = performance.now();
    const { status, stdout } = spawnSync(process.execPath, [program, "train", ...args, "--json"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(`${name} ended with exit code ${status}`);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const { seconds, optimizerShare } = lines.at(-1);
    const training =
      seconds === undefined
        ? ""
        : `; training ${seconds.toFixed(1)} s, optimizer ${(100 * optimizerShare).toFixed(1)} % of it`;
    const wall = ((performance.now() - from) / 1000).toFixed(1);
    console.log(`${name}: ${shown(lines)}${training}; ${wall} s in all, load ${loadavg()[0].toFixed(1)}`);
    return lines;
  });
  if (together) console.log(`${name}: ${together(all)}`);
}
