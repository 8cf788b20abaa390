/**
 * Where the values of a plan lie on a GPU: those that are the same for all tensors in the uniforms `h`, those of slices and partial sums
 * in the values `v`, tables of whole numbers in `t`. Plain data, made before there is a device.
 */
import type { Node } from "../../language/graph.ts";
import { widthOf } from "../../language/storage.ts";
import type { Tensor } from "../../plan/groups.ts";
import { shownRole } from "../../plan/halves.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Scope, SliceScope } from "../../plan/scope.ts";
import { ownShapeOf } from "../../plan/sides.ts";
import { membership, startsOf } from "../../plan/slices.ts";
import { entriesOf } from "../../plan/stages.ts";
import { storageOf } from "../../plan/storages.ts";
import { DeviceError } from "../device.ts";
import { keptRoles } from "../host/placed-routines.ts";
import { scopesOf } from "../host/values.ts";
import { MatrixPlaces } from "./matrix-places.ts";
import type { Manner } from "./operate.ts";
import {
  bindingStep,
  blockWords,
  type Places,
  placesOf,
  tensorsOfSlices,
  tensorWords,
  word,
  wordsOf,
} from "./places.ts";
import type { Shape } from "./shape.ts";

/** Uniforms that come before all others. */
export const fixed = {
  /** Infinity, NaN, zero, and whether the call is taken. */
  infinity: 0,
  nan: 1,
  zero: 2,
  taken: 3,
  /** Steps taken, calls declined, those in a row, and the most in a row, since the host has last looked. */
  count: 4,
  skipped: 5,
  inARow: 6,
  mostInARow: 7,
  /** The loss of the call. */
  loss: 8,
} as const;

const names = ["x", "y", "z", "w"] as const;

/** WGSL of a uniform. */
export const uniformName = (slot: number): string => `h[${Math.floor(slot / 4)}].${names[slot % 4]}`;

/** An array of elements: the buffer, the vector at which it begins in each chunk, and how many arrays share the buffer. */
export interface RolePlace {
  readonly buffer: string;
  readonly index: number;
  readonly shared: number;
}

/** A layout. */
export class Layout {
  readonly plan: Plan;
  readonly shape: Shape;
  readonly places: readonly Places[];
  readonly matrices: MatrixPlaces;
  /** Roles of each group that passes hand to routines and take from them. */
  readonly kept: readonly (readonly string[])[];
  readonly #scopes: ReadonlyMap<Node, Scope>;
  readonly #uniforms = new Map<Node, number>();
  #uniformCount = 12;
  readonly #bases = new Map<Node, Map<number, number>>();
  #valueCount = 4;
  readonly #tables: { readonly at: number; readonly words: Uint32Array }[] = [];
  readonly #tableAt = new Map<string, number>();
  #tableCount = 0;
  /** Values that never change. */
  readonly constants: { readonly at: number; readonly values: Float32Array }[] = [];
  /** Names of the arrays of each group's states, if they share a buffer. */
  readonly #banks: readonly (readonly string[])[];

