/** What a rule is told beside gradients. */
import { expect, test } from "vitest";
import { chain, ProtocolError, skipNonFinite, sophia } from "../../src/index.ts";
import { testedGpu } from "./gpu.ts";
import { inOneBuffer } from "./own-buffers.ts";

const gpu = testedGpu();
const numbers = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(1 + i * 7.3 + seed));
const options = { learningRate: 0.05, b1: 0.9, b2: 0.8, gamma: 0.4, eps: 0.1 };

/** Ten steps, every third of them with estimates, which `grads` turns into what `estimate()` takes. */
async function train(grads: (values: Record<"x" | "y", Float32Array>) => unknown, device: "wasm" | "gpu") {
  const params = { x: numbers(21, 0), y: numbers(2, 1) };
  const on = device === "gpu" ? { device: gpu.device } : { device };
  const descent = (await sophia(options).init(params, on as { device: "wasm" })) as never as {
    estimate(values: unknown): void;
    step(values: unknown): void;
    snapshot(): Promise<{ params: unknown; state: unknown }>;
  };
  for (let step = 0; step < 10; step++) {
    const h = { x: numbers(21, step + 40), y: numbers(2, step + 50) };
    if (step % 3 === 0) descent.estimate(grads(h));
    descent.step({ x: numbers(21, step + 20), y: numbers(2, step + 30) });
  }
  const { params: p, state } = await descent.snapshot();
  return { p, state };
}

/** All numbers of a tree, in its order. */
function flat(tree: unknown): number[] {
  if (ArrayBuffer.isView(tree)) return [...(tree as Float32Array)];
  return tree && typeof tree === "object" ? Object.values(tree).flatMap(flat) : [];
}

test.each([
  ["of the host", (values: object) => values],
  ["in buffers", (values: Record<string, Float32Array>) => inOneBuffer(gpu.device, values).tree],
])("%s act as on wasm", async (_, given) => {
  const meant = await train((values) => values, "wasm");
  const found = await train(given, "gpu");
  const [a, b] = [flat(meant), flat(found)];
  expect(a).toHaveLength(3 * 23);
  expect(b).toHaveLength(a.length);
  for (const [i, value] of a.entries()) expect(b[i]!).toBeCloseTo(value, 5);
});

test("where the GPU decides whether steps are taken it must be known", async () => {
  const descent = await chain(skipNonFinite(), sophia(options)).init(
    { x: numbers(5, 0) },
    { device: gpu.device },
  );
  descent.estimate({ x: numbers(5, 1) });
  descent.step({ x: numbers(5, 2) });
  expect(() => descent.estimate({ x: numbers(5, 1) })).toThrow(ProtocolError);
  await descent.done();
  descent.estimate({ x: numbers(5, 1) });
  expect(descent.count).toBe(1);
});
