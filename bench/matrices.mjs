/**
 * Products, eigenvalues and QR factorisations, in processor time of one thread, in turns: products on WebAssembly beside a loop that only
 * multiplies and adds in registers, by half beside in full, as compiled C beside plain loops in C; the others beside LAPACK.
 * PYTHON is one with scipy; what is not there is left out, and said. Its BLAS is to run on one thread: OPENBLAS_NUM_THREADS=1.
 * Usage: PYTHON=python3 npm run bench:matrices [-- --quick]
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { rolldown } from "rolldown";
import { summary } from "./timing.mjs";

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" } },
});
const rounds = values.quick ? 5 : 21;
const here = fileURLToPath(new URL("./matrices/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "glissade-matrices-"));

const build = await rolldown({ input: join(here, "entry.ts"), platform: "node", external: ["koffi"] });
await build.write({ format: "esm", file: join(folder, "entry.mjs"), codeSplitting: false });
await build.close();
const linear = await import(pathToFileURL(join(folder, "entry.mjs")).href);
const { matrix, transpose } = linear;

/** Processor seconds of the whole process. */
const spent = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

function timed(run, times) {
  const start = spent();
  for (let k = 0; k < times; k++) run();
  return (spent() - start) / times;
}

/** Seconds of each round, by name; another one begins in each round. */
function inTurns(runs, count = rounds) {
  const names = Object.keys(runs);
  const times = {};
  for (const name of names) {
    timed(runs[name], 2);
    times[name] = Math.max(1, Math.ceil(0.05 / Math.max(timed(runs[name], 1), 1e-6)));
  }
  const found = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < count; round++)
    for (let k = 0; k < names.length; k++) {
      const name = names[(round + k) % names.length];
      found[name].push(timed(runs[name], times[name]));
    }
  return found;
}

const ratio = (a, b) => summary(a.map((seconds, round) => seconds / b[round]));
const shown = ({ median, q1, q3 }) => `${median.toFixed(2)} (${q1.toFixed(2)} to ${q3.toFixed(2)})`;
const speed = (flops, seconds) => `${(flops / summary(seconds).median / 1e9).toFixed(1)} GFLOP/s`;
const cells = (all) => console.log(all.map((cell) => String(cell).padStart(24)).join(""));
const wanted = (part) => values.only === undefined || values.only === part;

function fill(array, seed) {
  let state = seed;
  for (let k = 0; k < array.length; k++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    array[k] = state / 2 ** 31;
  }
  return array;
}

/** Matrices on a host. */
function squares(host, dtype, n) {
  const of = (seed) => matrix(fill(host.array(dtype, n * n), seed), n, n);
  return { out: of(1), a: of(2), b: of(3) };
}

/** The plain loops. */
function plainC() {
  const koffi = createRequire(import.meta.url)("koffi");
  const file = join(folder, "plain.so");
  const code = ["-std=c11", "-O3", "-march=native", "-fPIC", "-shared"];
  const bits = ["-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"];
  execFileSync("cc", [...code, ...bits, "-o", file, join(here, "plain.c")]);
  const declared = "void product(void *out, void *a, void *b, int rows, int inner, int columns)";
  return { run: koffi.load(file).func(declared), address: (array) => koffi.address(array) };
}

console.log(
  `Node ${process.version}, processor time, ${rounds} rounds in turns. Medians, quartiles in parentheses. More is better.`,
);
if (wanted("products")) {
  console.log(
    "\nProducts n x n on WebAssembly: their speed beside a loop in registers; by half beside in full",
  );
  cells(["", "wasm", "wasm/registers", "half/full", "js"]);
  for (const dtype of ["float32", "float64"]) {
    const registers = linear.registersOnly(dtype);
    const lanes = dtype === "float32" ? 4 : 2;
    for (const n of values.quick ? [128, 512] : [64, 128, 256, 512, 1024]) {
      const bytes = 3 * n * n * 8 + 1024;
      const host = linear.onWasm(bytes);
      const { out, a, b } = squares(host, dtype, n);
      const js = squares(linear.onJs(bytes), dtype, n);
      const found = inTurns({
        wasm: () => host.kernels.product(out, a, b),
        registers: () => registers(n ** 3 / (8 * lanes)),
        full: () => host.kernels.product(out, a, transpose(a)),
        half: () => host.kernels.symmetricProduct(out, a, transpose(a)),
      });
      const slow =
        n <= 256
          ? inTurns({ js: () => linear.onJs(0).kernels.product(js.out, js.a, js.b) }, 3).js
          : undefined;
      cells([
        `${dtype} ${n}`,
        speed(2 * n ** 3, found.wasm),
        shown(ratio(found.registers, found.wasm)),
        shown(ratio(found.full, found.half)),
        slow ? speed(2 * n ** 3, slow) : "",
      ]);
    }
  }
}

