/**
 * The arena: one piece of memory that holds everything of a descent. Parameters, gradients and each state
 * have one contiguous region per group, tensors side by side; beside them the blocks through which a kernel gets
 * its addresses and inputs. Never grows, never moves. Same for all targets that run on the host's memory.
 */
import { bytesOf } from "../../language/dtype.ts";
import { widthOf } from "../../language/storage.ts";
import { halfRole } from "../../plan/halves.ts";
import type { Kernel } from "../../plan/kernel.ts";
import type { Pass } from "../../plan/passes.ts";
import type { PhaseName } from "../../plan/phases.ts";
import type { Plan } from "../../plan/plan.ts";
import { entriesOf } from "../../plan/stages.ts";
import { storageOf } from "../../plan/storages.ts";
import { align, type Reserve, strideOf, unit } from "./alignment.ts";
import { anySegments, type PlacedSlices, placeSegments } from "./segments.ts";

/**
 * Bytes of a row of the list of segments, whose words all count elements: where it begins in the region of each role, how many there are,
 * where its inputs begin, where its columns begin in the arrays of column inputs, which of its tensor's elements is the first, and where
 * its columns begin in the arrays of column reductions. Threads may take segments in any order, but rows whose columns are reduced into the same
 * place belong to one thread.
 */
export const segmentBytes = 24;

/**
 * A kernel's parameter block: three addresses (segments, partial sums, inputs of segments), one address per role, per
 * column input, a column reduction, in units; then the uniform inputs, each an element of the kernel's dtype.
 */
export const blockLayout = ({ roles, columns, columnReductions, uniforms, dtype }: Kernel) => {
  const firstRole = 12;
  const firstColumn = firstRole + 4 * roles.length;
  const firstColumnSum = firstColumn + 4 * columns;
  const firstUniform = align(firstColumnSum + 4 * columnReductions.length, 8);
  return {
    firstRole,
    firstColumn,
    firstColumnSum,
    firstUniform,
    bytes: firstUniform + uniforms * bytesOf[dtype],
  };
};

/** A pass with its addresses, which are bytes from the start of the arena. */
export interface PlacedPass {
  readonly pass: Pass;
  readonly block: number;
  readonly segmentsAt: number;
  /** The list's content: `segmentBytes` bytes for each segment. */
  readonly segmentList: Uint32Array;
  readonly segments: number;
  /** Data of segments that are parts of tensors. */
  readonly slices: PlacedSlices | undefined;
}

/** The layout of an arena. */
export interface Arena {
  readonly bytes: number;
  /** Of these, what comes before the regions: all that the host reads and writes itself, however large the regions are. */
  readonly front: number;
  /** Addresses of the regions of a group: `p`, `g`, states. */
  readonly regions: readonly ReadonlyMap<string, number>[];
  /** Offsets of a group's tensors within each of its regions, in elements. */
  readonly offsets: readonly (readonly number[])[];
  /** Passes of all stages of all phases, and all of them. */
  readonly phases: ReadonlyMap<PhaseName, readonly (readonly PlacedPass[])[]>;
  readonly passes: readonly PlacedPass[];
}

/**
 * Regions of p, g, m, v that start at the same offset of a page alias in the processor's store buffers;
 * starts are spread by this many bytes.
 */
const spread = 1088;
const page = 4096;
const overrun = 64;

/** Lays out the arena of a plan. */
export function layOut(plan: Plan): Arena {
  let cursor = 0;
  let regionsMade = 0;
  const reserve: Reserve = (bytes, alignment = unit) => {
    const address = align(cursor, alignment);
    cursor = address + bytes;
    return address;
  };
  const region = (bytes: number): number => {
    if (bytes >= page) cursor = align(cursor, page) + ((regionsMade++ * spread) % page);
    return reserve(bytes, 64);
  };
  const ends = plan.groups.map(() => 0);
  const offsets = plan.groups.map(({ tensors, dtype }, group) =>
    tensors.map(({ size }) => {
      const start = ends[group]!;
      ends[group] = start + align(size, strideOf[dtype]);
      return start;
    }),
  );
  const place = (pass: Pass): PlacedPass => {
    const { kernel, group } = pass;
    const block = reserve(blockLayout(kernel).bytes);
    const { segmentList, slices } =
      kernel.segments === "any"
        ? { segmentList: anySegments(ends[group]!), slices: undefined }
        : placeSegments(kernel, plan.groups[group]!, offsets[group]!, reserve);
    const segmentsAt = reserve(segmentList.byteLength);
    return { pass, block, segmentsAt, segmentList, segments: segmentList.byteLength / segmentBytes, slices };
  };
  const phases = new Map(
    entriesOf(plan.phases).map(([name, { stages }]) => [name, stages.map(({ passes }) => passes.map(place))]),
  );
  const passes = [...phases.values()].flat(2);
  const front = align(cursor, 64);
  const regions = plan.groups.map((_, group) => {
    const states = plan.states.filter((state) => state.scope === "element" && state.groups.includes(group));
    // Of the parameters to evaluate with, pages that are never touched take no memory.
    const others = phases
      .get("eval")
      ?.flat()
      .some(({ pass }) => pass.group === group)
      ? ["eval"]
      : [];
    const codes = plan.groups[group]!.half ? [halfRole] : [];
    const roles = ["p", "g", ...codes, ...states.map((state) => state.role), ...others];
    return new Map(roles.map((role) => [role, region(ends[group]! * widthOf(storageOf(plan, group, role)))]));
  });
  // The last vector of a slice may reach beyond the end of the last region.
  return { bytes: align(cursor + overrun, 64), front, regions, offsets, phases, passes };
}

/** Writes blocks and lists of segments into memory. `base` is the arena's address there, a multiple of `unit`. */
export function writeBlocks(arena: Arena, buffer: ArrayBufferLike, base: number): void {
  const words = new Uint32Array(buffer, base, arena.front / 4);
  for (const placed of arena.passes) {
    const { pass, block, segmentsAt, segmentList, slices } = placed;
    const { partials = 0, inputs = 0, columnInputs = [], columnSums = [] } = slices ?? {};
    const regions = pass.kernel.roles.map((role) => arena.regions[pass.group]!.get(role)!);
    const addresses = [segmentsAt, partials, inputs, ...regions, ...columnInputs, ...columnSums];
    words.set(
      addresses.map((address) => (base + address) / unit),
      block / 4,
    );
    words.set(segmentList, segmentsAt / 4);
  }
}
