/** The benchmark on a GPU runs to its end, with small cases on the GPU made of software. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assemble } from "../../bench/gpu/assemble.mjs";
import { stored, titles } from "../../bench/gpu/cases.mjs";
import { isSoftware, toldOf } from "../../bench/gpu/section.mjs";

const root = join(import.meta.dirname, "../..");
const isAll = process.env.GLISSADE_WEBGPU === "all";
const optimizers = isAll ? Object.keys(titles) : ["adam", "adamQ8", "adamBfloat16"];
/** Whether others are measured beside it, and many tensors. */
const hasPeers = (name: string) => !(name in stored) && name !== "muon";
/** On a GPU of hardware the benchmark itself is what to run. */
const isSoft = (process.env.VK_ICD_FILENAMES ?? "").includes("swiftshader");
if (!isSoft) console.log("not here: the dry run of the benchmark, since it is for SwiftShader");

/** Runs it with no Python, as where torch and jax are not to be had; what it prints. */
function bench(program: string, ...options: string[]): string {
  const env = { ...process.env, GLISSADE_PEERS_PYTHON: "no-such-python" };
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...options], { encoding: "utf8", env });
  return `${stdout}${stderr}`;
}

test.skipIf(!isSoft)(
  "a dry run measures, says who is missing and that the GPU is of software, and is not written into the docs",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "glissade-gpu-"));
    try {
      assemble(join(folder, "repository"));
      const log = join(folder, "gpu.txt");
      const program = join(folder, "repository/bench/gpu/main.mjs");
      const printed = bench(program, "--measure", log, "--dry", "--optimizers", optimizers.join());
      const run = toldOf(readFileSync(log, "utf8"));
      expect(isSoftware(run)).toBe(true);
      expect(run.facts.left).toBe("none");
      expect(run.cases.map(({ optimizer, n, count }) => [optimizer, n, count])).toEqual(
        optimizers.flatMap((name) => [[name, 1e4, 1], ...(hasPeers(name) ? [[name, 1e4, 100]] : [])]),
      );
      for (const { optimizer, heats, missing } of run.cases) {
        const isStored = optimizer in stored;
        expect(Object.keys(heats[0]!).sort()).toEqual(
          isStored ? ["float32", "floor", "webgpu"] : ["floor", "webgpu"],
        );
        expect(
          Object.values(heats[0]!)
            .flat()
            .every((seconds) => seconds > 0),
        ).toBe(true);
        expect(Object.keys(missing).sort()).toEqual(
          hasPeers(optimizer) ? ["optax", "torch-foreach", "torch-fused"] : [],
        );
      }
      for (const name of optimizers) {
        const [, error] = /^digest \w{12}, error (\S+)$/.exec(run.facts[`check ${name} webgpu`]!)!;
        // Roundings of float32 to parameters below 1, in shares of steps of some thousandths; moments in fewer bits are off by what these leave out.
        expect(Number(error)).toBeLessThan({ adamBf16: 0.01, adamQ8: 0.2 }[name] ?? 2e-3);
      }
      expect(printed).toContain("**A GPU made of software: these times say nothing of one of hardware.**");
      expect(printed).toContain("no-such-python");
      const docs = readFileSync(join(root, "docs/benchmarks.md"), "utf8");
      expect(bench(join(root, "bench/gpu/main.mjs"), "--log", log)).toContain(
        "RangeError: this log is of a GPU made of software",
      );
      expect(readFileSync(join(root, "docs/benchmarks.md"), "utf8")).toBe(docs);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
