/** Values of slices: one for each slice of a group's tensors, on the host, in float64. */
import type { Tensor } from "../plan/groups.ts";
import { run, type Tape } from "../plan/host.ts";
import { membership, type SliceScope, startsOf } from "../plan/slices.ts";

/** Slices of one scope; each register's values lie side by side. */
export class Table {
  readonly scope: SliceScope;
  /** Where the slices of each tensor begin; at the end the number of all. */
  readonly starts: readonly number[];
  readonly items: number;
  readonly values: Float64Array;
  readonly #registers: readonly number[];
  /** Tables of coarser slices, and which of them a slice belongs to. */
  readonly #above: readonly { readonly table: Table; readonly of: Int32Array }[];

  constructor(
    scope: SliceScope,
    registers: readonly number[],
    tensors: readonly Tensor[],
    coarser: readonly Table[],
  ) {
    this.scope = scope;
    this.#registers = registers;
    this.starts = startsOf(tensors, scope);
    this.items = this.starts.at(-1)!;
    this.values = new Float64Array(registers.length * this.items);
    this.#above = coarser
      .filter((table) => scope !== "column" || table.scope === "tensor")
      .map((table) => ({ table, of: membership(tensors, scope, table.scope) }));
  }

  /** Where the values of a register begin; -1 if the table does not have it. */
  startOf(register: number): number {
    const index = this.#registers.indexOf(register);
    return index < 0 ? -1 : index * this.items;
  }

  /** A register's values of one tensor, live. */
  of(register: number, tensor: number): Float64Array {
    const start = this.startOf(register);
    return this.values.subarray(start + this.starts[tensor]!, start + this.starts[tensor + 1]!);
  }

  /** The host's work for each slice, with its values and those of the slices around it in their registers. */
  run(tape: Tape, file: Float64Array): void {
    const { items, values } = this;
    const registers = this.#registers;
    for (let item = 0; item < items; item++) {
      for (let a = 0; a < this.#above.length; a++)
        this.#above[a]!.table.#load(file, this.#above[a]!.of[item]!);
      this.#load(file, item);
      run(tape, file);
      for (let r = 0; r < registers.length; r++) values[r * items + item] = file[registers[r]!]!;
    }
  }

  #load(file: Float64Array, item: number): void {
    const { items, values } = this;
    const registers = this.#registers;
    for (let r = 0; r < registers.length; r++) file[registers[r]!] = values[r * items + item]!;
  }
}