if (wanted("native")) {
  console.log(
    "\nProducts n x n as compiled C, float32: their speed beside plain loops in the same order, and wasm's",
  );
  cells(["", "native", "native/plain C", "native/wasm", "half/full"]);
  const { run, address } = plainC();
  for (const n of values.quick ? [128, 512] : [64, 128, 256, 512, 1024]) {
    const bytes = 3 * n * n * 8 + 1024;
    const [host, wasm] = [linear.onNative(bytes), linear.onWasm(bytes)];
    const { out, a, b } = squares(host, "float32", n);
    const there = squares(wasm, "float32", n);
    const [x, y, z] = [out, a, b].map(({ values }) => address(values));
    const found = inTurns({
      native: () => host.kernels.product(out, a, b),
      plain: () => run(x, y, z, n, n, n),
      wasm: () => wasm.kernels.product(there.out, there.a, there.b),
      full: () => host.kernels.product(out, a, transpose(a)),
      half: () => host.kernels.symmetricProduct(out, a, transpose(a)),
    });
    cells([
      n,
      speed(2 * n ** 3, found.native),
      shown(ratio(found.plain, found.native)),
      shown(ratio(found.wasm, found.native)),
      shown(ratio(found.full, found.half)),
    ]);
  }
}

/** LAPACK, by lines; undefined where there is none. */
async function lapack() {
  if (!process.env.PYTHON) return undefined;
  const child = spawn(process.env.PYTHON, [join(here, "lapack.py")], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { scipy } = JSON.parse((await lines.next()).value);
  return {
    scipy,
    async run(task) {
      child.stdin.write(`${JSON.stringify(task)}\n`);
      return JSON.parse((await lines.next()).value);
    },
    end: () => child.stdin.end(),
  };
}

if (wanted("lapack")) {
  const peer = await lapack();
  console.log(
    peer
      ? `\nTimes beside LAPACK's (scipy ${peer.scipy}): less is better`
      : "\nWithout LAPACK: PYTHON is not set",
  );
  cells(["", "wasm, ms", "wasm/LAPACK", "native/LAPACK"]);
  for (const [name, dtype] of [
    ["eigen", "float64"],
    ["qr", "float32"],
    ["qr", "float64"],
  ]) {
    for (const n of values.quick ? [256] : [128, 256, 512, 1024]) {
      const runs = [linear.onWasm, linear.onNative].map((open) => {
        const workspaceSize = name === "eigen" ? linear.eigenWorkspace(n) : linear.qrWorkspace(dtype, n, n);
        const host = open(8 * (workspaceSize + 3 * n * n + n) + 4096);
        const { a, out, b } = squares(host, dtype, n);
        const workspace = host.array("float64", workspaceSize);
        const eigenvalues = host.array("float64", n);
        for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a.values[j * n + i] = a.values[i * n + j];
        return name === "eigen"
          ? () => linear.symmetricEigen(eigenvalues, out, a, workspace, host.kernels)
          : () => linear.qr(out, b, a, workspace, host.kernels);
      });
      const count = Math.max(3, Math.min(rounds, Math.round(1e9 / n ** 3)));
      for (const run of runs) run();
      await peer?.run({ name, dtype, n, times: 2 });
      const found = { wasm: [], native: [], lapack: [] };
      for (let round = 0; round < count; round++) {
        found.wasm.push(timed(runs[0], 1));
        found.native.push(timed(runs[1], 1));
        if (peer) found.lapack.push(summary(await peer.run({ name, dtype, n, times: 3 })).median);
      }
      cells([
        `${name} ${dtype} ${n}`,
        (1e3 * summary(found.wasm).median).toFixed(2),
        peer ? shown(ratio(found.wasm, found.lapack)) : "",
        peer ? shown(ratio(found.native, found.lapack)) : "",
      ]);
    }
  }
  peer?.end();
}
rmSync(folder, { recursive: true });
