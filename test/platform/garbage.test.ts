/**
 * A step keeps nothing: over a hundred thousand of them, the heap and the memory outside it do not grow. In a process
 * of its own, where the garbage collector can be called and the young generation holds all that is dropped.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";

const index = fileURLToPath(new URL("../../src/index.ts", import.meta.url));

/** Prints, for each optimizer and device, bytes kept a step and bytes dropped a step. */
const program = `
  import { adamw, chain, clipByGlobalNorm, sgd, skipNonFinite } from ${JSON.stringify(index)};
  const near = (value) => (count) => value * (1 + (count % 5) / 100);
  const optimizers = {
    sgd: sgd({ learningRate: 0.1 }),
    scheduled: chain(
      skipNonFinite(),
      clipByGlobalNorm(near(1)),
      adamw({ learningRate: near(1e-3), b1: near(0.8), b2: near(0.9), eps: near(1e-8), weightDecay: near(0.01) }),
    ),
  };
  const used = () => { gc(); gc(); const { heapUsed, external } = process.memoryUsage(); return heapUsed + external; };
  const steps = 100_000;
  const results = {};
  for (const round of ["warm", "measured"]) {
    for (const device of ["js", "wasm"]) {
      for (const [name, optimizer] of Object.entries(optimizers)) {
        const descent = await optimizer.init({ a: new Float32Array(2), b: new Float64Array(3) }, { device, measure: true });
        descent.grads.a.set([1, -1]);
        for (let i = 0; i < 10_000; i++) descent.step();
        const before = used();
        for (let i = 0; i < 10_000; i++) descent.step();
        const dropped = process.memoryUsage().heapUsed;
        const start = used();
        if (round === "measured") for (let i = 0; i < steps; i++) descent.step();
        results[device + " " + name] = { kept: (used() - before) / steps, dropped: (dropped - before) / 10_000 };
        if (descent.count === 0) throw new Error("no step was taken");
      }
    }
  }
  console.log(JSON.stringify(results));
`;

let results: Record<string, { kept: number; dropped: number }>;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
  });
  const flags = [
    "--expose-gc",
    "--min-semi-space-size=64",
    "--max-semi-space-size=64",
    "--input-type=module",
  ];
  const output = execFileSync(process.execPath, [...flags, "-"], { input: outputFiles[0]!.text });
  results = JSON.parse(output.toString()) as typeof results;
}, 60_000);

describe.each(["js sgd", "wasm sgd", "js scheduled", "wasm scheduled"])("a step of %s", (name) => {
  test("keeps no byte", () => {
    expect(results[name]!.kept).toBeLessThan(1);
  });

  test("drops no more than numbers that the engine boxes", () => {
    expect(results[name]!.dropped).toBeLessThan(4000);
  });
});
