/**
 * The arena: where everything of a descent lies in one piece of memory. Parameters, gradients and each state
 * have one contiguous region a group, tensors side by side; beside them the blocks through which a kernel gets
 * its addresses and inputs. Never grows, never moves. Same for all targets that run on the host's memory.
 */
import { bytesOf, type DType } from "./groups.ts";
import type { Kernel } from "./kernel.ts";
import type { Pass, Plan } from "./plan.ts";

/** Elements that one turn of a kernel's loop takes: two vectors of 16 bytes. Tensors start at such a boundary. */
export const strideOf = { float32: 8, float64: 4 } as const;

/** A reduction adds up pieces of this many elements, then the pieces in order: threads cannot change a result. */
export const pieceSize = 4096;

/** Bytes of a row of the table of segments: offset in bytes, number of elements, offset of the tensor's inputs, 0. */
export const segmentBytes = 16;

/**
 * A kernel's parameter block: three addresses (segments, partial sums, inputs by tensor), an address a role, then
 * the uniform inputs, each an element of the kernel's dtype.
 */
export const blockLayout = ({ roles, uniforms, dtype }: Kernel) => {
  const firstRole = 12;
  const firstUniform = align(firstRole + 4 * roles.length, 8);
  return { firstRole, firstUniform, bytes: firstUniform + uniforms * bytesOf[dtype] };
};

/** A pass at its place in memory. Addresses are bytes from the start of the arena. */
export interface PlacedPass {
  readonly pass: Pass;
  readonly block: number;
  readonly segments: number;
  /** Tensor (index in its group) of each segment. */
  readonly tensorOf: Int32Array;
  readonly segmentTable: number;
  readonly partials: number;
  readonly tensorInputs: number;
}

/** The layout of an arena. */
export interface Arena {
  readonly bytes: number;
  /** Addresses of the regions of a group: `p`, `g`, states. */
  readonly regions: readonly ReadonlyMap<string, number>[];
  /** Offsets of a group's tensors within each of its regions, in bytes. */
  readonly offsets: readonly (readonly number[])[];
  readonly passes: readonly (readonly PlacedPass[])[];
}

const align = (address: number, to: number): number => Math.ceil(address / to) * to;

/**
 * Regions of p, g, m, v that start at the same offset of a page alias in the processor's store buffers;
 * starts are spread by this many bytes.
 */
const spread = 1088;
const page = 4096;

/** Lays out the arena of a plan. */
export function layOut(plan: Plan): Arena {
  let cursor = 0;
  let regionsMade = 0;
  const reserve = (bytes: number, alignment = 16): number => {
    const address = align(cursor, alignment);
    cursor = address + bytes;
    return address;
  };
  const region = (bytes: number): number => {
    if (bytes >= page) cursor = align(cursor, page) + ((regionsMade++ * spread) % page);
    return reserve(bytes, 64);
  };
  const paddedSize = (size: number, dtype: DType) => align(size, strideOf[dtype]);
  const offsets = plan.groups.map(({ tensors, dtype }) => {
    let offset = 0;
    return tensors.map(({ size }) => {
      const start = offset;
      offset += paddedSize(size, dtype) * bytesOf[dtype];
      return start;
    });
  });
  const elements = plan.groups.map(({ tensors, dtype }) =>
    tensors.reduce((sum, { size }) => sum + paddedSize(size, dtype), 0),
  );
  const passes = plan.stages.map((stage) =>
    stage.passes.map((pass): PlacedPass => {
      const { kernel, group } = pass;
      const { tensors } = plan.groups[group]!;
      const segmented = kernel.reductions.length > 0 || kernel.tensors > 0;
      const tensorOf = segmented
        ? tensors.flatMap(({ size }, tensor) => Array<number>(Math.ceil(size / pieceSize)).fill(tensor))
        : [0];
      return {
        pass,
        block: reserve(blockLayout(kernel).bytes),
        segments: tensorOf.length,
        tensorOf: Int32Array.from(tensorOf),
        segmentTable: reserve(tensorOf.length * segmentBytes),
        partials: reserve(tensorOf.length * kernel.reductions.length * 8),
        tensorInputs: reserve(kernel.tensors ? tensors.length * kernel.tensors * bytesOf[kernel.dtype] : 0),
      };
    }),
  );
  const regions = plan.groups.map(({ dtype }, group) => {
    const states = plan.states.filter((state) => state.scope === "element" && state.groups.includes(group));
    const roles = ["p", "g", ...states.map((state) => state.role)];
    return new Map(roles.map((role) => [role, region(elements[group]! * bytesOf[dtype])]));
  });
  return { bytes: align(cursor, 64), regions, offsets, passes };
}

/** Writes blocks and tables of segments into memory. `base` is the arena's address there. */
export function writeTables(plan: Plan, arena: Arena, buffer: ArrayBufferLike, base: number): void {
  const words = new Uint32Array(buffer, base, arena.bytes / 4);
  for (const { pass, block, tensorOf, segmentTable, partials, tensorInputs } of arena.passes.flat()) {
    const { kernel, group } = pass;
    const { tensors, dtype } = plan.groups[group]!;
    const addresses = [
      segmentTable,
      partials,
      tensorInputs,
      ...kernel.roles.map((role) => arena.regions[group]!.get(role)!),
    ];
    words.set(
      addresses.map((address) => base + address),
      block / 4,
    );
    const segmented = kernel.reductions.length > 0 || kernel.tensors > 0;
    const row = (segment: number, offset: number, count: number, tensor: number) =>
      words.set(
        [offset, count, tensor * kernel.tensors * bytesOf[dtype], 0],
        (segmentTable + segment * segmentBytes) / 4,
      );
    if (!segmented) {
      const count = tensors.reduce((sum, { size }) => sum + align(size, strideOf[dtype]), 0);
      row(0, 0, count, 0);
      continue;
    }
    let piece = 0;
    for (const [segment, tensor] of tensorOf.entries()) {
      if (segment > 0 && tensorOf[segment - 1] !== tensor) piece = 0;
      const start = piece++ * pieceSize;
      const count = Math.min(pieceSize, tensors[tensor]!.size - start);
      const whole = kernel.reductions.length ? count : align(count, strideOf[dtype]);
      row(segment, arena.offsets[group]![tensor]! + start * bytesOf[dtype], whole, tensor);
    }
  }
}
