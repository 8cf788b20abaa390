/**
 * The part of a plan for slices of tensors: registers with one value per slice, and the host's work with
 * them.
 */
import { type Node, topological } from "../language/graph.ts";
import { isKnown, type Known } from "../language/operations.ts";
import type { Expansion } from "./expand.ts";
import type { Group } from "./groups.ts";
import type { Registers, Tape } from "./host.ts";
import type { Uniformity } from "./kernel.ts";
import { type SliceScope, sliceScopes } from "./slices.ts";

/** Registers with one value for each slice of a group's tensors. */
export interface Table {
  readonly scope: SliceScope;
  readonly registers: readonly number[];
}

/** A tape that is run for each slice of a table. */
export interface SliceWork {
  readonly group: number;
  readonly table: number;
  readonly tape: Tape;
}

/** What is planned for slices. */
export interface PlannedSlices {
  /** Tables of a group, those of coarser slices first. */
  readonly tables: readonly (readonly Table[])[];
  /** Registers of facts about tensors and slices (sizes, hashes), by group, if a rule needs them. */
  readonly known: readonly {
    readonly group: number;
    readonly register: number;
    readonly scope: SliceScope;
    readonly what: Known;
  }[];
}

/** Tables while a plan is made; `rootsOf` are what a group's passes and states need of the host. */
export class Tables {
  readonly #expansion: Expansion;
  readonly #registers: Registers;
  readonly #tables: readonly (readonly { scope: SliceScope; nodes: readonly Node[] }[])[];

  constructor(
    expansion: Expansion,
    { scopeOf }: Uniformity,
    rootsOf: (group: Group) => readonly Node[],
    registers: Registers,
  ) {
    this.#expansion = expansion;
    this.#registers = registers;
    for (const { symbol, op, extent, args } of this.#slots) {
      if (op !== "size" || extent !== "global") continue;
      const counted = [...args.keys()].flatMap((group) => group.tensors);
      registers.of(
        symbol,
        counted.reduce((sum, tensor) => sum + tensor.size, 0),
      );
    }
    this.#tables = expansion.groups.map((group) => {
      const reduced = this.#slots.flatMap(({ symbol, args }) => (args.has(group) ? [symbol] : []));
      const nodes = topological([...rootsOf(group), ...reduced]);
      return sliceScopes
        .map((scope) => ({ scope, nodes: nodes.filter((node) => scopeOf(node) === scope) }))
        .filter((table) => table.nodes.length > 0);
    });
  }

  get #slots() {
    return this.#expansion.phases.flatMap(({ reductions }) => [...reductions.slots.values()]);
  }

  /** The host's work with each table, coarser slices first: a tape of its nodes. */
  work(tapeOf: (nodes: readonly Node[], group: Group) => Tape): SliceWork[] {
    return this.#expansion.groups.flatMap((group, index) =>
      this.#tables[index]!.flatMap(({ nodes }, table) => {
        const tape = tapeOf(nodes, group);
        return tape.evaluate.length ? [{ group: index, table, tape }] : [];
      }),
    );
  }

  /** The result for the plan; undefined if every value belongs to an element or to the step. */
  get planned(): PlannedSlices | undefined {
    const { groups, phases } = this.#expansion;
    const registers = this.#registers;
    const isReducing = phases.some(({ reductions }) => reductions.slots.size + reductions.measured.size > 0);
    if (!isReducing && this.#tables.every(({ length }) => length === 0)) return undefined;
    return {
      tables: this.#tables.map((tables) =>
        tables.map(({ scope, nodes }) => ({ scope, registers: nodes.map((node) => registers.of(node)) })),
      ),
      known: this.#slots.flatMap(({ symbol, op, extent, args }) =>
        !isKnown(op) || extent === "global"
          ? []
          : [...args.keys()].map((group) => ({
              group: groups.indexOf(group),
              register: registers.of(symbol),
              scope: extent,
              what: op,
            })),
      ),
    };
  }
}
