/**
 * Where whole matrices lie on a GPU. Those that passes read or write lie in arrays like others, square states in arrays of their own, and all
 * that a routine needs besides in buffers that routines and tensors use one after the other.
 */
import type { Plan } from "../../plan/plan.ts";
import { ownShapeOf, stateSize } from "../../plan/sides.ts";
import { bindingStep, type Places } from "./places.ts";

/** Vectors of four in a buffer. */
export interface Span {
  readonly first: number;
  readonly vectors: number;
}

/** Where a square state lies. */
interface Square extends Span {
  readonly elements: number;
}

/** So many elements in vectors of four. */
const vectorsFor = (elements: number): number => Math.ceil(elements / 4);

/** They. */
export class MatrixPlaces {
  readonly #plan: Plan;
  readonly #places: readonly Places[];
  /** By group and role of a square state, where it lies for each tensor. */
  readonly #squares: readonly ReadonlyMap<string, readonly Square[]>[];
  readonly #shared = new Map<string, number>();

  constructor(plan: Plan, places: readonly Places[]) {
    this.#plan = plan;
    this.#places = places;
    this.#squares = plan.groups.map(({ tensors }, group) => {
      const square = plan.states.filter(({ state, groups }) => ownShapeOf(state) && groups.includes(group));
      return new Map(
        square.map(({ role, state }) => {
          let first = 0;
          const spans = tensors.map((tensor): Square => {
            const elements = stateSize(state, tensor);
            const span = { first, vectors: vectorsFor(elements), elements };
            // A binding may begin there.
            first += Math.ceil((span.vectors * 16) / bindingStep) * (bindingStep / 16);
            return span;
          });
          return [role, spans];
        }),
      );
    });
  }

  /** Where a square state lies for each tensor of a group; undefined for other roles. */
  squares(group: number, role: string): readonly Square[] | undefined {
    return this.#squares[group]!.get(role);
  }

  /** The name of a buffer that matrices share, the `index`th of a routine, with room for so many elements. */
  share(index: number, elements: number): string {
    const name = `shared/${index}`;
    this.#shared.set(name, Math.max(this.#shared.get(name) ?? 0, vectorsFor(elements)));
    return name;
  }

  /** The buffers that matrices share, and their vectors. */
  get shared(): ReadonlyMap<string, number> {
    return this.#shared;
  }

  /** What a dispatch on the matrices of a tensor is bound to of a buffer; undefined for the whole of it. */
  spanOf(group: number, tensor: number, buffer: string): Span | undefined {
    const [of, role] = buffer.split(/\/(.*)/s);
    if (of !== String(group)) return undefined;
    const square = this.squares(group, role!);
    if (square) return square[tensor];
    const { size } = this.#plan.groups[group]!.tensors[tensor]!;
    return { first: this.#places[group]!.firsts[tensor]!, vectors: vectorsFor(size) };
  }
}
