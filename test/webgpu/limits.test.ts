/** Devices that allow less, or whose compilers combine sums: made of the tested one. */
import { describe, expect, test } from "vitest";
import { adafactor, adam, type GpuDevice, rule } from "../../src/index.ts";
import { needsGuards } from "../../src/runtime/webgpu/probe.ts";
import { cases } from "../conformance/cases.ts";
import { type Problem, shaped, sizeOf } from "../conformance/problems.ts";
import { gradients } from "../oracle/gradients.ts";
import { testedGpu } from "./gpu.ts";
import { compareRow } from "./rows.ts";
import { combining, wrapped } from "./wrapped.ts";

const gpu = testedGpu();

/** The first row of each optimizer. */
const rowsOf = (...optimizers: string[]) =>
  optimizers.map((wanted) => {
    const row = cases.find(([, { optimizer }]) => optimizer === wanted);
    if (!row) throw new Error(`no row of ${wanted}`);
    return row;
  });

/** Gradients for tensors of these shapes. */
function problemOf(shapes: Problem["shapes"], steps: number): Problem {
  const size = Object.values(shapes).reduce((sum, shape) => sum + sizeOf(shape), 0);
  const start = Float64Array.from({ length: size }, (_, i) => Math.fround(((i * 37) % 19) / 7 - 1));
  const patterns = ["flip", "normal", "jump"] as const;
  const rows = gradients(size, { steps, float32: true, exponents: [-1, 1], patterns });
  return { shapes, start, gradients: rows, losses: shaped({ steps }).losses };
}

/** Tensors that no chunk of 8 KiB holds: 2,048 elements. */
const large = (steps: number): Problem => problemOf({ long: [5000], matrix: [30, 41], short: [3] }, steps);

async function follow(row: (typeof cases)[number][1], problem: Problem, on: GpuDevice): Promise<void> {
  const { elements, open } = await compareRow(row, problem, on);
  expect(elements).toBeGreaterThan(0);
  expect(open).toBeLessThanOrEqual(Math.ceil(elements / 1000));
}

describe("few storage buffers", () => {
  const few = (count: number) => wrapped(gpu.device, { limits: { maxStorageBuffersPerShaderStage: count } });

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
    wrapped(gpu.device, {
      limits: { maxStorageBufferBindingSize: 8192, maxStorageBuffersPerShaderStage: count },
    });

  test.each(rowsOf("adam", "lamb", "clipByGlobalNorm", "prodigy"))("%s in chunks", async (_, row) => {
    await follow(row, large(2), small());
  });

  test.each(rowsOf("adam", "lamb"))("%s in chunks, its states in one buffer", async (_, row) => {
    await follow(row, large(2), small(5));
  });

  /** Matrices that chunks of 16 KiB, 4,096 elements, cut within rows, columns and units. */
  const matrices = (steps: number) => problemOf({ matrix: [100, 41], batch: [3, 40, 50], short: [3] }, steps);
  const cutting = (count = 8) =>
    wrapped(gpu.device, {
      limits: { maxStorageBufferBindingSize: 16_384, maxStorageBuffersPerShaderStage: count },
    });

  test.each(rowsOf("adafactor", "centralize", "adaptiveGradClip"))(
    "%s: sums over rows, columns and units go on from chunk to chunk",
    async (_, row) => {
      await follow(row, matrices(2), cutting());
    },
  );

  test.each(rowsOf("adafactor"))("%s: also where its states share a buffer", async (_, row) => {
    await follow(row, matrices(1), cutting(5));
  });

  test.each(rowsOf("adafactor", "centralize"))("%s: in buffers of the user's own", async (_, row) => {
    const problem = problemOf({ matrix: [100, 41], short: [3] }, 1);
    const { elements, open } = await compareRow(row, problem, cutting(), true);
    expect(open).toBeLessThanOrEqual(Math.ceil(elements / 1000));
  });

  test("sums over columns go on also where a tensor takes no part", async () => {
    const start = () => ({
      w: { data: Float32Array.from({ length: 4100 }, (_, i) => Math.sin(i)), shape: [100, 41] },
      u: { data: Float32Array.from({ length: 4500 }, (_, i) => Math.cos(i)), shape: [50, 90] },
    });
    const host = await adafactor().init(start(), { device: "js" });
    const descent = await adafactor().init(start(), { device: cutting() });
    for (const without of ["", "w", "", "u"])
      for (const one of [host, descent])
        one.step({ ...start(), ...(without && { [without]: null }) } as never);
    const found = await descent.read();
    for (const name of ["w", "u"] as const)
      for (const [i, value] of found[name].data.entries())
        expect(value).toBeCloseTo(host.params[name].data[i]!, 5);
    descent.dispose();
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
    const combines = wrapped(gpu.device, { compile: combining });
    expect(await needsGuards(gpu.device)).toBe(false);
    expect(await needsGuards(combines)).toBe(true);
    expect(await sumOn(gpu.device)).toBe(exact);
    expect(await sumOn(combines)).toBe(exact);
  });

  test("would otherwise lose digits", async () => {
    let compile = (code: string) => code;
    const later = wrapped(gpu.device, { compile: (code) => compile(code) });
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
        wrapped(gpu.device, { compile: combining }),
      );
    },
  );
});
