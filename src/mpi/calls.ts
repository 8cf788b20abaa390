/**
 * Collectives as calls of C: checks the arguments and lists them. Nothing is called here. koffi would accept an array of the wrong type, a
 * count with a fraction, and one above 2^31 as a negative one: what is wrong is refused before memory is read.
 */
import { isPlain } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import type { HandleName } from "./abi.ts";
import type { FunctionName, Library } from "./library.ts";
import { MpiError } from "./mpi-error.ts";

/** Arrays that are added up: views of any memory, shared memory and that of descents too. */
export type Numbers = Float32Array | Float64Array;

/** Arrays that are only moved. */
export type Values = Numbers | Uint8Array;

/** How values of ranks are combined. */
export type Reduction = "sum" | "max";

/** A call of C. What it reads and writes is held by its arguments. */
export interface NativeCall {
  readonly name: FunctionName;
  readonly args: readonly unknown[];
}

/** C counts elements in an int. */
const mostElements = 2 ** 31 - 1;

const types: readonly (readonly [new (length: number) => Values, HandleName])[] = [
  [Float32Array, "float"],
  [Float64Array, "double"],
  [Uint8Array, "byte"],
];

/** Counts of ranks as C takes them. An array gets a place in memory when C first sees it, which takes longer than a short collective. */
interface Parts {
  readonly counts: Int32Array;
  readonly starts: Int32Array;
  /** The counts, with 0 for this rank. */
  readonly toOthers: Int32Array;
  readonly total: number;
}

/** Makes the calls of a library on one of so many ranks. */
export class Calls {
  readonly #library: Library;
  readonly #rank: number;
  readonly #size: number;
  /** What was made of counts that came before. */
  readonly #known = new WeakMap<readonly number[], Parts>();
  readonly #knownPlaces = new WeakMap<readonly number[], Int32Array>();
  /** The equal parts that were asked for last. */
  #equalParts: Parts | undefined;

  constructor(library: Library, rank: number, size: number) {
    this.#library = library;
    this.#rank = rank;
    this.#size = size;
  }

  broadcast(values: Values, root = 0): NativeCall {
    if (!Number.isInteger(root) || root < 0 || root >= this.#size)
      throw wrong("broadcast", "root", `a rank from 0 to ${this.#size - 1}`, root);
    const type = this.#type("broadcast", "values", values);
    return this.#call("Bcast", values, values.length, type, root);
  }

  allReduce(values: Numbers, op: Reduction = "sum"): NativeCall {
    const type = this.#number("allReduce", "values", values);
    const { inPlace } = this.#library.abi;
    return this.#call("Allreduce", inPlace, values, values.length, type, this.#op("allReduce", op));
  }

  reduceScatter(
    values: Numbers,
    into: Numbers,
    counts?: readonly number[],
    op: Reduction = "sum",
  ): NativeCall {
    const name = "reduceScatter";
    const type = this.#number(name, "values", values);
    const parts =
      counts === undefined ? this.#equal(name, values.length) : this.#parts(name, "counts", counts);
    this.#fits(name, "values", values, parts);
    this.#alike(name, values, into);
    const own = parts.counts[this.#rank];
    if (into.length !== own) throw wrong(name, "into", `${own} elements, this rank's count`, into.length);
    return this.#call("Reduce_scatter", values, into, parts.counts, type, this.#op(name, op));
  }

  allGather(values: Values, counts?: readonly number[]): NativeCall {
    const name = "allGather";
    const type = this.#type(name, "values", values);
    const parts =
      counts === undefined ? this.#equal(name, values.length) : this.#parts(name, "counts", counts);
    this.#fits(name, "values", values, parts);
    const { inPlace } = this.#library.abi;
    return this.#call("Allgatherv", inPlace, 0, type, values, parts.counts, parts.starts, type);
  }

  allToAll(
    from: Values,
    counts: readonly number[],
    into: Values,
    intoCounts: readonly number[],
    starts?: readonly number[],
  ): NativeCall {
    const name = "allToAll";
    const type = this.#type(name, "from", from);
    this.#alike(name, from, into);
    const sent = this.#parts(name, "counts", counts);
    const got = this.#parts(name, "intoCounts", intoCounts);
    if (starts === undefined) this.#fits(name, "from", from, sent);
    this.#fits(name, "into", into, got);
    const sending = got.counts[this.#rank] === 0 ? sent.toOthers : sent.counts;
    const at = starts === undefined ? sent.starts : this.#places(name, starts, counts, from.length);
    return this.#call("Alltoallv", from, sending, at, type, into, got.counts, got.starts, type);
  }

  barrier(): NativeCall {
    return this.#call("Barrier");
  }

  /** The communicator is the last argument of each. */
  #call(name: FunctionName, ...args: readonly unknown[]): NativeCall {
    return { name, args: [...args, this.#library.handles.world] };
  }

  #op(call: string, op: Reduction): number | bigint {
    if (op !== "sum" && op !== "max") throw wrong(call, "op", '"sum" or "max"', op);
    return this.#library.handles[op];
  }

  #number(call: string, argument: string, values: Numbers): number | bigint {
    if (values instanceof Float32Array || values instanceof Float64Array)
      return this.#type(call, argument, values);
    throw wrong(call, argument, "a Float32Array or Float64Array", values);
  }

  #type(call: string, argument: string, values: Values): number | bigint {
    const found = types.find(([type]) => values instanceof type);
    if (!found) throw wrong(call, argument, "a Float32Array, Float64Array or Uint8Array", values);
    if (values.length > mostElements)
      throw wrong(call, argument, "an array of at most 2^31 - 1 elements", values.length);
    return this.#library.handles[found[1]];
  }

  #alike(call: string, from: Values, into: Values): void {
    this.#type(call, "into", into);
    if (Object.getPrototypeOf(from) !== Object.getPrototypeOf(into))
      throw wrong(call, "into", `a ${from.constructor.name}, as what is sent`, into);
    const overlap =
      from.buffer === into.buffer &&
      from.byteOffset < into.byteOffset + into.byteLength &&
      into.byteOffset < from.byteOffset + from.byteLength;
    if (overlap) throw wrong(call, "into", "memory apart from what is sent", "memory that overlaps it");
  }

