/** A run that tests of threads compare: all that a descent holds after steps back to back, in some of which a tensor is frozen. */
import { createHash } from "node:crypto";
import { serialize } from "node:v8";
import { expect } from "vitest";
import { type InitOptions, type Optimizer, tensor } from "../../src/index.ts";

/** Parameters that are large enough for threads, in both types, and one that is not. */
export const params = () => ({
  matrix: tensor(
    Float32Array.from({ length: 300 * 200 }, (_, i) => Math.sin(i)),
    [300, 200],
  ),
  vector: Float64Array.from({ length: 70_001 }, (_, i) => Math.cos(i)),
  scalar: [2],
});

/** A hash of a value. */
export const hashOf = (value: unknown): string => createHash("sha256").update(serialize(value)).digest("hex");

/** A hash of everything that a descent holds in the end; it runs on the device and the threads that it is given. */
export async function trained(optimizer: Optimizer, options: InitOptions): Promise<string> {
  const descent = await optimizer.init(params(), options);
  expect(descent.threads).toBe(options.threads ?? 1);
  expect(descent.device).toBe(options.device ?? "wasm");
  for (let step = 0; step < 12; step++) {
    if (step === 6) descent.freeze("vector");
    if (step === 9) descent.unfreeze("vector");
    const { matrix, vector, scalar } = descent.grads;
    for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = ((i * 7919) % 1009) / 500 - 1;
    for (let i = 0; i < vector.length; i++) vector[i] = (((i * 31) % 97) - 48) * (step + 1) ** 9;
    scalar[0] = step - 3;
    descent.step();
  }
  const hash = hashOf(await descent.snapshot());
  descent.dispose();
  return hash;
}
