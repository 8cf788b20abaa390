/** Devices that allow less, or whose compilers combine sums: made of the tested one. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  adafactor,
  adam,
  centralize,
  chain,
  DeviceError,
  type GpuDevice,
  rule,
  sgd,
} from "../../src/index.ts";
import { needsGuards } from "../../src/runtime/webgpu/probe.ts";
import { cases } from "../conformance/cases.ts";
import { type Problem, shaped, sizeOf } from "../conformance/problems.ts";
import { gradients } from "../oracle/gradients.ts";
import { gpuDevice } from "./gpu.ts";
import { compareRow } from "./rows.ts";
import { combining, wrapped } from "./wrapped.ts";

let device: GpuDevice;
beforeAll(async () => {
  device = await gpuDevice();
});
afterAll(() => (device as unknown as { destroy(): void }).destroy());

/** The first row of each optimizer. */
const rowsOf = (...optimizers: string[]) =>
  optimizers.map((wanted) => {
    const row = cases.find(([, { optimizer }]) => optimizer === wanted);
    if (!row) throw new Error(`no row of ${wanted}`);
    return row;
  });

/** Tensors that no chunk of 8 KiB holds: 2,048 elements. */
function large(steps: number): Problem {
  const shapes = { long: [5000], matrix: [30, 41], short: [3] };
  const size = Object.values(shapes).reduce((sum, shape) => sum + sizeOf(shape), 0);
  const start = Float64Array.from({ length: size }, (_, i) => Math.fround(((i * 37) % 19) / 7 - 1));
  const patterns = ["flip", "normal", "jump"] as const;
  const rows = gradients(size, { steps, float32: true, exponents: [-1, 1], patterns });
  return { shapes, start, gradients: rows, losses: shaped({ steps }).losses };
}

async function follow(row: (typeof cases)[number][1], problem: Problem, on: GpuDevice): Promise<void> {
  const { elements, open } = await compareRow(row, problem, on);
  expect(elements).toBeGreaterThan(0);
  expect(open).toBeLessThanOrEqual(Math.ceil(elements / 1000));
}

describe("few storage buffers", () => {
  const few = (count: number) => wrapped(device, { limits: { maxStorageBuffersPerShaderStage: count } });

  test.each(rowsOf("adam", "adafactor", "lamb", "prodigy", "adabelief"))("five do for %s", async (_, row) => {
    await follow(row, shaped({ steps: 4, float32: true }), few(5));
  });

  test.each(rowsOf("emaParams", "lookahead"))(
    "six do where parameters are evaluated apart: %s",
    async (_, row) => {
      await follow(row, shaped({ steps: 4, float32: true }), few(6));
    },
  );
});

describe("small bindings", () => {
  const small = (count = 8) =>
    wrapped(device, {
      limits: { maxStorageBufferBindingSize: 8192, maxStorageBuffersPerShaderStage: count },
    });

  test.each(rowsOf("adam", "lamb", "clipByGlobalNorm", "prodigy"))("%s in chunks", async (_, row) => {
    await follow(row, large(2), small());
  });

  test.each(rowsOf("adam", "lamb"))("%s in chunks, its states in one buffer", async (_, row) => {
    await follow(row, large(2), small(5));
  });

  test.each([
    ["rows and columns", adafactor()],
    ["units", chain(centralize(), sgd())],
  ])("%s of what is in chunks are refused", async (_, optimizer) => {
    const params = { w: { data: new Float32Array(3000), shape: [100, 30] } };
    const attempt = optimizer.init(params, { device: small() });
    await expect(attempt).rejects.toThrow(DeviceError);
    await expect(optimizer.init(params, { device: small() })).rejects.toThrow(
      /sums over rows or columns, and the GPU binds at most 8192 bytes at once: "w" .* use "wasm"/,
    );
  });

  test("values of too many slices are refused", async () => {
    const each = rule({ name: "each", state: { total: 0 }, text: "total = total + sum(g)\n u = -g" });
    const params = Array.from({ length: 1500 }, () => new Float32Array(1));
    await expect(each().init(params, { device: small() })).rejects.toThrow(/device allows 8192/);
    (await adam().init({ x: new Float32Array(5000) }, { device: small() })).dispose();
  });
});

describe("a compiler that combines sums", () => {
  const total = rule({ name: "total", state: { total: 0 }, text: "total = sum(g)\n u = -g" });
  const size = 3000;
  /** 2^24, small numbers, -2^24: of small ones float32 keeps nothing beside the large one. */
  const cancelling = () =>
    Float32Array.from({ length: size }, (_, i) => (i === 0 ? 2 ** 24 : i === size - 1 ? -(2 ** 24) : 0.1875));
  const exact = (size - 2) * 0.1875;

  async function sumOn(on: GpuDevice): Promise<number> {
    const descent = await total().init({ x: new Float32Array(size) }, { device: on });
    descent.step({ x: cancelling() });
    const { total: found } = (await descent.state) as { total: { x: number | ArrayLike<number> } };
    descent.dispose();
    return typeof found.x === "number" ? found.x : found.x[0]!;
  }

  test("is found by a known sum, and sums are hidden from it", async () => {
    const combines = wrapped(device, { compile: combining });
    expect(await needsGuards(device)).toBe(false);
    expect(await needsGuards(combines)).toBe(true);
    expect(await sumOn(device)).toBe(exact);
    expect(await sumOn(combines)).toBe(exact);
  });

  test("would otherwise lose digits", async () => {
    let compile = (code: string) => code;
    const later = wrapped(device, { compile: (code) => compile(code) });
    expect(await needsGuards(later)).toBe(false);
    compile = combining;
    expect(await sumOn(later)).not.toBe(exact);
  });

  test.each(rowsOf("adam", "lamb", "adafactor", "prodigy", "emaParams", "polyakAverage", "yogi"))(
    "%s",
    async (_, row) => {
      await follow(
        row,
        shaped({ steps: 4, float32: true, patterns: ["normal"] }),
        wrapped(device, { compile: combining }),
      );
    },
  );
});
