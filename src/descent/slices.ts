/**
 * What a program does besides running kernels, if there are reductions or slices of tensors: the host's work for each
 * slice, inputs of segments, and adding up partial results.
 */

import { hashOf } from "../language/random.ts";
import type { Scope } from "../plan/kernel.ts";
import type { Pass, Plan, PlannedState, Stage } from "../plan/plan.ts";
import { countOf, membership, type SliceScope } from "../plan/slices.ts";
import type { SliceWork } from "../plan/tables.ts";
import type { PlacedPass } from "../runtime/host/arena.ts";
import type { Allocation } from "../runtime/host/backend.ts";
import { type Around, columnsOf } from "./columns.ts";
import { Table } from "./table.ts";
import type { Elements } from "./tree.ts";

/** Values of a table, and which of them belongs to each slice or segment. */
interface Found {
  readonly values: Float64Array;
  readonly at: Int32Array;
}

/** Inputs of a pass: where they are written, an element of each for every slice. */
interface Inputs {
  readonly memory: Elements;
  readonly start: number;
  readonly found: readonly Found[];
}

/** Where a reduction's partial results go: a register, or an entry of a table for each segment. */
interface Result extends Found {
  readonly partials: Float64Array;
  /** Partial results of a segment. */
  readonly width: number;
  readonly isMax: boolean;
}

/** Values of slices, by group, and the work with them. */
export class Slices {
  readonly #plan: Plan;
  readonly #file: Float64Array;
  readonly #allocation: Allocation;
  readonly #tables: readonly (readonly Table[])[];
  /** Those of all tables that have any. */
  readonly #values: readonly Float64Array[];

  constructor(plan: Plan, file: Float64Array, allocation: Allocation) {
    this.#plan = plan;
    this.#file = file;
    this.#allocation = allocation;
    const { tables, known } = plan.slices!;
    this.#tables = plan.groups.map(({ tensors }, group) => {
      const made: Table[] = [];
      for (const { scope, registers } of tables[group]!) {
        made.push(new Table(scope, registers, tensors, [...made]));
      }
      return made;
    });
    this.#values = this.#tables.flat().flatMap(({ values }) => (values.length > 0 ? [values] : []));
    for (const { group, register, scope, what } of known) {
      for (const [index, tensor] of plan.groups[group]!.tensors.entries()) {
        const value = what === "size" ? tensor.size / countOf(scope, tensor) : hashOf(tensor.path);
        this.#tables[group]![0]!.of(register, index)[0] = value;
      }
    }
  }

  /** The values of a state that slices have, of one tensor, live. */
  stateOf({ scope, register }: PlannedState, group: number, tensor: number): Float64Array {
    return this.#tables[group]!.find((table) => table.scope === scope)!.of(register, tensor);
  }

  /** Whether one of the tables was transferred away. */
  get isLost(): boolean {
    for (let i = 0; i < this.#values.length; i++) if (this.#values[i]!.length === 0) return true;
    return false;
  }

  /** Such a state by path, as users see it. */
  shown(scope: Scope, found: ReadonlyMap<string, Elements>): unknown {
    const shown = [...found].map(([path, values]) => {
      const get = () => (scope === "tensor" ? values[0] : values);
      return [path, { get, enumerable: true }];
    });
    return Object.freeze(Object.defineProperties({}, Object.fromEntries(shown)));
  }

  /** Runs tapes on their tables; backwards, each slice still finds the old values of the coarser ones around it. */
  run(work: readonly SliceWork[], backwards = false): void {
    const { length } = work;
    for (let i = 0; i < length; i++) {
      const { group, table, tape } = work[backwards ? length - 1 - i : i]!;
      this.#tables[group]![table]!.run(tape, this.#file);
    }
  }

  /** Host work before and after a stage; undefined if there is none. */
  around({ slices }: Stage, placed: readonly PlacedPass[]): Around | undefined {
    const inputs = placed.flatMap((pass) => this.#inputsOf(pass));
    const results = placed.flatMap((pass) => this.#resultsOf(pass));
    const columns = placed.flatMap((pass) => this.#columnsOf(pass));
    if (slices.length + inputs.length + results.length + columns.length === 0) return undefined;
    return {
      before: () => {
        this.run(slices);
        for (let i = 0; i < inputs.length; i++) writeInputs(inputs[i]!);
        for (let i = 0; i < columns.length; i++) columns[i]!.before();
      },
      after: () => {
        for (let i = 0; i < columns.length; i++) columns[i]!.after();
        for (let i = 0; i < results.length; i++) clear(results[i]!);
        for (let i = 0; i < results.length; i++) collect(results[i]!);
      },
    };
  }

  /** The arena's memory as elements of the pass's dtype. */
  #memoryOf({ kernel }: Pass): Elements {
    const { buffer } = this.#allocation;
    return kernel.dtype === "float32" ? new Float32Array(buffer) : new Float64Array(buffer);
  }

  #inputsOf({ pass, slices }: PlacedPass): Inputs[] {
    const registers = pass.inputs.segment;
    if (registers.length === 0) return [];
    const memory = this.#memoryOf(pass);
    const start = (this.#allocation.base + slices!.inputs) / memory.BYTES_PER_ELEMENT;
    return [{ memory, start, found: registers.map((register) => this.#find(pass, register)) }];
  }

  #resultsOf({ pass, slices, segments }: PlacedPass): Result[] {
    const width = pass.kernel.reductions.length;
    if (width === 0) return [];
    const { buffer, base } = this.#allocation;
    const partials = new Float64Array(buffer, base + slices!.partials, segments * width);
    return pass.results
      .filter(({ extent }) => extent !== "column")
      .map(({ reduction, op, register, extent }) => {
        const { values, at } =
          extent === "global"
            ? { values: this.#file, at: new Int32Array(segments).fill(register) }
            : this.#find(pass, register, slices!.sliceOf);
        return { values, at, partials: partials.subarray(reduction), width, isMax: op === "max" };
      });
  }

  #columnsOf(placed: PlacedPass): Around[] {
    const { pass } = placed;
    if (pass.kernel.columns + pass.kernel.columnReductions.length === 0) return [];
    const table = this.#tables[pass.group]!.find(({ scope }) => scope === "column")!;
    return [columnsOf(placed, table, this.#memoryOf(pass), this.#allocation.base)];
  }

  /** For all slices of a pass, or those given, where a register's values lie in the table that has it. */
  #find({ kernel, group }: Pass, register: number, of?: Int32Array): Found {
    const table = this.#tables[group]!.find((candidate) => candidate.startOf(register) >= 0)!;
    const to = membership(this.#plan.groups[group]!.tensors, kernel.segments as SliceScope, table.scope);
    const items = of?.map((slice) => to[slice]!) ?? to;
    return { values: table.values, at: items.map((item) => item + table.startOf(register)) };
  }
}

function writeInputs({ memory, start, found }: Inputs): void {
  const slices = found[0]!.at.length;
  for (let slice = 0, to = start; slice < slices; slice++) {
    for (let i = 0; i < found.length; i++) memory[to++] = found[i]!.values[found[i]!.at[slice]!]!;
  }
}

function clear({ values, at, isMax }: Result): void {
  for (let segment = 0; segment < at.length; segment++) values[at[segment]!] = isMax ? -Infinity : 0;
}

/** Combines the partial results in the order of segments, so that threads cannot change the result. */
function collect({ values, at, partials, width, isMax }: Result): void {
  for (let segment = 0; segment < at.length; segment++) {
    const to = at[segment]!;
    const partial = partials[segment * width]!;
    values[to] = isMax ? Math.max(values[to]!, partial) : values[to]! + partial;
  }
}