  constructor(plan: Plan, shape: Shape) {
    this.plan = plan;
    this.shape = shape;
    this.#scopes = scopesOf(plan);
    const routines = entriesOf(plan.phases).flatMap(([, { stages }]) =>
      stages.flatMap((one) => one.routines),
    );
    this.kept = plan.groups.map((_, group) => [...new Set(keptRoles(routines, group))]);
    this.#banks = plan.groups.map((_, group) => {
      const own = this.#elementStates(group);
      // Beside states a kernel binds values, tables, parameters, their codes and gradients, and what parameters are evaluated with.
      const others =
        4 + (plan.phases.eval ? 1 : 0) + (plan.groups[group]!.half ? 1 : 0) + this.kept[group]!.length;
      if (own.length + others <= shape.storageBuffers) return [];
      // Codes lie in words of other types.
      const plain = own.filter(({ storage }) => storage === undefined);
      if (own.length - plain.length + Math.min(1, plain.length) + others > shape.storageBuffers)
        throw new DeviceError(
          `this optimizer has ${own.length - plain.length} moments in fewer bits, and the GPU binds at most ${shape.storageBuffers} buffers; leave moments out, or use "wasm"`,
        );
      return plain.map(({ role }) => role);
    });
    this.places = plan.groups.map(({ tensors }, group) => {
      const sharing = Math.max(1, this.#banks[group]!.length);
      // Where an array of the user's begins after a place where bindings may, those bytes are bound too.
      const binding = shape.binding - (this.isApart(group) ? bindingStep : 0);
      const roles = ["g", ...this.#elementStates(group).map(({ role }) => role)];
      const bytes = Math.min(...roles.map((role) => this.widthOf(group, role)));
      return placesOf(tensors, Math.floor(binding / 16 / sharing), shape.workgroup, bytes);
    });
    this.matrices = new MatrixPlaces(plan, this.places);
    for (const { state, scope } of plan.states) if (scope === "uniform") this.uniformOf(state.symbol);
    for (const { symbol, extent, groups, byPath } of plan.facts) {
      if (extent === "global") continue;
      for (const group of groups) {
        const values = this.tensorsOf(group).map(({ path }) => byPath.get(path)!);
        this.constants.push({ at: this.baseOf(symbol, group), values: Float32Array.from(values) });
      }
    }
  }

  #elementStates(group: number) {
    return this.plan.states.filter(
      ({ scope, groups, state }) => scope === "element" && groups.includes(group) && !ownShapeOf(state),
    );
  }

  /** Bytes of an element of an array. */
  widthOf(group: number, role: string): number {
    return widthOf(storageOf(this.plan, group, role));
  }

  /** How operations are written. */
  get manner(): Manner {
    return { isGuarded: this.shape.isGuarded, isCareful: false };
  }

  tensorsOf(group: number): readonly Tensor[] {
    return this.plan.groups[group]!.tensors;
  }

  /** Whether a group is one tensor in a buffer of the user's own. */
  isApart(group: number): boolean {
    return this.tensorsOf(group)[0]!.isApart === true;
  }

  /** The role of what users have of the parameters of a group. */
  shownRole(group: number): string {
    return shownRole(this.plan.groups[group]!);
  }

  /** Whether an array lies in a buffer of the user's own, or may. */
  isGiven(group: number, role: string): boolean {
    return this.isApart(group) && (role === this.shownRole(group) || role === "g");
  }

  scopeOf(node: Node): Scope {
    return this.#scopes.get(node) ?? "uniform";
  }

  /** The uniform of a value that is the same for all tensors. */
  uniformOf(node: Node): number {
    let slot = this.#uniforms.get(node);
    if (slot === undefined) {
      slot = this.#uniformCount++;
      this.#uniforms.set(node, slot);
    }
    return slot;
  }

  /** Uniforms that lie side by side, beginning with a whole vector. */
  uniformRun(length: number): number {
    const first = Math.ceil(this.#uniformCount / 4) * 4;
    this.#uniformCount = first + length;
    return first;
  }

  /** Vectors of uniforms. */
  get uniforms(): number {
    return Math.ceil(this.#uniformCount / 4);
  }

  /** Room among the values. */
  room(length: number): number {
    const at = this.#valueCount;
    this.#valueCount += Math.ceil(length / 4) * 4;
    return at;
  }

  get values(): number {
    return this.#valueCount;
  }

  /** Where the values of a node for a group's slices begin. */
  baseOf(node: Node, group: number): number {
    const of = this.#bases.get(node) ?? new Map<number, number>();
    this.#bases.set(node, of);
    let base = of.get(group);
    if (base === undefined) {
      base = this.room(startsOf(this.tensorsOf(group), this.scopeOf(node) as SliceScope).at(-1)!);
      of.set(group, base);
    }
    return base;
  }

  /** Gives the values of a node a place that was found before. */
  setBase(node: Node, group: number, base: number): void {
    const of = this.#bases.get(node) ?? new Map<number, number>();
    this.#bases.set(node, of.set(group, base));
  }

  /** Where a table begins; it is made once for a key. */
  table(key: string, make: () => Uint32Array): number {
    let at = this.#tableAt.get(key);
    if (at === undefined) {
      const words = make();
      at = this.#tableCount;
      this.#tableAt.set(key, at);
      this.#tables.push({ at, words });
      this.#tableCount += words.length;
    }
    return at;
  }

  /** All tables, one after the other. */
  get tables(): Uint32Array {
    const all = new Uint32Array(Math.max(4, this.#tableCount));
    for (const { at, words } of this.#tables) all.set(words, at);
    return all;
  }

  tensorTable(group: number): number {
    return this.table(`tensors ${group}`, () => wordsOf(this.tensorsOf(group), this.places[group]!));
  }

  blockTable(group: number): number {
    return this.table(`blocks ${group}`, () => blockWords(this.places[group]!.blocks));
  }

  sliceTable(group: number, scope: SliceScope): number {
    return this.table(`${scope} ${group}`, () => tensorsOfSlices(this.tensorsOf(group), scope));
  }

  /** For each slice of a scope the coarser one that it is in. */
  membershipTable(group: number, fine: SliceScope, coarse: SliceScope): number {
    return this.table(`${fine} in ${coarse} ${group}`, () =>
      Uint32Array.from(membership(this.tensorsOf(group), fine, coarse)),
    );
  }

  /** WGSL of the first and the last block of tensor `which`. */
  blockRange(group: number): (end: 0 | 1) => string {
    const table = this.tensorTable(group);
    return (end) => `t[${table + (end ? word.endBlock : word.firstBlock)}u + which * ${tensorWords}u]`;
  }

  /** WGSL of the value of a node that slices have, for slice `s` of a scope. */
  sliceAt(node: Node, group: number, scope: SliceScope): string {
    const own = this.scopeOf(node) as SliceScope;
    const base = this.baseOf(node, group);
    return own === scope
      ? `v[${base}u + s]`
      : `v[${base}u + t[${this.membershipTable(group, scope, own)}u + s]]`;
  }

  /** The slices of a tensor among those of its group: from one to before another. */
  sliceRange(group: number, tensor: number, node: Node): [number, number] {
    const starts = startsOf(this.tensorsOf(group), this.scopeOf(node) as SliceScope);
    return [starts[tensor]!, starts[tensor + 1]!];
  }

  /** Where an array of a group's elements lies. */
  rolePlace(group: number, role: string): RolePlace {
    const bank = this.#banks[group]!;
    const index = bank.indexOf(role);
    return index < 0
      ? { buffer: `${group}/${role}`, index: 0, shared: 1 }
      : { buffer: `${group}/states`, index, shared: bank.length };
  }

  /** The vector at which an array begins in each chunk of its buffer. */
  firstOf(group: number, role: string): number {
    return this.rolePlace(group, role).index * this.places[group]!.chunks[0]!.vectors;
  }
}
