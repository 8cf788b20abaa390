/**
 * Calls in which some rows of a tensor alone have a gradient. They are copied together, kernels run on the copies as on a tensor of so many rows, and
 * they are copied back; the others are not touched.
 */
import type { Tensor } from "../../plan/groups.ts";
import { shownRole } from "../../plan/halves.ts";
import type { Pass } from "../../plan/passes.ts";
import { countInRow, startsOf } from "../../plan/slices.ts";
import { DeviceError, type TableRows } from "../device.ts";
import type { Binder } from "./binder.ts";
import type { Ready } from "./given.ts";
import type { GpuBuffer, GpuPass } from "./gpu.ts";
import type { Memory } from "./memory.ts";
import type { Dispatch } from "./module.ts";
import type { Part, Words } from "./parts.ts";
import { dataOf, type Pieces } from "./pieces.ts";
import type { Program } from "./program.ts";
import type { ValueBytes } from "./row-kernels.ts";
import { dispatchOn, type RowArray, RowMoves, type RowNumbers } from "./row-moves.ts";

/** A tensor some rows of which are in a call. */
export interface Table extends RowNumbers {
  readonly path: string;
  readonly group: number;
  readonly tensor: number;
  /** Elements of a row. */
  readonly width: number;
  /** Rows that there is room for. */
  readonly room: number;
}

/** Carries them out. */
export class RowCalls {
  readonly #program: Program;
  readonly #memory: Memory;
  readonly #binder: Binder;
  readonly #pieces: Pieces;
  readonly #moves: RowMoves;
  readonly #known = new Map<string, Omit<Ready, "x" | "y">>();
  /** Of dispatches and buffers, as parts of keys. */
  readonly #numbers = new Map<object, number>();

  constructor(program: Program, memory: Memory, binder: Binder, pieces: Pieces) {
    this.#program = program;
    this.#memory = memory;
    this.#binder = binder;
    this.#pieces = pieces;
    this.#moves = new RowMoves(memory, program.layout.shape);
  }

