/**
 * Cohorts, tensors that have taken part in the same steps: each with registers of its own, and where its tensors lie in lists of
 * segments and in arrays of slices. Cohorts that take no part in a call are not touched.
 */
import type { Plan } from "../../plan/plan.ts";
import type { Call } from "../device.ts";
import type { Move } from "./slice-work.ts";
import type { BoundPass, BoundStage } from "./stage.ts";
import type { HostValues, SlicePlace } from "./values.ts";

/** Where the tensors of a cohort lie in a stage. */
interface StageRanges {
  readonly operations: readonly Int32Array[];
  readonly passes: readonly Int32Array[];
}

/** Tensors that have taken part in the same steps. */
export class Cohort {
  readonly registers: Float64Array;
  /** By group, the numbers of its tensors in it, ascending. */
  readonly tensors: readonly (readonly number[])[];
  takesPart = true;
  readonly #stages = new Map<BoundStage, StageRanges>();
  readonly #moves = new Map<readonly Move[], readonly Int32Array[]>();
  readonly #elements: Cohorts["elements"];

  constructor(
    registers: Float64Array,
    tensors: readonly (readonly number[])[],
    elements: Cohorts["elements"],
  ) {
    this.registers = registers;
    this.tensors = tensors;
    this.#elements = elements;
  }

