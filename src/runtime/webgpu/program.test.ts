/** Programs for a GPU, without one: what is dispatched, what is bound, and the WGSL itself. */
import { describe, expect, test } from "vitest";
import {
  adafactor,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  muon,
  type Optimizer,
  prodigy,
  skipNonFinite,
} from "../../index.ts";
import { plan } from "../../plan/plan.ts";
import { loweredPlan } from "../compile.ts";
import { emitted } from "./operate.ts";
import type { Words } from "./parts.ts";
import { programOf } from "./program.ts";
import type { Shape } from "./shape.ts";

const shape: Shape = {
  storageBuffers: 10,
  binding: 2 ** 27,
  workgroup: 256,
  workgroups: 65_535,
  isGuarded: false,
  precision: "f32",
};

/** Tensors of one axis. */
const many = (count: number, size: number) =>
  Array.from({ length: count }, (_, i) => ({
    path: `x${i}`,
    shape: [size],
    size,
    dtype: "float32" as const,
  }));

const matrices = [{ path: "w", shape: [96, 40], size: 96 * 40, dtype: "float32" as const }, ...many(1, 7)];

const programFor = (optimizer: Optimizer, tensors = many(1, 1000), changed: Partial<Shape> = {}) =>
  programOf(loweredPlan(plan(optimizer, tensors), emitted), { ...shape, ...changed });

const dispatchesOf = (...parameters: Parameters<typeof programFor>) =>
  programFor(...parameters).phases.step!.dispatches;

test.each<[string, Optimizer]>([
  ["adam", adam()],
  ["clipped AdamW", chain(clipByGlobalNorm(1), adamw())],
  ["a step that may be declined", chain(skipNonFinite(), adam())],
])("the WGSL of %s", (_, optimizer) => {
  const dispatches = dispatchesOf(optimizer);
  expect(
    dispatches.map(({ label, code, workgroups }) => `${label}, ${workgroups} workgroups\n${code}`).join("\n"),
  ).toMatchSnapshot();
});

const wholeMuon = muon({ matrices: /^w$/, layout: "out,in" });
const matrix = (rows: number, columns: number) => ({
  path: "w",
  shape: [rows, columns],
  size: rows * columns,
  dtype: "float32" as const,
});

/** The dispatches of routines. */
const ofRoutines = (rows: number, columns: number) =>
  dispatchesOf(wholeMuon, [matrix(rows, columns)]).filter(({ over }) => over?.kind === "matrices");

test("the WGSL of Muon's iterations, which are the same dispatches five times", () => {
  const dispatches = ofRoutines(96, 40);
  const different = [...new Set(dispatches)];
  const codes = [...new Set(different.map(({ code }) => code))];
  expect(dispatches).toEqual(Array.from({ length: 5 }, () => different).flat());
  expect(
    different.map(({ label, code, workgroups, over, bound }) => ({
      ...{ label, code: codes.indexOf(code), workgroups, words: (over as { words: Words }).words },
      bound: bound.map(({ buffer, kind }) => `${kind} ${buffer}`).join(", "),
    })),
  ).toMatchSnapshot();
  expect(codes.join("\n")).toMatchSnapshot();
});

describe("whole matrices", () => {
  test("all shapes have the same code but for how factors lie", () => {
    const codes = (...shapes: [number, number][]) =>
      new Set(shapes.flatMap((shape) => ofRoutines(...shape).map(({ code }) => code)));
    expect(codes([96, 40], [500, 7]).size).toBe(codes([96, 40]).size);
    expect(codes([40, 96], [7, 500], [30, 30]).size).toBe(codes([40, 96]).size);
  });

  test("all tensors share the memory that a routine needs besides, as large as the largest needs it", () => {
    const shared = (...tensors: ReturnType<typeof matrix>[]) =>
      [...programFor(wholeMuon, tensors).buffers].filter(([name]) => name.startsWith("shared"));
    const [small, large] = [matrix(8, 100), { ...matrix(300, 20), path: "wide.w" }];
    const optimizer = muon({ matrices: /w$/, layout: "out,in" });
    const both = [...programFor(optimizer, [small, large]).buffers].filter(([name]) =>
      name.startsWith("shared"),
    );
    expect(both).toEqual(shared({ ...large, path: "w" }));
    // Three of the shorter side, one of the tensor's shape.
    expect(both.map(([, bytes]) => bytes / 4).sort((a, b) => a - b)).toEqual([400, 400, 400, 6000]);
  });

  test("one that cannot be bound at once is refused by its path", () => {
    const chunked = (rows: number) =>
      programFor(wholeMuon, [matrix(rows, 32), ...many(1, 5000)], { binding: 16_384 });
    expect(chunked(128).layout.places.map(({ chunks }) => chunks.length)).toEqual([1, 2]);
    expect(() => chunked(129)).toThrow(
      'orthogonalize takes "w" whole, with a matrix of 16512 bytes, and "webgpu" binds at most 16384 of them at once: leave the tensor to another rule, divide it, or use "wasm"',
    );
  });
});

