/**
 * A step leaves no garbage: over a hundred thousand steps, the heap and the memory outside it do not grow. In a process of its
 * own, where the garbage collector can be called and the young generation is large enough.
 */
import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";
import { bundle } from "../bundle.ts";

/** Prints, for each optimizer and device, bytes kept a step and bytes dropped a step. */
const program = `
  import { adamw, chain, clipByGlobalNorm, sgd, skipNonFinite } from "glissade";
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
      for (const [name, optimizer, isPart] of [...Object.entries(optimizers), ["in part", optimizers.scheduled, true]]) {
        const descent = await optimizer.init({ a: new Float32Array(2), b: new Float64Array(3) }, { device, measure: true });
        descent.grads.a.set([1, -1]);
        if (isPart) descent.freeze("b");
        for (let i = 0; i < 10_000; i++) descent.step();
        const before = used();
        const heap = process.memoryUsage().heapUsed;
        for (let i = 0; i < 10_000; i++) descent.step();
        const dropped = process.memoryUsage().heapUsed - heap;
        const start = used();
        if (round === "measured") for (let i = 0; i < steps; i++) descent.step();
        results[device + " " + name] = { kept: (used() - before) / steps, dropped: dropped / 10_000 };
        if (descent.count === 0) throw new Error("no step was taken");
      }
    }
  }
  console.log(JSON.stringify(results));
`;

let results: Record<string, { kept: number; dropped: number }>;

beforeAll(async () => {
  const flags = [
    "--expose-gc",
    // Else a step is optimized at one time or another, and boxes more numbers until then.
    "--no-concurrent-recompilation",
    "--min-semi-space-size=64",
    "--max-semi-space-size=64",
    "--input-type=module",
  ];
  const output = execFileSync(process.execPath, [...flags, "-"], { input: await bundle({ code: program }) });
  results = JSON.parse(output.toString()) as typeof results;
}, 60_000);

describe.each(["js sgd", "wasm sgd", "js scheduled", "wasm scheduled", "js in part", "wasm in part"])(
  "a step of %s",
  (name) => {
    test("keeps no byte", () => {
      expect(results[name]!.kept).toBeLessThan(1);
    });

    test("drops no more than numbers that the engine boxes", () => {
      // The host's work is done for the descent and for each cohort of tensors.
      expect(results[name]!.dropped).toBeLessThan(name.endsWith("in part") ? 1600 : 800);
    });
  },
);