  /** Makes what copies rows. */
  async load(): Promise<void> {
    const groups = [...this.#program.layout.plan.groups.keys()];
    const widths = groups.flatMap((group) => this.#roles(group).map((role) => this.#bytes(group, role)));
    await this.#moves.load(new Set([4, ...widths]));
  }

  #bytes(group: number, role: string): ValueBytes {
    return this.#program.layout.widthOf(group, role) as ValueBytes;
  }

  /** The tables of a call, their numbers and gradients on their way. @throws DeviceError for what is not done on rows; nothing has moved then */
  begin(given: readonly TableRows[]): Table[] {
    const { groups } = this.#program.layout.plan;
    const tables = given.map(({ path, indices }): Table => {
      const group = groups.findIndex(({ tensors }) => tensors.some((one) => one.path === path));
      const tensor = groups[group]!.tensors.findIndex((one) => one.path === path);
      const { shape, size } = groups[group]!.tensors[tensor]!;
      const [rows, width] = [indices.length, size / shape[0]!];
      const most = Math.floor((this.#program.layout.places[group]!.chunks[0]!.vectors * 4) / width);
      this.#check(group, groups[group]!.tensors[tensor]!, rows, most);
      const room = Math.min(shape[0]!, most, 2 ** Math.ceil(Math.log2(Math.max(64, rows))));
      const numbers = this.#memory.storage(`rows of ${path}: numbers, ${room}`, room * 4);
      return { key: `of ${room}`, path, group, tensor, rows, width, room, numbers };
    });
    const { queue } = this.#memory.device;
    for (const [index, { indices, gradient }] of given.entries()) {
      const table = tables[index]!;
      if (table.rows === 0) continue;
      queue.writeBuffer(table.numbers as never, 0, indices as never);
      const values = gradient instanceof Float32Array ? gradient : dataOf(gradient);
      queue.writeBuffer(this.#copies(table, "g") as never, 0, values as never);
    }
    return tables;
  }

  #check(group: number, tensor: Tensor, rows: number, most: number): void {
    const { path } = tensor;
    const refuse = (why: string) => {
      throw new DeviceError(
        `gradients at "${path}": on "webgpu" rows() is not done ${why}; give a gradient for the whole tensor, or use "wasm"`,
      );
    };
    if (rows > most) refuse(`on ${rows} rows at once where the GPU binds ${most}`);
    const { stages } = this.#program.layout.plan.phases.step;
    const passes = stages.flatMap((stage) => stage.passes).filter((pass) => pass.group === group);
    const isOfAll = ({ op, extent }: Pass["results"][number]) =>
      op === "max" && (extent === "global" || countInRow(extent, tensor) === 0);
    if (passes.some(({ results }) => results.some(isOfAll)))
      refuse("where the largest of all values is taken");
  }

  /** The buffer in which rows of a role are copied together; states that share one do so here too, in the same places. */
  #copies({ path, group, room, width }: Table, role: string): GpuBuffer {
    const { layout } = this.#program;
    const { shared } = layout.rolePlace(group, role);
    const vectors = shared === 1 ? Math.ceil((room * width) / 4) : layout.places[group]!.chunks[0]!.vectors;
    const name = shared === 1 ? `${role}, ${room}` : "states";
    return this.#memory.storage(`rows of ${path}: ${name}`, vectors * shared * 4 * this.#bytes(group, role));
  }

  /** Roles of a table that steps change. */
  #roles(group: number): string[] {
    const { states, groups } = this.#program.layout.plan;
    const own = states.filter((state) => state.scope === "element" && state.groups.includes(group));
    return [...new Set(["p", shownRole(groups[group]!)]), ...own.map(({ role }) => role)];
  }

  /** Copies the rows of a table together, or back. */
  move(pass: GpuPass, table: Table, isBack: boolean): void {
    const { path, group, width } = table;
    const { layout } = this.#program;
    for (const role of this.#roles(group)) {
      const pieces = this.#pieces.pieces(role, path);
      const array = { key: `${path}: ${role}`, pieces, bytes: this.#bytes(group, role), width };
      const copies = { buffer: this.#copies(table, role), offset: layout.firstOf(group, role) * 16 };
      this.#moves.move(pass, array, table, copies, isBack);
    }
    for (const array of this.#rowStates(table)) this.#exchange(pass, array, table, isBack);
  }

  /** States of a table with values for each of its rows. */
  #rowStates({ path, group, tensor }: Table): RowArray[] {
    const { plan } = this.#program.layout;
    const one = plan.groups[group]!.tensors[tensor]!;
    return plan.states
      .filter(({ scope, groups }) => scope !== "element" && groups.includes(group))
      .map(({ role, scope }) => ({ role, width: countInRow(scope, one) }))
      .filter(({ width }) => width > 0)
      .map(({ role, width }) => {
        const pieces = this.#pieces.placeOf(role, path);
        return { key: `${path}: ${role}`, pieces, bytes: 4, width };
      });
  }

  /** Brings values of rows to the place of the first ones, where kernels have them, and back. */
  #exchange(pass: GpuPass, array: RowArray, table: Table, isBack: boolean): void {
    const { room, rows } = table;
    const first: RowNumbers = { key: `first of ${room}`, rows, numbers: this.#memory.counting(room) };
    const move = (of: RowNumbers, name: "own" | "first", back: boolean) => {
      const key = `${array.key}, ${name}`;
      const buffer = this.#memory.storage(`rows of ${key}, ${room}`, room * array.width * 4);
      this.#moves.move(pass, { ...array, key }, of, { buffer }, back);
    };
    if (isBack) {
      move(first, "own", false);
      move(first, "first", true);
      move(table, "own", true);
    } else {
      move(table, "own", false);
      move(first, "first", false);
      move(first, "own", true);
    }
  }

  #words(name: string, words: Words): GpuBuffer {
    return this.#memory.changing(`rows of ${name}`, words);
  }

  /** Runs a dispatch on the rows of a table, which is one of its group. */
  run(pass: GpuPass, dispatch: Dispatch, table: Table, uniforms: GpuBuffer): void {
    // Where a group is bound in chunks, all have the same kernel; the copies are bound as the first is.
    if (dispatch.over?.chunk) return;
    const part = this.#part(dispatch, table);
    if (part.workgroups === 0) return;
    const { layout } = this.#program;
    const { path, group, room, width } = table;
    const [x, y] = this.#program.grid(part.workgroups);
    const key = `${path} ${room} ${this.#numberOf(dispatch)} ${this.#numberOf(uniforms)}`;
    const words = this.#words(`${path}: ${dispatch.over!.kind} ${scopeIn(dispatch)}`, part.words);
    let known = this.#known.get(key);
    if (!known) {
      const { pipeline, layout: bindings, bound } = this.#binder.uneven(dispatch);
      const copies = new Map(
        [...this.#roles(group), "g"].map((role) => [
          layout.rolePlace(group, role).buffer,
          this.#copies(table, role),
        ]),
      );
      const shifts = this.#memory.words([0, 0, Math.ceil((room * width) / 4) * 4, 0]);
      const resourceOf = (name: string): GpuBuffer =>
        ({ h: uniforms, c: words, shifts })[name] ?? copies.get(name) ?? this.#memory.of(name);
      const entries = bound.map(({ binding, buffer }) => ({
        binding,
        resource: { buffer: resourceOf(buffer) },
      }));
      const made = this.#memory.device.createBindGroup({ layout: bindings, entries } as never);
      known = { pipeline: pipeline as never, group: made as never };
      this.#known.set(key, known);
    }
    dispatchOn(pass, { ...known, x, y });
  }

  #numberOf(one: object): number {
    const known = this.#numbers.get(one) ?? this.#numbers.size;
    this.#numbers.set(one, known);
    return known;
  }

  /** What of a dispatch is for the rows of a table: they come first in all its arrays. */
  #part({ over }: Dispatch, { group, tensor, rows, width }: Table): Part {
    const { layout } = this.#program;
    const { firsts, blocks } = layout.places[group]!;
    const first = firsts[tensor]!;
    if (over!.kind === "slices") {
      const tensors = layout.tensorsOf(group);
      const from = startsOf(tensors, over!.scope)[tensor]!;
      const inRow = countInRow(over!.scope, tensors[tensor]!);
      const all = startsOf(tensors, over!.scope)[tensor + 1]! - from;
      const count = inRow > 0 ? inRow * rows : all;
      return {
        words: [from, from + count, first * 4, 0xffff_ffff - first * 4],
        workgroups: Math.ceil(count / over!.each),
      };
    }
    const elements = rows * width;
    const vectors = Math.ceil(elements / 4);
    const own = blocks.filter((block) => block.tensor === tensor && block.first < first + vectors);
    if (over!.kind === "blocks") {
      const words: Words = [first, elements, blocks.findIndex((one) => one.tensor === tensor), own.length];
      return { words, workgroups: own.length };
    }
    const { workgroup, workgroups: most } = layout.shape;
    return { words: [first, vectors, 0, 0], workgroups: Math.min(Math.ceil(vectors / workgroup), most) };
  }
}

const scopeIn = ({ over }: Dispatch): string => (over?.kind === "slices" ? over.scope : "");
