/** Where the arrays of a program lie in its buffers. */
import { codingOf } from "../../language/storage.ts";
import { halfRole } from "../../plan/halves.ts";
import { typeOf } from "../../plan/masters.ts";
import type { Plan } from "../../plan/plan.ts";
import { storageOf } from "../../plan/storages.ts";
import type { GpuBuffer, GpuTensor } from "./gpu.ts";
import type { Memory } from "./memory.ts";
import type { Program } from "./program.ts";

/** Where a tensor's array lies: pieces of a buffer, one after the other; more than one where states share a buffer in chunks. */
export interface Piece {
  readonly buffer: GpuBuffer;
  readonly offset: number;
  /** Words of four bytes: elements, but for those in codes. */
  readonly length: number;
}

/** Finds them. */
export class Pieces {
  readonly #program: Program;
  readonly #memory: Memory;
  /** Group and index in it of each tensor. */
  readonly #places: ReadonlyMap<string, readonly [group: number, tensor: number]>;

  /** The uniforms of a tensor, which others may share; without a path, of the descent. */
  readonly #uniformsOf: (path: string) => GpuBuffer;

  constructor(program: Program, memory: Memory, uniformsOf: (path: string) => GpuBuffer) {
    this.#program = program;
    this.#memory = memory;
    this.#uniformsOf = uniformsOf;
    this.#places = new Map(
      program.layout.plan.groups.flatMap(({ tensors }, group) =>
        tensors.map(({ path }, tensor) => [path, [group, tensor]] as const),
      ),
    );
  }

  /** Where a tensor's array of elements lies. */
  pieces(role: string, path: string): Piece[] {
    const { layout } = this.#program;
    const [group, tensor] = this.#places.get(path)!;
    if (layout.isGiven(group, role)) {
      const given = role === "g" ? this.#memory.ownGradient(path) : this.#memory.ranges.get(path)!;
      return [{ buffer: given.buffer, offset: given.offset, length: given.size / 4 }];
    }
    const { firsts, chunks } = layout.places[group]!;
    const { buffer: name, index, shared } = layout.rolePlace(group, role);
    const buffer = this.#memory.of(name);
    const square = layout.matrices.squares(group, role)?.[tensor];
    if (square) return [{ buffer, offset: square.first * 16, length: square.elements }];
    const { size } = layout.tensorsOf(group)[tensor]!;
    const first = firsts[tensor]! * 4;
    const width = layout.widthOf(group, role);
    if (shared === 1) return [{ buffer, offset: first * width, length: Math.ceil((size * width) / 4) }];
    const length = chunks[0]!.vectors * 4;
    const pieces: Piece[] = [];
    for (let at = first; at < first + size; ) {
      const chunk = Math.floor(at / length);
      const end = Math.min((chunk + 1) * length, first + size);
      const place = (chunk * shared + index) * length + (at - chunk * length);
      pieces.push({ buffer, offset: place * 4, length: end - at });
      at = end;
    }
    return pieces;
  }

  /** A gradient, or what users have of a parameter, where it lies. */
  shown(role: "p" | "g", path: string): GpuTensor {
    const { layout } = this.#program;
    const [group] = this.#places.get(path)!;
    const own = role === "p" ? layout.shownRole(group) : role;
    const [{ buffer, offset, length }] = this.pieces(own, path) as [Piece];
    const { half } = layout.plan.groups[group]!;
    return { buffer, offset, size: length * 4, ...(half && { dtype: typeOf[half] }) };
  }

  /** Where the values of slices, measured sums or values for all tensors lie. */
  #valuePiece(role: string, path: string): Piece {
    const { layout } = this.#program;
    const { plan } = layout;
    const state = plan.states.find((one) => one.role === role);
    const symbol =
      state?.state.symbol ??
      [...plan.measured.all, ...plan.measured.tensors].find(({ name }) => name === role)!;
    const scope = layout.scopeOf(symbol);
    if (scope === "uniform")
      return {
        buffer: this.#uniformsOf(state && !state.isShared ? path : ""),
        offset: layout.uniformOf(symbol) * 4,
        length: 1,
      };
    const [group, tensor] = this.#places.get(path)!;
    const [from, to] = layout.sliceRange(group, tensor, symbol);
    return {
      buffer: this.#memory.of("v"),
      offset: (layout.baseOf(symbol, group) + from) * 4,
      length: to - from,
    };
  }

  /** Where what a role has for a path lies. */
  placeOf(role: string, path: string): Piece[] {
    const { plan } = this.#program.layout;
    const state = plan.states.find((one) => one.role === role);
    const isElements = ["p", "g", "eval", halfRole].includes(role) || state?.scope === "element";
    return isElements ? this.pieces(role, path) : [this.#valuePiece(role, path)];
  }
}

/** Bytes of a code, and how many there are, of a tensor's array in codes; undefined for one of numbers. */
export function codedIn(plan: Plan, role: string, path: string) {
  for (const [group, { tensors }] of plan.groups.entries()) {
    const tensor = tensors.find((one) => one.path === path);
    const coding = tensor && codingOf(storageOf(plan, group, role));
    if (coding) return { bytes: coding.bytes, size: tensor.size };
  }
  return undefined;
}

/** Values in words of four bytes: codes side by side, numbers as float32. */
export function dataOf(values: ArrayLike<number>): Float32Array | Uint32Array {
  if (!(values instanceof Uint8Array || values instanceof Uint16Array)) return Float32Array.from(values);
  const words = new Uint32Array(Math.ceil(values.byteLength / 4));
  new Uint8Array(words.buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return words;
}
