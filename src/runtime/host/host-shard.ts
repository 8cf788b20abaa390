/** A descent's memory in one of several processes that share the states of elements: what lies here, and what goes to the others. */
import { type Elements, viewOf } from "../../language/dtype.ts";
import { widthOf } from "../../language/storage.ts";
import type { Plan } from "../../plan/plan.ts";
import type { PlannedPhase } from "../../plan/stages.ts";
import { storageOf } from "../../plan/storages.ts";
import type { Ranks, Shard } from "../device.ts";
import { isDivided, squaresOf } from "./arena.ts";
import type { Allocation } from "./backend.ts";
import type { ElementArrays, TensorPlace } from "./element-arrays.ts";
import type { Layout } from "./layout.ts";

/** Sends something of this process to the others, and gets theirs. */
export type Exchange = () => void;

/** What lies in this process. */
export class HostShard implements Shard {
  readonly ranks: Ranks;
  readonly bytes: Shard["bytes"];
  readonly #plan: Plan;
  readonly #starts: readonly (readonly number[])[];
  readonly #regions: Layout["arena"]["regions"];
  readonly #allocation: Allocation;
  readonly #arrays: ElementArrays;
  readonly #places: ReadonlyMap<string, TensorPlace>;

  constructor(
    plan: Plan,
    { arena }: Layout,
    allocation: Allocation,
    arrays: ElementArrays,
    places: ReadonlyMap<string, TensorPlace>,
    ranks: Ranks,
  ) {
    this.ranks = ranks;
    this.#plan = plan;
    this.#starts = arena.starts!;
    this.#regions = arena.regions;
    this.#allocation = allocation;
    this.#arrays = arrays;
    this.#places = places;
    const states = plan.states.filter(({ scope }) => scope === "element");
    const whole = plan.groups.map((_, group) => squaresOf(plan, group));
    const bytesOf = (squares: Layout["arena"]["squares"], elements: (group: number) => number) =>
      states
        .flatMap(({ role, groups }) =>
          groups.map((group) => {
            const count = squares[group]!.get(role)?.at(-1) ?? elements(group);
            return count * widthOf(storageOf(plan, group, role));
          }),
        )
        .reduce((sum, bytes) => sum + bytes, 0);
    this.bytes = {
      here: bytesOf(arena.squares, (group) => arena.own[group]![1] - arena.own[group]![0]),
      all: bytesOf(whole, (group) => this.#starts[group]!.at(-1)!),
    };
  }

  part(path: string): readonly [from: number, to: number] {
    return this.#arrays.part(this.#places.get(path)!, this.ranks.rank);
  }

  gather(path: string, own: Elements, size: number): Elements {
    const place = this.#places.get(path)!;
    const parts = Array.from({ length: this.ranks.size }, (_, process) =>
      this.#arrays.part(place, process, size),
    );
    const all = own instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
    all.set(own, parts[this.ranks.rank]![0]);
    this.ranks.allGather(
      all,
      parts.map(([from, to]) => to - from),
    );
    return all;
  }

  /** Makes the parameters those of the first process. */
  begin(): void {
    for (const group of this.#plan.groups.keys()) {
      const values = this.#region(group, "p");
      this.ranks.allGather(
        values,
        Array.from({ length: this.ranks.size }, (_, process) => (process === 0 ? values.length : 0)),
      );
    }
  }

  /** What a phase writes of arrays that every process has whole. */
  exchangesOf({ stages }: PlannedPhase): Exchange[] {
    const passes = stages.flatMap((stage) => stage.passes);
    return passes.flatMap(({ group, kernel }) => {
      const starts = this.#starts[group]!;
      const counts = starts.slice(1).map((start, process) => start - starts[process]!);
      const roles = kernel.stores.map(({ role }) => kernel.roles[role]!);
      return roles
        .filter((role) => !isDivided(this.#plan, role))
        .map((role): Exchange => {
          const values = this.#region(group, role);
          return () => this.ranks.allGather(values, counts);
        });
    });
  }

  /** All elements of a group in one array. */
  #region(group: number, role: string): Elements {
    const { buffer, base } = this.#allocation;
    const elements = this.#starts[group]!.at(-1)!;
    return viewOf(this.#plan.groups[group]!.dtype, buffer, base + this.#regions[group]!.get(role)!, elements);
  }
}
