/**
 * Every optimizer of the conformance table with states that ranks share: parameters, states and what snapshots hold have the bits of one process, for
 * any number of ranks; a snapshot goes on there; each rank has its part of the states alone.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Found, Work } from "./program.ts";
import { Ranks } from "./ranks.ts";

const ranks = new Ranks("program");
beforeAll(() => ranks.build());
afterAll(() => ranks.remove());

type Setting = Omit<Work, "memory" | "rank" | "size">;

const found = (size: number, setting: Setting): Promise<Found[]> => ranks.run(size, setting);

/** Elements of the tensors, and of the largest piece of each: a matrix of which no pieces and bands begin together is one. */
const elements = 8100 + 20_001 + 6000 + 1;
const pieces = 8100 + 4096 + 4096 + 1;

test.each([
  [3, { device: "wasm", threads: 1, every: 9, from: 0 }],
  [2, { device: "js", threads: 1, every: 50, from: 1 }],
  [4, { device: "wasm", threads: 1, every: 50, from: 2 }],
  [2, { device: "wasm", threads: 2, every: 100, from: 3 }],
] as const)("%i ranks, %o: the bits of one process", async (size, setting) => {
  const [meant] = await found(1, { ...setting, device: "wasm", threads: 1 });
  const all = await found(size, setting);
  const names = Object.keys(meant!);
  expect(names.length).toBeGreaterThan(3);
  for (const name of names) {
    for (const [rank, one] of all.entries()) {
      const { digest, here, all: bytes, largest } = one[name]!;
      expect(digest, `${name}, rank ${rank}`).toBe(meant![name]!.digest);
      // Twice, since elements of one group may have twice as many bytes as those of another.
      const most = largest > 0 ? largest : (2 * bytes * pieces) / elements;
      expect(here, name).toBeLessThanOrEqual(bytes / size + most);
    }
    const sum = all.reduce((bytes, one) => bytes + one[name]!.here, 0);
    expect(sum, name).toBeGreaterThanOrEqual(all[0]![name]!.all);
    expect(sum, name).toBeLessThanOrEqual(all[0]![name]!.all + 1024 * size);
  }
});