describe("a step", () => {
  test("of Adam is one dispatch, of clipped AdamW three, however many tensors there are", () => {
    for (const tensors of [many(1, 1e6), many(1000, 1000)]) {
      expect(dispatchesOf(adam(), tensors)).toHaveLength(1);
      expect(dispatchesOf(chain(clipByGlobalNorm(1), adamw()), tensors)).toHaveLength(3);
    }
  });

  test("binds what it needs and no more buffers than a device allows", () => {
    const storage = (limit: number, optimizer: Optimizer) =>
      dispatchesOf(optimizer, matrices, { storageBuffers: limit }).map(
        ({ bound }) => bound.filter(({ kind }) => kind !== "uniform").length,
      );
    expect(Math.max(...storage(10, adam()))).toBe(4);
    for (const optimizer of [prodigy(), adafactor(), chain(clipByGlobalNorm(1), prodigy())])
      expect(Math.max(...storage(8, optimizer))).toBeLessThanOrEqual(8);
  });

  test("of more than can be bound at once is a dispatch for each chunk", () => {
    const tensors = many(3, 1000);
    const chunks = dispatchesOf(adam(), tensors, { binding: 4096 });
    expect(chunks.map(({ over }) => over)).toEqual(
      [0, 1, 2].map((chunk) => ({ kind: "vectors", group: 0, chunk })),
    );
    expect(new Set(chunks.map(({ code }) => code)).size).toBe(1);
  });

  test("of Adafactor shares workgroups among short slices, and invocations among the elements of long ones", () => {
    const shaped = (count: number, rows: number, columns: number) =>
      many(count, rows * columns).map((one) => ({ ...one, shape: [rows, columns] }));
    const invocationsOf = (tensors: ReturnType<typeof shaped>) => {
      const found: Record<string, number> = {};
      for (const { label, workgroups, code } of dispatchesOf(adafactor(), tensors, { binding: 2 ** 31 - 4 }))
        found[label.slice("step: ".length)] = workgroups * Number(/@workgroup_size\((\d+)\)/.exec(code)![1]);
      return found;
    };
    // 25,000 rows with 2 lanes, 40,000 columns and 1000 tensors with one.
    const small = invocationsOf(shaped(1000, 25, 40));
    expect(small["row sums"]).toBe(Math.ceil(50_000 / 64) * 64);
    expect(small["column sums"]).toBe(40_000);
    expect(small["tensor sums"]).toBe(1024);
    // 250 vectors a tensor.
    expect(small.blocks).toBe(1000 * 128);
    expect(small["reduce matrix"]).toBe(1024);
    // Rows have all lanes of a workgroup; columns as many as leave 32 of them side by side.
    const large = invocationsOf(shaped(1, 10_000, 10_000));
    expect(large["row sums"]).toBe(10_000 * 64);
    expect(large["column sums"]).toBe(Math.ceil(10_000 / 32) * 256);
  });

  test("hides sums from a compiler that would combine them", () => {
    const code = (isGuarded: boolean) => dispatchesOf(adam(), many(1, 8), { isGuarded })[0]!.code;
    expect(code(false)).not.toContain("opaque");
    expect(code(true)).toContain("opaque(");
  });
});
