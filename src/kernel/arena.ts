/**
 * The arena: where everything of a descent lies in one piece of memory. Parameters, gradients and each state
 * have one contiguous region a group, tensors side by side; beside them the blocks through which a kernel gets
 * its addresses and inputs. Never grows, never moves. Same for all targets that run on the host's memory.
 */
import { bytesOf } from "./groups.ts";
import { isSliced, type Kernel } from "./kernel.ts";
import type { Pass, Plan, Stage } from "./plan.ts";
import { countOf, startsOf } from "./slices.ts";

/** Elements that one turn of a kernel's loop takes: two vectors of 16 bytes. Tensors start at such a boundary. */
export const strideOf = { float32: 8, float64: 4 } as const;

/** A reduction adds up pieces of this many elements, then the pieces in order: threads cannot change a result. */
export const pieceSize = 4096;

/**
 * Bytes of a row of the table of segments: offset in bytes, number of elements, offset of the segment's inputs, and
 * where its columns begin in arrays with a number for each column.
 */
export const segmentBytes = 16;

/**
 * A kernel's parameter block: three addresses (segments, partial sums, inputs of segments), an address a role, a
 * column input, a column reduction, then the uniform inputs, each an element of the kernel's dtype.
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

/** The columns of a matrix: numbered through the group without gaps, and where they lie in a pass's arrays. */
export interface Columns {
  readonly first: number;
  readonly at: number;
  readonly count: number;
}

/** A pass at its place in memory. Addresses are bytes from the start of the arena. */
export interface PlacedPass {
  readonly pass: Pass;
  readonly block: number;
  readonly segments: number;
  /** The slice (tensor, unit or row, as the kernel's segments are) that each segment belongs to. */
  readonly sliceOf: Int32Array;
  readonly segmentTable: number;
  /** What the table holds: for each segment offset, number of elements, offset of its inputs, start of its columns. */
  readonly table: Uint32Array;
  readonly partials: number;
  readonly inputs: number;
  /** Matrices of the group, where columns matter; addresses of an array for each column input and reduction. */
  readonly columns: readonly Columns[];
  readonly columnInputs: readonly number[];
  readonly columnSums: readonly number[];
}

/** The layout of an arena. */
export interface Arena {
  readonly bytes: number;
  /** Addresses of the regions of a group: `p`, `g`, states. */
  readonly regions: readonly ReadonlyMap<string, number>[];
  /** Offsets of a group's tensors within each of its regions, in bytes. */
  readonly offsets: readonly (readonly number[])[];
  readonly passes: readonly (readonly PlacedPass[])[];
  /** Passes of what comes before the step. */
  readonly before: readonly (readonly PlacedPass[])[];
}

const align = (address: number, to: number): number => Math.ceil(address / to) * to;

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
  const place = (pass: Pass): PlacedPass => {
    const { kernel, group } = pass;
    const { tensors, dtype } = plan.groups[group]!;
    const width = bytesOf[dtype];
    const stride = strideOf[dtype];
    const { segments: kind } = kernel;
    const slice = kind === "unit" || kind === "row" ? kind : "tensor";
    const starts = startsOf(tensors, slice);
    const columns: Columns[] = [];
    let [columnsMade, columnsEnd] = [0, 0];
    const pieces = tensors.flatMap((tensor, index) => {
      const { size, shape } = tensor;
      const number = countOf(slice, tensor);
      const perSlice = size / number;
      const rows = shape.length > 1 ? shape.at(-2)! : 1;
      const first = columns.length;
      if (kind === "row") {
        for (let matrix = 0; matrix < number / rows; matrix++) {
          columns.push({ first: columnsMade, at: columnsEnd, count: perSlice });
          columnsMade += perSlice;
          columnsEnd += align(perSlice, stride);
        }
      }
      const length = isSliced(kernel) ? perSlice : pieceSize;
      return Array.from({ length: Math.ceil(size / length) }, (_, piece) => ({
        slice: starts[index]! + (isSliced(kernel) ? piece : 0),
        offset: offsets[group]![index]! + piece * length * width,
        count: Math.min(length, size - piece * length),
        column: columns[first + Math.floor(piece / rows)]?.at ?? 0,
      }));
    });
    const whole = { slice: 0, offset: 0, count: ends[group]! / width, column: 0 };
    const segments = kind === "any" ? [whole] : pieces;
    const isExact = isSliced(kernel) || kernel.reductions.length > 0;
    const arrays = (count: number, bytes: number) =>
      Array.from({ length: count }, () => reserve(columnsEnd * bytes));
    return {
      pass,
      block: reserve(blockLayout(kernel).bytes),
      segments: segments.length,
      sliceOf: Int32Array.from(segments, (segment) => segment.slice),
      segmentTable: reserve(segments.length * segmentBytes),
      table: Uint32Array.from(
        segments.flatMap(({ slice: of, offset, count, column }) => [
          offset,
          isExact ? count : align(count, stride),
          of * kernel.inputs * width,
          column,
        ]),
      ),
      partials: reserve(segments.length * kernel.reductions.length * 8),
      inputs: reserve(starts.at(-1)! * kernel.inputs * width),
      columns,
      columnInputs: arrays(kernel.columns, width),
      columnSums: arrays(kernel.columnReductions.length, 8),
    };
  };
  const placeAll = (stages: readonly Stage[]) => stages.map((stage) => stage.passes.map(place));
  const passes = placeAll(plan.stages);
  const before = placeAll(plan.before?.stages ?? []);
  const regions = plan.groups.map((_, group) => {
    const states = plan.states.filter((state) => state.scope === "element" && state.groups.includes(group));
    const roles = ["p", "g", ...states.map((state) => state.role)];
    return new Map(roles.map((role) => [role, region(ends[group]!)]));
  });
  // The last vector of a slice may reach beyond the end of the last region.
  return { bytes: align(cursor + overrun, 64), regions, offsets, passes, before };
}

/** Writes blocks and tables of segments into memory. `base` is the arena's address there. */
export function writeTables(arena: Arena, buffer: ArrayBufferLike, base: number): void {
  const words = new Uint32Array(buffer, base, arena.bytes / 4);
  for (const placed of [...arena.passes, ...arena.before].flat()) {
    const { pass, block, segmentTable, table, partials, inputs, columnInputs, columnSums } = placed;
    const regions = pass.kernel.roles.map((role) => arena.regions[pass.group]!.get(role)!);
    const addresses = [segmentTable, partials, inputs, ...regions, ...columnInputs, ...columnSums];
    words.set(
      addresses.map((address) => base + address),
      block / 4,
    );
    words.set(table, segmentTable / 4);
  }
}
