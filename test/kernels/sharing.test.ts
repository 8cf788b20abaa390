/**
 * What threads rely on: segments may be carried out in any order and a few at a time, and the bits are the same. Rows whose
 * columns are reduced into the same place stay together.
 */
import { describe, expect, test } from "vitest";
import {
  adafactor,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  type Optimizer,
  rule,
  sm3,
} from "../../src/index.ts";
import { bytesOf, type DType, viewOf } from "../../src/language/dtype.ts";
import type { Tensor } from "../../src/plan/groups.ts";
import { plan } from "../../src/plan/plan.ts";
import { unit } from "../../src/runtime/host/alignment.ts";
import { type Arena, layOut, writeBlocks } from "../../src/runtime/host/arena.ts";
import type { Allocation, Backend, Run } from "../../src/runtime/host/backend.ts";
import { js } from "../../src/runtime/host/js/run.ts";
import { type PlacedPass, segmentBytes } from "../../src/runtime/host/placed-pass.ts";
import { wasm } from "../../src/runtime/host/wasm/run.ts";
import { random } from "./compute.ts";

const tensorsOf = (dtype: DType): Tensor[] =>
  [[300, 20], [2, 130, 9], [5000], [3]].map((shape, index) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return { path: `x${index}`, shape, size, dtype };
  });

/** Where threads may divide a pass: the first segment of each part, and the number of segments. */
function divisions({ pass, segmentList, segments }: PlacedPass): number[] {
  const reducedAt = (segment: number) => segmentList[(segment * segmentBytes) / 4 + 5];
  const isFree = (segment: number) =>
    pass.kernel.columnReductions.length === 0 || reducedAt(segment) !== reducedAt(segment - 1);
  const starts = Array.from({ length: segments }, (_, segment) => segment);
  return [...starts.filter((segment) => segment === 0 || isFree(segment)), segments];
}

/** All passes on reproducible numbers, whole or divided and backwards: everything that is in the arena then. */
function carryOut(
  arena: Arena,
  allocation: Allocation,
  bound: readonly Bound[],
  dtype: DType,
  divided: boolean,
) {
  const { buffer, base } = allocation;
  const next = random(7);
  const memory = viewOf(dtype, buffer, base, arena.bytes / bytesOf[dtype]);
  for (let index = 0; index < memory.length; index++) memory[index] = next() - 0.25;
  writeBlocks(arena, buffer, base);
  for (const { placed, run } of bound) {
    const at = divided ? divisions(placed) : [0, placed.segments];
    for (let part = at.length - 2; part >= 0; part--)
      run((base + placed.block) / unit, at[part]!, at[part + 1]!);
  }
  return new Uint32Array(buffer, base, arena.bytes / 4).slice();
}

interface Bound {
  readonly placed: PlacedPass;
  readonly run: Run;
}

const columns = rule({
  name: "columns",
  state: { c: 0, m: 0 },
  text: "c = columnSum(g) + columnMax(p)\n m = m + rowMax(p)\n u = m*c",
});
const optimizers: Record<string, Optimizer> = {
  adam: adam(),
  clipped: chain(clipByGlobalNorm(1), adamw()),
  adafactor: adafactor(),
  sm3: sm3(),
  columns: columns(),
};

describe.each<Backend>([js, wasm])("on $name", (backend) => {
  test.each(
    Object.keys(optimizers).flatMap((name) => [[name, "float32"] as const, [name, "float64"] as const]),
  )("the parts of %s in %s may run in any order", async (name, dtype) => {
    const arena = layOut(plan(optimizers[name]!, tensorsOf(dtype)));
    const kernels = arena.passes.map(({ pass }) => pass.kernel);
    const allocation = backend.allocate(arena.bytes, kernels);
    const bound: Bound[] = [];
    for (const placed of arena.passes) {
      bound.push({ placed, run: await backend.prepare(placed.pass.kernel, allocation) });
    }
    const [whole, divided] = [false, true].map((isDivided) =>
      carryOut(arena, allocation, bound, dtype, isDivided),
    );
    expect(divided!.findIndex((word, index) => word !== whole![index])).toBe(-1);
    for (const { placed } of bound) expect(divisions(placed).length).toBeGreaterThan(2);
    allocation.free();
  });
});
