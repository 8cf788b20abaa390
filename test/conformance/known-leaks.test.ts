/**
 * Bugs of memory that other libraries shipped (tfjs): state of another variable, tensors that leak with every save, memory left
 * after `dispose`.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { adam } from "../../src/index.ts";
import type { devices } from "./cases.ts";
import { begin, step } from "./descents.ts";
import { shaped } from "./problems.ts";

test("state belongs to its tensor by name, not by place", async () => {
  const found = await Promise.all(
    [
      ["a", "b"],
      ["b", "a"],
    ].map(async (names) => {
      const descent = await adam().init(Object.fromEntries(names.map((name) => [name, [0]])));
      descent.step({ b: [2], a: [1] });
      const { a, b } = descent.state.m as Record<string, Float64Array>;
      return [a, b].map((m) => m![0]!.toFixed(3));
    }),
  );
  expect(found).toEqual([
    ["0.100", "0.200"],
    ["0.100", "0.200"],
  ]);
});

/** Begins a descent, takes a step and disposes of it; where its memory was. */
async function place(device: (typeof devices)[number]) {
  const descent = await begin(adam(), shaped({ steps: 1 }), { device });
  const { buffer, byteOffset } = descent.params.matrix!.data;
  expect((descent.state.m as typeof descent.params).matrix!.data.every((m) => m === 0)).toBe(true);
  for (const { data } of Object.values(descent.grads)) data.fill(1);
  step(descent, 1);
  descent.dispose();
  return { buffer, byteOffset };
}

test("what is disposed of is used again: no memory is lost on wasm", async () => {
  const places = new Set<unknown>();
  for (let n = 0; n < 50; n++) {
    const { buffer, byteOffset } = await place("wasm");
    places.add(buffer).add(byteOffset);
  }
  expect(places.size).toBe(2);
});

/** Collects garbage from a task of its own: what a task has looked at through a WeakRef lives until its end. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let n = 0; n < 3; n++) {
    await new Promise((done) => setTimeout(done, 5));
    collect();
  }
}

test("what is disposed of is the collector's: no memory is lost on js", async () => {
  const buffers: WeakRef<ArrayBufferLike>[] = [];
  for (let n = 0; n < 50; n++) buffers.push(new WeakRef((await place("js")).buffer));
  await collectGarbage();
  // The last may still lie on the stack.
  expect(buffers.filter((buffer) => buffer.deref()).length).toBeLessThan(3);
});

test("a snapshot keeps nothing alive and is nobody's memory", async () => {
  const descent = await begin(adam(), shaped({ steps: 1 }));
  const used = async () => {
    // What is freed by a collection is counted as free a little later.
    await collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const [{ params }, before] = [await descent.snapshot(), await used()];
  for (let n = 0; n < 400; n++) await descent.snapshot();
  // A snapshot has 1200 bytes.
  expect((await used()) - before).toBeLessThan(40 * 1200);
  params.vector!.fill(7);
  expect(descent.params.vector!.data).not.toContain(7);
  descent.dispose();
});
