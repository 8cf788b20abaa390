/**
 * A call in which only some rows of some tensors have a gradient. The rows change places with the first ones of their tensor, in all its arrays; the
 * kernels run on these as on a whole tensor of so many rows, in the same order of all sums; then everything goes back to its place. What it
 * costs follows from the number of rows, not from the tensor. Loaded with `rows()`.
 */
import type { TableRows } from "../device.ts";
import { align } from "./alignment.ts";
import type { Cohort, Cohorts } from "./cohorts.ts";
import type { PartialSums } from "./partial-sums.ts";
import { segmentBytes } from "./placed-pass.ts";
import { type Exchange, exchangesOf, putBack, takeIn } from "./row-exchange.ts";
import type { HostMemory } from "./row-work.ts";
import { launchIn, type Parts, runDivided, share } from "./run-divided.ts";
import type { SegmentInputs } from "./segment-inputs.ts";
import type { Move } from "./slice-work.ts";
import type { BoundPass, BoundPhase, BoundStage, SliceStage } from "./stage.ts";
import type { SlicePlace } from "./values.ts";

const rowWords = segmentBytes / 4;

/** A tensor in a call: some of its rows have a gradient. */
interface Table {
  readonly group: number;
  readonly tensor: number;
  /** Rows that have one, and all of them; elements of one. */
  readonly rows: number;
  readonly of: number;
  readonly width: number;
}

/** Runs the phase; whether the call took place. */
export function runRows(
  host: HostMemory,
  phase: BoundPhase,
  cohorts: Cohorts,
  given: readonly TableRows[],
): boolean {
  const tables = given.map(({ path, indices }): Table => {
    const [group, tensor] = host.places.get(path)!;
    const { shape, size } = host.plan.groups[group]!.tensors[tensor]!;
    return { group, tensor, rows: indices.length, of: shape[0]!, width: size / shape[0]! };
  });
  const exchanges = given.map((one, index) => exchangesOf(host, one.path, tables[index]!.rows));
  for (const [index, one] of given.entries()) takeIn(exchanges[index]!, one);
  try {
    return runDivided(phase, cohorts, host.values.uniform, new SomeRows(cohorts, tables));
  } finally {
    for (const [index, one] of given.entries()) putBack(exchanges[index] as readonly Exchange[], one.indices);
  }
}

/** The parts of tensors that take part: whole ones, and the first rows of tables. */
class SomeRows implements Parts {
  readonly #cohorts: Cohorts;
  readonly #tables: readonly (ReadonlyMap<number, Table> | undefined)[];

