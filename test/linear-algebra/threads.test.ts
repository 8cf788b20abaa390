/** Threads divide products and change no bit: workers of `wasm` on a shared memory, threads of the process on `native`. */
import { afterAll, describe, expect, test } from "vitest";
import { blockBytes, byLoop, loopNames } from "../../src/linear-algebra/compiled.ts";
import type { Kernels } from "../../src/linear-algebra/kernels.ts";
import { matrix, transpose } from "../../src/linear-algebra/matrix.ts";
import { eigenWorkspace, symmetricEigen } from "../../src/linear-algebra/symmetric-eigen.ts";
import type { Allocation, Loops } from "../../src/runtime/host/backend.ts";
import { kernelsOn } from "../../src/runtime/host/linear-algebra.ts";
import { backendOf, teamFrom } from "../../src/runtime/host/native/native.ts";
import { inPieces } from "../../src/runtime/host/threads/divided.ts";
import { Share } from "../../src/runtime/host/threads/share.ts";
import { Team } from "../../src/runtime/host/threads/team.ts";
import { loopModule } from "../../src/runtime/host/wasm/loops.ts";
import { memoryOf } from "../../src/runtime/host/wasm/run.ts";
import { missing } from "../native/available.ts";
import { differences, fill, naive } from "./naive.ts";

const threads = 3;
/** Workers take all pieces, so that the test tests them. */
const manner = { threads, isAuto: false, leastPart: 1, leavesAll: true };
const bytes = 2 ** 26;
const roomBytes = 2 ** 25;

let team = new Team();
afterAll(() => team.end());

/** All workers: on a machine that is busy one may not begin in time. */
async function begin(): Promise<void> {
  for (let turn = 0; turn < 20 && team.workers < threads - 1; turn++) {
    team.end();
    team = new Team();
    await team.grow(threads - 1);
  }
}

async function onWasm(): Promise<[Allocation, Loops]> {
  await begin();
  const share = new Share(memoryOf(bytes, true), team, manner);
  const modules = await Promise.all(loopNames.map((name) => loopModule(name, "shared")));
  const loops = byLoop((name) => share.add(modules[loopNames.indexOf(name)]!));
  await share.give();
  return [share, loops];
}

async function onNative(): Promise<[Allocation, Loops]> {
  const team = await teamFrom();
  team.begin(threads);
  const backend = backendOf(team, manner);
  const allocation = backend.allocate(bytes, []);
  return [allocation, await backend.prepareLoops!(allocation)];
}

const devices = [["wasm", onWasm] as const, ...(missing ? [] : [["native", onNative] as const])];

describe.each(devices)("%s", (name, open) => {
  const opened = async () => {
    const [allocation, loops] = await open();
    const room = 64 * Math.ceil(blockBytes / 64);
    const kernels = kernelsOn(loops, allocation, { block: 0, room, roomBytes, workspace: 0 });
    let at = allocation.base + room + roomBytes;
    const array = (count: number): Float64Array => {
      const made = new Float64Array(allocation.buffer, at, count);
      at += Math.ceil(made.byteLength / 64) * 64;
      return made;
    };
    return { kernels, array } satisfies { kernels: Kernels; array: unknown };
  };

  test.each([
    [300, 70, 129],
    [65, 300, 1000],
    [1000, 80, 100],
  ])("%i x %i x %i", async (rows, inner, columns) => {
    const { kernels, array } = await opened();
    const [a, b] = [fill("float64", rows, inner, 1), fill("float64", inner, columns, 2)];
    const [left, right] = [a, b].map(({ values, rows, columns }) => {
      const there = array(values.length);
      there.set(values);
      return matrix(there, rows, columns);
    });
    const out = matrix(array(rows * columns), rows, columns);
    const meant = naive("float64", a, b);
    const before = team.taken;
    for (let repeat = 0; repeat < 20; repeat++) {
      out.values.fill(0);
      kernels.product(out, left!, right!);
      expect(differences(out, meant)).toBe(0);
    }
    if (name === "wasm") expect(team.taken - before).toBeGreaterThan(20);
    const own = matrix(array(rows * rows), rows, rows);
    kernels.symmetricProduct(own, left!, transpose(left!));
    expect(differences(own, naive("float64", a, transpose(a)))).toBe(0);
  });

  test("eigenvalues and eigenvectors", async () => {
    const { kernels, array } = await opened();
    const n = 150;
    const a = fill("float64", n, n, 3);
    const run = (there: Float64Array, values: Float64Array, workspace: Float64Array, by?: Kernels) => {
      there.set(a.values);
      symmetricEigen(values, matrix(there, n, n), matrix(there, n, n), workspace, by);
      return [...values, ...there];
    };
    const size = eigenWorkspace(n);
    const meant = run(new Float64Array(n * n), new Float64Array(n), new Float64Array(size));
    expect(run(array(n * n), array(n), array(size), kernels)).toEqual(meant);
  });
});

test("no more pieces run at once than have rooms", () => {
  const taken: number[][] = [];
  const crew = { last: 0, pauses: 1, sleeps: true, isAwake: () => true };
  const run = inPieces(() => {}, manner, crew, {
    isReady: () => true,
    run: (_, bounds, parts) => void taken.push([...bounds.subarray(0, parts + 1)]),
  });
  run(7, 40);
  const counted = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, k) => first + k);
  expect(taken).toEqual([counted(0, 16), counted(16, 32), counted(32, 40)]);
  // Workers are awake then, and passes that follow know it.
  expect(crew.sleeps).toBe(false);
  expect(crew.last).toBeGreaterThan(0);
});