  #equal(call: string, length: number): Parts {
    if (this.#equalParts?.total === length) return this.#equalParts;
    if (length % this.#size === 0) {
      this.#equalParts = this.#parts(call, "counts", Array(this.#size).fill(length / this.#size));
      return this.#equalParts;
    }
    throw wrong(
      call,
      "counts",
      `given where ${length} elements cannot be divided among ${this.#size} ranks`,
      undefined,
    );
  }

  #parts(call: string, argument: string, counts: readonly number[]): Parts {
    const known = this.#known.get(counts);
    if (known && this.#isOf(known, counts)) return known;
    const [all, starts, toOthers] = [0, 1, 2].map(() => new Int32Array(new ArrayBuffer(4 * this.#size))) as [
      Int32Array,
      Int32Array,
      Int32Array,
    ];
    let total = 0;
    let isRight = Array.isArray(counts) && counts.length === this.#size;
    // One loop: this is most of what a short collective costs.
    for (let rank = 0; isRight && rank < this.#size; rank++) {
      const count = counts[rank]!;
      isRight = Number.isInteger(count) && count >= 0 && count <= mostElements;
      all[rank] = count;
      starts[rank] = total;
      toOthers[rank] = rank === this.#rank ? 0 : count;
      total += count;
    }
    if (!isRight) throw wrong(call, argument, `${this.#size} whole numbers, one for each rank`, counts);
    const parts = { counts: all, starts, toOthers, total };
    this.#known.set(counts, parts);
    return parts;
  }

  /** Where parts begin that need not lie one behind the other. */
  #places(call: string, starts: readonly number[], counts: readonly number[], length: number): Int32Array {
    let isRight = Array.isArray(starts) && starts.length === this.#size;
    for (let rank = 0; isRight && rank < this.#size; rank++) {
      const start = starts[rank]!;
      isRight = Number.isInteger(start) && start >= 0 && start + counts[rank]! <= length;
    }
    if (!isRight) {
      throw wrong(
        call,
        "starts",
        `${this.#size} whole numbers, one for each rank, whose counts end within ${length} elements`,
        starts,
      );
    }
    const known = this.#knownPlaces.get(starts);
    if (known?.every((start, rank) => start === starts[rank])) return known;
    const places = Int32Array.from(starts);
    this.#knownPlaces.set(starts, places);
    return places;
  }

  /** Whether counts still are what they were. */
  #isOf(parts: Parts, counts: readonly number[]): boolean {
    let isSame = counts.length === this.#size;
    for (let rank = 0; isSame && rank < this.#size; rank++) isSame = counts[rank] === parts.counts[rank];
    return isSame;
  }

  #fits(call: string, argument: string, values: Values, { total }: { readonly total: number }): void {
    if (values.length !== total)
      throw wrong(call, argument, `${total} elements, the sum of the counts`, values.length);
  }
}

function wrong(call: string, argument: string, expected: string, value: unknown): MpiError {
  const got =
    typeof value !== "object" || Array.isArray(value) || isPlain(value) ? shown(value) : kindOf(value);
  return new MpiError("value", `${call}: ${argument} must be ${expected}; got ${got}`);
}

const kindOf = (value: object | null): string => (value === null ? "null" : `a ${value.constructor.name}`);