  /** Pairs of numbers: of slices for operations; of segments, or of elements where a pass has no segments, for passes. */
  rangesIn(stage: BoundStage): StageRanges {
    const known = this.#stages.get(stage);
    if (known) return known;
    const ranges = {
      operations: (stage.slices?.operations ?? []).map(({ place }) => this.#slices(place)),
      passes: stage.passes.map((pass) => this.#parts(pass)),
    };
    this.#stages.set(stage, ranges);
    return ranges;
  }

  /** Of slices, for the assignments of a phase. */
  rangesOf(moves: readonly Move[]): readonly Int32Array[] {
    const known = this.#moves.get(moves);
    if (known) return known;
    const ranges = moves.map(({ place }) => this.#slices(place));
    this.#moves.set(moves, ranges);
    return ranges;
  }

  #slices({ group, starts }: SlicePlace): Int32Array {
    return joined(this.tensors[group]!.map((tensor) => [starts[tensor]!, starts[tensor + 1]!]));
  }

  #parts({ group, tensorOf }: BoundPass): Int32Array {
    const tensors = this.tensors[group]!;
    if (!tensorOf) return joined(tensors.map((tensor) => this.#elements(group, tensor)));
    const own = new Set(tensors);
    const segments = [...tensorOf.keys()].filter((segment) => own.has(tensorOf[segment]!));
    return joined(segments.map((segment) => [segment, segment + 1]));
  }
}

/** Pairs of beginnings and ends, in order; neighbours become one, and those of nothing are left out. */
function joined(pairs: readonly (readonly [from: number, to: number])[]): Int32Array {
  const ends: number[] = [];
  for (const [from, to] of pairs) {
    if (from === to) continue;
    if (ends.length > 0 && ends.at(-1) === from) ends[ends.length - 1] = to;
    else ends.push(from, to);
  }
  return Int32Array.from(ends);
}

/** All cohorts of a descent. */
export class Cohorts {
  readonly all: readonly Cohort[];
  /** Whether tensors are not divided: then the registers of the descent and of its one cohort are the same. */
  readonly isOne: boolean;
  /** The registers of the descent itself: what all tensors share, sums over all of them, whether a step is taken. */
  readonly descent: Float64Array;
  /** By group, for each tensor whether it takes part in the call. */
  readonly takesPart: readonly Uint8Array[];
  /** Where the elements of a tensor lie in the regions of its group, with what fills them up to whole vectors. */
  readonly elements: (group: number, tensor: number) => readonly [from: number, to: number];
  readonly #plan: Plan;
  /** Registers of sizes over all tensors, and the groups that they count. */
  readonly #sizes: readonly { readonly register: number; readonly groups: readonly number[] }[];
  /** Registers of states that all tensors share. */
  readonly #shared: readonly number[];

  /** `members` are the numbers of the tensors of each cohort, by group; `before` is the division that was there, if any. */
  constructor(
    plan: Plan,
    values: HostValues,
    members: readonly (readonly (readonly number[])[])[],
    elements: Cohorts["elements"],
    before?: Cohorts,
    isOne = false,
  ) {
    this.#plan = plan;
    this.elements = elements;
    this.isOne = isOne;
    this.descent = before?.descent ?? (isOne ? values.uniform : values.uniform.slice());
    this.all = members.map((tensors) => {
      if (isOne) return new Cohort(this.descent, tensors, elements);
      const group = tensors.findIndex(({ length }) => length > 0);
      const from = before?.of(group, tensors[group]![0]!).registers ?? this.descent;
      return new Cohort(from.slice(), tensors, elements);
    });
    this.takesPart = plan.groups.map(({ tensors }) => new Uint8Array(tensors.length));
    this.#sizes = plan.facts.flatMap(({ symbol, extent, groups }) =>
      extent === "global" ? [{ register: values.registers.of(symbol), groups }] : [],
    );
    this.#shared = plan.states.flatMap(({ scope, isShared, state }) =>
      scope === "uniform" && isShared ? [values.registers.of(state.symbol)] : [],
    );
  }

  /** All tensors, with the registers that tapes are bound to. */
  static one(plan: Plan, values: HostValues, elements: Cohorts["elements"]): Cohorts {
    const all = plan.groups.map(({ tensors }) => [...tensors.keys()]);
    return new Cohorts(plan, values, [all], elements, undefined, true);
  }

  /** The cohort of a tensor. */
  of(group: number, tensor: number): Cohort {
    return this.all.find(({ tensors }) => tensors[group]!.includes(tensor))!;
  }

  /** All registers that a call changes. */
  get arrays(): Float64Array[] {
    return [this.descent, ...this.all.map(({ registers }) => registers)];
  }

  /** Begins a call: who takes part, with which scalars and sizes. */
  begin(call: Call): void {
    const { descent, all } = this;
    const { cohorts, count } = call;
    write(call.scalarsAt(count), descent);
    for (let c = 0; c < all.length; c++) {
      const cohort = all[c]!;
      const given = cohorts?.[c];
      cohort.takesPart = given?.takesPart ?? true;
      const flag = cohort.takesPart ? 1 : 0;
      for (let g = 0; g < this.takesPart.length; g++) {
        const tensors = cohort.tensors[g]!;
        for (let i = 0; i < tensors.length; i++) this.takesPart[g]![tensors[i]!] = flag;
      }
    }
    this.#measureSizes();
    for (let c = 0; c < all.length; c++) {
      const { takesPart, registers } = all[c]!;
      if (!takesPart) continue;
      write((cohorts?.[c] ?? call).scalarsAt(count), registers);
      for (let i = 0; i < this.#shared.length; i++) registers[this.#shared[i]!] = descent[this.#shared[i]!]!;
    }
    for (let i = 0; i < this.#sizes.length; i++) this.share(this.#sizes[i]!.register);
  }

  /** Sizes over all tensors are over those that take part. */
  #measureSizes(): void {
    for (let i = 0; i < this.#sizes.length; i++) {
      const { register, groups } = this.#sizes[i]!;
      let size = 0;
      for (let g = 0; g < groups.length; g++) {
        const { tensors } = this.#plan.groups[groups[g]!]!;
        const takesPart = this.takesPart[groups[g]!]!;
        for (let t = 0; t < tensors.length; t++) size += takesPart[t] ? tensors[t]!.size : 0;
      }
      this.descent[register] = size;
    }
  }

  /** Gives a value of the descent's to all cohorts that take part. */
  share(register: number): void {
    for (let c = 0; c < this.all.length; c++)
      if (this.all[c]!.takesPart) this.all[c]!.registers[register] = this.descent[register]!;
  }
}

/** The numbers of tensors in their groups, by group and ascending. */
export function membersOf(
  { groups }: Plan,
  places: ReadonlyMap<string, readonly [group: number, tensor: number]>,
  paths: readonly string[],
): number[][] {
  const found = paths.map((path) => places.get(path)!);
  return groups.map((_, group) =>
    found.flatMap(([of, tensor]) => (of === group ? [tensor] : [])).sort((a, b) => a - b),
  );
}

function write(scalars: Float64Array, registers: Float64Array): void {
  for (let i = 0; i < scalars.length; i++) registers[i] = scalars[i]!;
}