  constructor(cohorts: Cohorts, tables: readonly Table[]) {
    this.#cohorts = cohorts;
    const groups = Math.max(...tables.map(({ group }) => group)) + 1;
    this.#tables = Array.from({ length: groups }, (_, group) => {
      const own = tables.filter((table) => table.group === group);
      return own.length > 0 ? new Map(own.map((table) => [table.tensor, table])) : undefined;
    });
  }

  /** How many of the slices of a tensor take part: all of those that reach across rows. */
  #slicesOf(group: number, tensor: number, all: number): number {
    const table = this.#tables[group]?.get(tensor);
    if (!table) return all;
    if (table.rows === 0) return 0;
    return all % table.of === 0 ? (all / table.of) * table.rows : all;
  }

  #slices({ group, starts }: SlicePlace, tensors: readonly number[]): Int32Array {
    return pairs(tensors, (tensor) => {
      const from = starts[tensor]!;
      return [from, from + this.#slicesOf(group, tensor, starts[tensor + 1]! - from)];
    });
  }

  operations(cohort: Cohort, { slices }: BoundStage): readonly Int32Array[] {
    return (slices?.operations ?? []).map(({ place }) => this.#slices(place, cohort.tensors[place.group]!));
  }

  moves(cohort: Cohort, moves: readonly Move[]): readonly Int32Array[] {
    return moves.map(({ place }) => this.#slices(place, cohort.tensors[place.group]!));
  }

  /** Tensors that take part, by their numbers in a group. */
  #taking(group: number): number[] {
    const flags = this.#cohorts.takesPart[group]!;
    return [...flags.keys()].filter((tensor) => flags[tensor]);
  }

  writeInputs({ inputs, columns }: SliceStage): void {
    for (const one of inputs) writeInputsIn(one, this.#slices(one.place, this.#taking(one.place.group)));
    for (const column of columns) column.before();
  }

  launch(pass: BoundPass, cohort: Cohort): void {
    const tensors = cohort.tensors[pass.group]!;
    const tables = this.#tables[pass.group];
    if (!pass.tensorOf) {
      const ranges = pairs(tensors, (tensor) => {
        const [from, to] = this.#cohorts.elements(pass.group, tensor);
        const table = tables?.get(tensor);
        return [from, table ? from + align(table.rows * table.width, pass.stride) : to];
      });
      launchIn(pass, cohort.registers, ranges);
      return;
    }
    const starts = startsIn(pass.tensorOf);
    const { words, segmentsAt } = pass;
    const cut: [word: number, count: number][] = [];
    const ranges = pairs(tensors, (tensor) => {
      const [from, to] = [starts[tensor]!, starts[tensor + 1]!];
      const table = tables?.get(tensor);
      if (!table) return [from, to];
      const first = segmentsAt + from * rowWords + 1;
      const segments = segmentsFor(table, words[first]!);
      if (segments === 0) return [from, from];
      const last = first + (segments - 1) * rowWords;
      cut.push([last, words[last]!]);
      words[last] = align(table.rows * table.width - (segments - 1) * words[first]!, pass.stride);
      return [from, from + segments];
    });
    launchIn(pass, cohort.registers, ranges);
    for (const [word, count] of cut) words[word] = count;
  }

  collect({ columns, sums }: SliceStage, registers: Float64Array): void {
    for (const column of columns) column.after();
    const ranges = sums.map((sum) => this.#segments(sum));
    for (const [index, sum] of sums.entries()) clearIn(sum, ranges[index]!);
    for (const [index, sum] of sums.entries()) {
      addUpIn(sum, ranges[index]!);
      if (sum.isMax) this.#countAbsent(sum);
    }
    share(sums, this.#cohorts, registers);
  }

  /** The partial results that take part, in their order. */
  #segments({ group, tensorOf, segmentList }: PartialSums): Int32Array {
    const starts = startsIn(tensorOf);
    return pairs(this.#taking(group), (tensor) => {
      const [from, to] = [starts[tensor]!, starts[tensor + 1]!];
      const table = this.#tables[group]?.get(tensor);
      if (!table || !segmentList) return [from, to];
      return [from, from + segmentsFor(table, segmentList[from * rowWords + 1]!)];
    });
  }

  /** Rows without a gradient count as zero: a largest value over rows is not below it. */
  #countAbsent({ group, tensorOf, values, at }: PartialSums): void {
    const starts = startsIn(tensorOf);
    for (const [tensor, { rows, of }] of this.#tables[group] ?? []) {
      const [first, last] = [at[starts[tensor]!]!, at[starts[tensor + 1]! - 1]!];
      if (rows < of && first === last) values[first] = Math.max(values[first]!, 0);
    }
  }
}

/** The segments that the rows of a table take, where one has so many elements. */
const segmentsFor = ({ rows, width }: Table, length: number): number => Math.ceil((rows * width) / length);

/** Pairs of beginnings and ends, those that are empty left out. */
function pairs(
  tensors: readonly number[],
  of: (tensor: number) => readonly [from: number, to: number],
): Int32Array {
  const ends: number[] = [];
  for (const tensor of tensors) {
    const [from, to] = of(tensor);
    if (to > from) ends.push(from, to);
  }
  return Int32Array.from(ends);
}

const known = new WeakMap<Int32Array, Int32Array>();

/** Where the segments of each tensor begin; at the end the number of all. */
function startsIn(tensorOf: Int32Array): Int32Array {
  let starts = known.get(tensorOf);
  if (!starts) {
    starts = new Int32Array(tensorOf[tensorOf.length - 1]! + 2);
    for (const tensor of tensorOf) starts[tensor + 1]!++;
    for (let t = 1; t < starts.length; t++) starts[t]! += starts[t - 1]!;
    known.set(tensorOf, starts);
  }
  return starts;
}

function writeInputsIn({ memory, start, operands }: SegmentInputs, ranges: Int32Array): void {
  for (let r = 0; r < ranges.length; r += 2) {
    let to = start + ranges[r]! * operands.length;
    for (let slice = ranges[r]!; slice < ranges[r + 1]!; slice++)
      for (const { values, at } of operands) memory[to++] = values[at[slice]!]!;
  }
}

function clearIn({ values, at, isMax, register }: PartialSums, ranges: Int32Array): void {
  const start = isMax ? Number.NEGATIVE_INFINITY : 0;
  if (register >= 0) values[register] = start;
  for (let r = 0; r < ranges.length; r += 2)
    for (let segment = ranges[r]!; segment < ranges[r + 1]!; segment++) values[at[segment]!] = start;
}

function addUpIn({ values, at, partials, width, isMax }: PartialSums, ranges: Int32Array): void {
  for (let r = 0; r < ranges.length; r += 2)
    for (let segment = ranges[r]!; segment < ranges[r + 1]!; segment++) {
      const to = at[segment]!;
      const partial = partials[segment * width]!;
      values[to] = isMax ? Math.max(values[to]!, partial) : values[to]! + partial;
    }
}
