/**
 * The arena: where everything of a descent lies in one piece of memory. Parameters, gradients and each state
 * have one contiguous region a group, tensors side by side; beside them the blocks through which a kernel gets
 * its addresses and inputs. Never grows, never moves. Same for all targets that run on the host's memory.
 */
import { bytesOf } from "./groups.ts";
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
  /** What the table holds: for each segment offset, number of elements, offset of the tensor's inputs, 0. */
  readonly table: Uint32Array;
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
  const ends = plan.groups.map(() => 0);
  const offsets = plan.groups.map(({ tensors, dtype }, group) =>
    tensors.map(({ size }) => {
      const start = ends[group]!;
      ends[group] = start + align(size, strideOf[dtype]) * bytesOf[dtype];
      return start;
    }),
  );
  const passes = plan.stages.map((stage) =>
    stage.passes.map((pass): PlacedPass => {
      const { kernel, group } = pass;
      const { tensors, dtype } = plan.groups[group]!;
      const width = bytesOf[dtype];
      const reduces = kernel.reductions.length > 0;
      const whole = { tensor: 0, offset: 0, count: ends[group]! / width };
      const pieces = tensors.flatMap(({ size }, tensor) =>
        Array.from({ length: Math.ceil(size / pieceSize) }, (_, piece) => ({
          tensor,
          offset: offsets[group]![tensor]! + piece * pieceSize * width,
          count: Math.min(pieceSize, size - piece * pieceSize),
        })),
      );
      const segments = reduces || kernel.tensors > 0 ? pieces : [whole];
      return {
        pass,
        block: reserve(blockLayout(kernel).bytes),
        segments: segments.length,
        tensorOf: Int32Array.from(segments, ({ tensor }) => tensor),
        segmentTable: reserve(segments.length * segmentBytes),
        table: Uint32Array.from(
          segments.flatMap(({ tensor, offset, count }) => [
            offset,
            reduces ? count : align(count, strideOf[dtype]),
            tensor * kernel.tensors * width,
            0,
          ]),
        ),
        partials: reserve(segments.length * kernel.reductions.length * 8),
        tensorInputs: reserve(tensors.length * kernel.tensors * width),
      };
    }),
  );
  const regions = plan.groups.map((_, group) => {
    const states = plan.states.filter((state) => state.scope === "element" && state.groups.includes(group));
    const roles = ["p", "g", ...states.map((state) => state.role)];
    return new Map(roles.map((role) => [role, region(ends[group]!)]));
  });
  return { bytes: align(cursor, 64), regions, offsets, passes };
}

/** Writes blocks and tables of segments into memory. `base` is the arena's address there. */
export function writeTables(arena: Arena, buffer: ArrayBufferLike, base: number): void {
  const words = new Uint32Array(buffer, base, arena.bytes / 4);
  for (const { pass, block, segmentTable, table, partials, tensorInputs } of arena.passes.flat()) {
    const regions = pass.kernel.roles.map((role) => arena.regions[pass.group]!.get(role)!);
    const addresses = [segmentTable, partials, tensorInputs, ...regions];
    words.set(
      addresses.map((address) => base + address),
      block / 4,
    );
    words.set(table, segmentTable / 4);
  }
}
