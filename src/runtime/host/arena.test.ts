/** Where the arena puts things: aligned, apart, every element in one segment. Over random sizes of tensors. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chain } from "../../compose/chain.ts";
import { partition } from "../../compose/partition.ts";
import { rule } from "../../compose/rule.ts";
import { adam, adamw, sgd } from "../../index.ts";
import { bytesOf, type DType } from "../../language/dtype.ts";
import type { Tensor } from "../../plan/groups.ts";
import { type Plan, plan } from "../../plan/plan.ts";
import type { Transformation } from "../../rule/transformation.ts";
import { clipByGlobalNorm } from "../../transforms/clip.ts";
import { strideOf, unit } from "./alignment.ts";
import { type Arena, layOut, writeBlocks } from "./arena.ts";
import { blockLayout, segmentBytes } from "./placed-pass.ts";
import { pieceSize } from "./segments.ts";

const centred = rule({ name: "centred", state: { mean: 0 }, text: "mean = mean(g)\n u = g - mean" });

const optimizers: Record<string, Transformation> = {
  sgd: sgd(),
  adam: adam(),
  centred: chain(centred(), adam()),
  clipped: chain(clipByGlobalNorm(1), centred(), adamw()),
  partitioned: partition([
    ["*0", sgd({ momentum: 0.9 })],
    ["*", chain(clipByGlobalNorm(1), adamw())],
  ]),
};

const tensor = (path: string, size: number, dtype: DType = "float32"): Tensor => ({
  path,
  shape: [size],
  size,
  dtype,
});

const size = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }) },
  fc.integer({ min: 4090, max: 4100 }),
  fc.integer({ min: 1, max: 20_000 }),
);
const trees = fc
  .array(fc.tuple(size, fc.constantFrom<DType>("float32", "float64")), { minLength: 1, maxLength: 12 })
  .map((leaves) => leaves.map(([elements, dtype], index) => tensor(`x${index}`, elements, dtype)));
const plans = fc
  .tuple(fc.constantFrom(...Object.keys(optimizers)), trees)
  .map(([name, tensors]) => plan(optimizers[name]!, tensors));

type Piece = readonly [what: string, start: number, end: number];

/** Everything that lies in an arena. */
function piecesOf(planned: Plan, arena: Arena): Piece[] {
  const ofPasses = arena.passes.flatMap(({ pass, segments, slices, ...at }): Piece[] => {
    const { partials = 0, inputs = 0 } = slices ?? {};
    const { kernel, group } = pass;
    const rows = planned.groups[group]!.tensors.length;
    return [
      ["block", at.block, at.block + blockLayout(kernel).bytes],
      ["segments", at.segmentsAt, at.segmentsAt + segments * segmentBytes],
      ["partials", partials, partials + segments * kernel.reductions.length * 8],
      ["inputs", inputs, inputs + rows * kernel.inputs * bytesOf[kernel.dtype]],
    ];
  });
  const ofGroups = planned.groups.flatMap(({ tensors, dtype }, group) =>
    [...arena.regions[group]!].flatMap(([role, start]) =>
      tensors.map(({ path, size: elements }, index): Piece => {
        const from = start + arena.offsets[group]![index]! * bytesOf[dtype];
        const padded = Math.ceil(elements / strideOf[dtype]) * strideOf[dtype];
        return [`${role} of ${path}`, from, from + padded * bytesOf[dtype]];
      }),
    ),
  );
  return [...ofPasses, ...ofGroups].filter(([, start, end]) => end > start);
}

