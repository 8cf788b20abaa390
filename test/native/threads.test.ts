/**
 * Threads of the device `native`: they change no bit, whoever else steps at the same time, and a process with sleeping workers ends by
 * itself.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { adafactor, adam, adamw, chain, clipByGlobalNorm } from "../../src/index.ts";
import { deviceOf } from "../../src/runtime/host/host-device.ts";
import { backendOf, teamFrom } from "../../src/runtime/host/native/native.ts";
import { bundle } from "../bundle.ts";
import { cases, changing } from "../conformance/cases.ts";
import { everything, mixed } from "../conformance/descents.ts";
import { exceptionOf } from "../conformance/exceptions.ts";
import { extreme, shaped } from "../conformance/problems.ts";
import { difference } from "../fuzz/trees.ts";
import { trained } from "../threads/trained.ts";
import { missing } from "./available.ts";

const device = "native";
const large = 2 ** 15;

test.skipIf(missing)("memory for threads is no shared one", async () => {
  const descent = await adam().init(new Float32Array(large), { device, threads: 2 });
  expect(descent.threads).toBe(2);
  expect(descent.params.buffer).toBeInstanceOf(ArrayBuffer);
  descent.dispose();
});

describe.skipIf(missing)("the same bits", () => {
  test.each(
    Object.entries({
      adam: adam(),
      clipped: chain(clipByGlobalNorm(1), adamw({ where: "matrix" })),
      adafactor: adafactor({ learningRate: 0.01 }),
    }),
  )("of %s on one, two and three threads", async (_, optimizer) => {
    const meant = await trained(optimizer, { device, threads: 1 });
    for (const threads of [2, 3]) expect(await trained(optimizer, { device, threads })).toBe(meant);
  });

  const all = process.env.GLISSADE_NATIVE === "all";
  const rows = cases.filter(([name], index) => all || index % 96 === 7 || name === "adafactor_default");

  test.each(rows)("of %s where workers take all parts", async (name, row) => {
    if (exceptionOf("gives the same bits on any number of threads", name)) return;
    const manner = { threads: 3, isAuto: false, leastPart: 1, leavesAll: true };
    const team = await teamFrom();
    team.begin(3);
    const divide = vi.spyOn(team, "divide");
    for (const [problem, dtype] of [
      [extreme({ steps: 10, float32: true }), "float32"],
      [shaped({ steps: 10, float32: true }), mixed],
    ] as const) {
      const meant = await everything(changing(row), problem, { device: "js", dtype });
      const found = await everything(changing(row), problem, {
        device: deviceOf(backendOf(team, manner)),
        dtype,
      });
      const where = difference(meant, found);
      if (where) expect.fail(`threads change a bit in ${String(dtype)} at ${where}`);
      expect(divide).toHaveBeenCalled();
      divide.mockClear();
    }
  });
});

describe.skipIf(missing)("threads", () => {
  const begin = (n: number, threads: number | "auto") =>
    adam().initSync(new Float32Array(n), { device, threads });

  test("are for large descents that ask for them", async () => {
    await adam().init([1], { device });
    for (const [n, threads, expected] of [
      [large, 1, 1],
      [large - 1, 2, 1],
      [large, 2, 2],
      [large, 16, 16],
    ] as const) {
      expect(begin(n, threads).threads).toBe(expected);
    }
    const auto = begin(large, "auto");
    for (let step = 0; step < 200; step++) auto.step();
    expect(auto.threads).toBeGreaterThanOrEqual(1);
  });

  test("leave alone a memory that was transferred away", () => {
    const descent = begin(large, 2);
    structuredClone(descent.params, { transfer: [descent.params.buffer as ArrayBuffer] });
    expect(() => descent.step()).toThrow("transferred");
  });
});

/** Two threads of the engine, each with descents on three threads, and the first one too, all at once; each says what came of it. */
const program = `
  import { Worker, isMainThread, parentPort } from "node:worker_threads";
  import { adamw, chain, clipByGlobalNorm } from "glissade";
  async function work() {
    const optimizer = chain(clipByGlobalNorm(1), adamw());
    const params = Float32Array.from({ length: 200_000 }, (_, i) => Math.sin(i));
    const all = [];
    for (const threads of [1, 3]) {
      const descent = await optimizer.init(params, { device: "native", threads });
      for (let step = 0; step < 300; step++) {
        for (let i = 0; i < 1000; i++) descent.grads[(i * 199 + step) % 200_000] = i - 500;
        descent.step();
      }
      all.push(descent);
    }
    const [one, three] = all;
    return [one.threads, three.threads, three.params.every((value, i) => value === one.params[i])].join();
  }
  if (isMainThread) {
    const others = [0, 1].map(() => new Promise((done) => new Worker(new URL(import.meta.url)).on("message", done)));
    console.log(JSON.stringify([await work(), ...await Promise.all(others)]));
  } else parentPort.postMessage(await work());
`;

test.skipIf(missing)(
  "several threads of the engine step at once, and the process ends by itself",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "glissade-native-"));
    const file = join(folder, "program.mjs");
    try {
      writeFileSync(file, await bundle({ code: program }));
      const { stdout, stderr, status, signal } = spawnSync(process.execPath, [file], {
        encoding: "utf8",
        timeout: 50_000,
      });
      expect({ stderr, status, signal }).toEqual({ stderr: "", status: 0, signal: null });
      expect(JSON.parse(stdout)).toEqual(Array(3).fill("1,3,true"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
