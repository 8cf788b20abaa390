/** The arrays of a memory that have a value for each element: parameters, gradients, states; as numbers or as codes. */
import { type Elements, viewOf } from "../../language/dtype.ts";
import {
  type Codes,
  type CodingName,
  codesOf,
  codingOf,
  decoded,
  encodeInto,
  widthOf,
} from "../../language/storage.ts";
import type { Plan } from "../../plan/plan.ts";
import { stateSize } from "../../plan/sides.ts";
import { storageOf } from "../../plan/storages.ts";
import { align, strideOf } from "./alignment.ts";
import { isDivided, type Range } from "./arena.ts";
import type { Allocation } from "./backend.ts";
import type { Layout } from "./layout.ts";
import { offsetsOf } from "./placed-routines.ts";

/** A tensor: its group, and its number in it. */
export type TensorPlace = readonly [group: number, tensor: number];

/** The arrays of a plan's roles in a memory. */
export class ElementArrays {
  readonly #plan: Plan;
  readonly #layout: Layout;
  readonly #allocation: Allocation;
  /** This process, where several share states. */
  readonly #process: number;

  constructor(plan: Plan, layout: Layout, allocation: Allocation, process = 0) {
    this.#plan = plan;
    this.#layout = layout;
    this.#allocation = allocation;
    this.#process = process;
  }

  /** Numbers, where they lie. @throws TypeError for a role that is stored in codes. */
  numbers(role: string, place: TensorPlace): Elements {
    const { dtype } = this.#plan.groups[place[0]]!;
    if (codingOf(this.#storageOf(role, place)))
      throw new TypeError(`"${role}" is stored in codes: codes() has them, read() copies their numbers`);
    return viewOf(dtype, this.#allocation.buffer, ...this.#within(role, place));
  }

  /** Codes, where they lie; undefined for a role that is stored as numbers. */
  codes(role: string, place: TensorPlace): Codes | undefined {
    const coding = codingOf(this.#storageOf(role, place));
    return coding && codesOf(coding.bytes, this.#allocation.buffer, ...this.#within(role, place));
  }

  /** A copy of codes as numbers; undefined for a role that is stored as numbers. */
  decoded(role: string, place: TensorPlace): Elements | undefined {
    const codes = this.codes(role, place);
    return codes && decoded(this.#storageOf(role, place) as CodingName, codes);
  }

  /** Overwrites codes by those of numbers. Nothing for a role that is stored as numbers; whether it was one of codes. */
  encode(role: string, place: TensorPlace, values: ArrayLike<number>): boolean {
    const codes = this.codes(role, place);
    if (codes) encodeInto(this.#storageOf(role, place) as CodingName, codes, values);
    return codes !== undefined;
  }

  /**
   * Where the elements of a tensor begin in the regions of its group, and where they end, with what fills them up to whole vectors; of those
   * that this process works on.
   */
  elements([group, tensor]: TensorPlace): Range {
    const { tensors, dtype } = this.#plan.groups[group]!;
    const from = this.#layout.arena.offsets[group]![tensor]!;
    return common(
      [from, from + align(tensors[tensor]!.size, strideOf[dtype])],
      this.#layout.arena.own[group]!,
    );
  }

  /** Which elements of a tensor a process keeps the states of; of those of another size it keeps all or none. */
  part([group, tensor]: TensorPlace, process: number, ofState?: number): Range {
    const { starts, offsets } = this.#layout.arena;
    const { size } = this.#plan.groups[group]!.tensors[tensor]!;
    if (!starts) return [0, ofState ?? size];
    const offset = offsets[group]![tensor]!;
    const [first, last] = [starts[group]![process]!, starts[group]![process + 1]!];
    if (ofState === undefined || ofState === size) return common([first - offset, last - offset], [0, size]);
    if (first <= offset && offset < last) return [0, ofState];
    return offset < first ? [ofState, ofState] : [0, 0];
  }

  #storageOf(role: string, [group]: TensorPlace) {
    return storageOf(this.#plan, group, role);
  }

  /** The address in the buffer, and the number of elements. */
  #within(role: string, place: TensorPlace): [address: number, size: number] {
    const [group, tensor] = place;
    const { regions, own, starts, squares } = this.#layout.arena;
    const region = this.#allocation.base + regions[group]!.get(role)!;
    const width = widthOf(this.#storageOf(role, place));
    const one = this.#plan.groups[group]!.tensors[tensor]!;
    const state = this.#plan.states.find((planned) => planned.role === role)?.state;
    const size = state ? stateSize(state, one) : one.size;
    const isPart = starts && isDivided(this.#plan, role);
    const [from, to] = isPart ? this.part(place, this.#process, size) : [0, size];
    // What has no elements here lies where those of others begin.
    const none = squares[group]!.has(role) ? 0 : own[group]![0];
    const first = from < to ? offsetsOf(this.#layout.arena, group, role)[tensor]! + from : none;
    return [region + first * width, to - from];
  }
}

/** What two ranges have in common; one of no elements where that is nothing. */
function common([from, to]: Range, [first, last]: Range): Range {
  const start = Math.min(Math.max(from, first), last);
  return [start, Math.max(start, Math.min(to, last))];
}