describe("an arena", () => {
  test("holds everything within its bounds, and nothing twice", () => {
    fc.assert(
      fc.property(plans, (planned) => {
        const arena = layOut(planned);
        const pieces = piecesOf(planned, arena).sort((a, b) => a[1] - b[1]);
        expect(arena.bytes % 64).toBe(0);
        expect(pieces[0]![1]).toBeGreaterThanOrEqual(0);
        expect(pieces.at(-1)![2]).toBeLessThanOrEqual(arena.bytes);
        for (const [index, [what, , end]] of pieces.slice(0, -1).entries()) {
          const [next, start] = pieces[index + 1]!;
          expect(start, `${what} runs into ${next}`).toBeGreaterThanOrEqual(end);
        }
      }),
      { seed: 1, numRuns: 80 },
    );
  });

  test("aligns regions to 64 bytes, tensors to a pair of vectors, and all that blocks point to to units", () => {
    fc.assert(
      fc.property(plans, (planned) => {
        const arena = layOut(planned);
        for (const regions of arena.regions) for (const at of regions.values()) expect(at % 64).toBe(0);
        for (const [group, { dtype }] of planned.groups.entries())
          for (const at of arena.offsets[group]!) expect(at % strideOf[dtype]).toBe(0);
        for (const { block, segmentsAt, slices, pass } of arena.passes) {
          const { partials = 0, inputs = 0 } = slices ?? {};
          for (const at of [block, segmentsAt, partials, inputs]) expect(at % unit).toBe(0);
          expect((block + blockLayout(pass.kernel).firstUniform) % 8).toBe(0);
        }
      }),
      { seed: 1, numRuns: 80 },
    );
  });

  test("starts large regions at different offsets of a page, so that they do not alias", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1024, max: 1 << 20 }), (elements) => {
        const { regions } = layOut(plan(adam(), [tensor("x", elements)]));
        const starts = [...regions[0]!.values()].map((at) => at % 4096);
        expect(starts).toHaveLength(4);
        for (const [i, a] of starts.entries()) {
          for (const b of starts.slice(i + 1)) {
            const apart = Math.abs(a - b);
            expect(Math.min(apart, 4096 - apart)).toBeGreaterThanOrEqual(512);
          }
        }
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test("spends no page on a tensor of two elements", () => {
    expect(layOut(plan(adam(), [tensor("x", 2)])).bytes).toBeLessThanOrEqual(512);
  });

  test("has a region for gradient, parameter and each state of an element, and for nothing else", () => {
    const { regions } = layOut(plan(optimizers.clipped!, [tensor("x", 3)]));
    const roles = [...regions[0]!.keys()].map((role) => role.replace(/^.*\./, "")).sort();
    expect(roles).toEqual(["g", "m", "p", "v"]);
  });
});

describe("segments", () => {
  const base = 128;
  const placedIn = (planned: Plan) => {
    const arena = layOut(planned);
    const buffer = new ArrayBuffer(base + arena.bytes);
    writeBlocks(arena, buffer, base);
    const words = new Uint32Array(buffer);
    const passes = arena.passes.map((placed) => {
      const at = (base + placed.block) / 4;
      const list = (words[at]! * unit) / 4;
      const stride = segmentBytes / 4;
      const rows = Array.from({ length: placed.segments }, (_, segment) => [
        ...words.subarray(list + stride * segment, list + stride * (segment + 1)),
      ]);
      return { ...placed, rows, header: words.subarray(at, at + 3 + placed.pass.kernel.roles.length) };
    });
    return { arena, passes };
  };

  test("cover every element of every tensor once, in order, and cross no tensor", () => {
    fc.assert(
      fc.property(plans, (planned) => {
        const { arena, passes } = placedIn(planned);
        for (const { pass, rows, slices } of passes) {
          const { kernel, group } = pass;
          const { tensors, dtype } = planned.groups[group]!;
          if (kernel.reductions.length === 0 && kernel.inputs === 0) {
            const end = arena.offsets[group]!.at(-1)! + tensors.at(-1)!.size;
            let next = 0;
            for (const [offset, count] of rows) {
              expect(offset).toBe(next);
              expect(count! % strideOf[dtype]).toBe(0);
              next += count!;
            }
            expect(next).toBe(Math.ceil(end / strideOf[dtype]) * strideOf[dtype]);
            expect(rows.length).toBeLessThanOrEqual(16);
            continue;
          }
          const next = arena.offsets[group]!.map((offset) => offset);
          const left = tensors.map((own) => own.size);
          for (const [segment, [offset, count, inputs]] of rows.entries()) {
            const index = slices!.sliceOf[segment]!;
            expect(offset).toBe(next[index]);
            expect(count).toBeLessThanOrEqual(pieceSize);
            expect(inputs).toBe(index * kernel.inputs);
            next[index]! += count!;
            left[index]! -= count!;
          }
          for (const [index, rest] of left.entries()) {
            // Where nothing is added up, a tensor's last segment goes on to the end of its last pair of vectors.
            const padding = kernel.reductions.length ? 0 : tensors[index]!.size % strideOf[dtype];
            expect(rest).toBe(padding ? padding - strideOf[dtype] : 0);
          }
        }
      }),
      { seed: 1, numRuns: 80 },
    );
  });

  test("and regions are given as addresses in the whole memory, in units", () => {
    const planned = plan(chain(clipByGlobalNorm(1), adam()), [tensor("x", 5000), tensor("y", 3)]);
    const { arena, passes } = placedIn(planned);
    for (const { pass, header, segmentsAt, slices } of passes) {
      const { partials = 0, inputs = 0 } = slices ?? {};
      const regions = pass.kernel.roles.map((role) => arena.regions[0]!.get(role)!);
      expect([...header]).toEqual([segmentsAt, partials, inputs, ...regions].map((at) => (base + at) / unit));
    }
    expect(passes.map(({ segments }) => segments)).toEqual([3, 5]);
  });
});
