/**
 * Calls in which some rows of a tensor alone have a gradient. They are copied together, kernels run on the copies as on a tensor of so many rows, and
 * they are copied back; the others are not touched.
 */
import type { Elements } from "../../language/dtype.ts";
import { countInRow, startsOf } from "../../plan/slices.ts";
import { DeviceError, type TableRows } from "../device.ts";
import type { Binder } from "./binder.ts";
import type { Ready, Resource } from "./given.ts";
import type { GpuBuffer, GpuPass } from "./gpu.ts";
import { combining } from "./host-kernels.ts";
import type { Memory } from "./memory.ts";
import type { Dispatch, Module } from "./module.ts";
import type { Part, Words } from "./parts.ts";
import type { Pieces } from "./pieces.ts";
import { pipelineOf } from "./pipelines.ts";
import { bindingStep } from "./places.ts";
import type { Program } from "./program.ts";
import { gatherKernel, scatterKernel } from "./row-kernels.ts";

/** A tensor some rows of which are in a call. */
export interface Table {
  readonly path: string;
  readonly group: number;
  readonly tensor: number;
  /** Rows in the call, and elements of one. */
  readonly rows: number;
  readonly width: number;
  /** Rows that there is room for. */
  readonly room: number;
  readonly numbers: GpuBuffer;
}

/** Carries them out. */
export class RowCalls {
  readonly #program: Program;
  readonly #memory: Memory;
  readonly #binder: Binder;
  readonly #pieces: Pieces;
  readonly #moves: { readonly pipeline: unknown; readonly layout: unknown }[] = [];
  readonly #known = new Map<string, Omit<Ready, "x" | "y">>();
  /** Of dispatches and buffers, as parts of keys. */
  readonly #numbers = new Map<object, number>();

  constructor(program: Program, memory: Memory, binder: Binder, pieces: Pieces) {
    this.#program = program;
    this.#memory = memory;
    this.#binder = binder;
    this.#pieces = pieces;
  }

  /** Makes what copies rows. */
  async load(): Promise<void> {
    const make = ({ code, bound }: Module) => pipelineOf(this.#memory.device, code, bound, "rows");
    this.#moves.push(...(await Promise.all([make(gatherKernel()), make(scatterKernel())])));
  }

  /** The tables of a call, their numbers and gradients on their way. @throws DeviceError for what is not done on rows; nothing has moved then */
  begin(given: readonly TableRows[]): Table[] {
    const { groups } = this.#program.layout.plan;
    const tables = given.map(({ path, indices }): Table => {
      const group = groups.findIndex(({ tensors }) => tensors.some((one) => one.path === path));
      const tensor = groups[group]!.tensors.findIndex((one) => one.path === path);
      this.#check(group, tensor);
      const { shape, size } = groups[group]!.tensors[tensor]!;
      const room = Math.min(shape[0]!, 2 ** Math.ceil(Math.log2(Math.max(64, indices.length))));
      const numbers = this.#memory.storage(`rows of ${path}: numbers, ${room}`, room * 4);
      return { path, group, tensor, rows: indices.length, width: size / shape[0]!, room, numbers };
    });
    const { queue } = this.#memory.device;
    for (const [index, { indices, gradient }] of given.entries()) {
      const table = tables[index]!;
      if (table.rows === 0) continue;
      queue.writeBuffer(table.numbers as never, 0, indices as never);
      queue.writeBuffer(this.#copies(table, "g") as never, 0, gradient as Elements as never);
    }
    return tables;
  }

  #check(group: number, tensor: number): void {
    const { layout } = this.#program;
    const one = layout.tensorsOf(group)[tensor]!;
    const { path } = one;
    const refuse = (why: string) => {
      throw new DeviceError(
        `gradients at "${path}": on "webgpu" rows() is not done ${why}; give a gradient for the whole tensor, or use "wasm"`,
      );
    };
    if (layout.places[group]!.chunks.length > 1) refuse("on what the GPU binds in chunks");
    const { states, phases } = layout.plan;
    const own = states.filter(({ groups }) => groups.includes(group));
    if (own.some(({ storage }) => storage !== undefined)) refuse("on moments in fewer bits");
    if (layout.plan.groups[group]!.half) refuse("on parameters in 16 bits");
    const kept = own.find(({ scope }) => scope !== "element" && countInRow(scope, one) > 0);
    if (kept) refuse(`where ${kept.state.name} has a value for each row`);
    const most = phases.step.stages
      .flatMap(({ passes }) => passes)
      .some(({ group: of, kernel }) => of === group && kernel.reductions.some(({ op }) => op === "max"));
    if (most) refuse("where the largest of all values is taken");
  }

  /** The buffer in which rows of a role are copied together; states that share one do so here too, in the same places. */
  #copies({ path, group, room, width }: Table, role: string): GpuBuffer {
    const { shared, buffer } = this.#program.layout.rolePlace(group, role);
    if (shared === 1)
      return this.#memory.storage(`rows of ${path}: ${role}, ${room}`, Math.ceil((room * width) / 4) * 16);
    return this.#memory.storage(`rows of ${path}: states`, this.#memory.of(buffer).size);
  }

  /** Where in it they begin. */
  #copiesAt(table: Table, role: string): Resource {
    const { layout } = this.#program;
    return { buffer: this.#copies(table, role), offset: layout.firstOf(table.group, role) * 16 };
  }

  /** Roles of a table that steps change. */
  #roles(group: number): string[] {
    const { states } = this.#program.layout.plan;
    const own = states.filter(({ scope, groups }) => scope === "element" && groups.includes(group));
    return ["p", ...own.map(({ role }) => role)];
  }

  /** Copies the rows of a table together, or back. */
  move(pass: GpuPass, table: Table, isBack: boolean): void {
    const { path, group, rows, width, room, numbers } = table;
    if (rows === 0) return;
    const [x, y] = this.#grid(Math.ceil((rows * width) / combining));
    for (const role of this.#roles(group)) {
      const [{ buffer, offset, length }] = this.#pieces.pieces(role, path) as [
        { buffer: GpuBuffer; offset: number; length: number },
      ];
      const shift = (offset % bindingStep) / 4;
      const words = this.#words(`${path}: moved ${role}`, [rows * width, width, shift, 0]);
      const { pipeline, layout } = this.#moves[isBack ? 1 : 0]!;
      const bound = this.#bind(`${path} ${role} ${room} ${isBack}`, pipeline, layout, [
        [1, { buffer: words }],
        [2, { buffer, offset: offset - shift * 4, size: (shift + length) * 4 }],
        [3, this.#copiesAt(table, role)],
        [4, { buffer: numbers }],
      ]);
      dispatchOn(pass, { ...bound, x, y });
    }
  }

  #grid(workgroups: number): readonly [number, number] {
    return [Math.min(workgroups, this.#program.layout.shape.workgroups), 1];
  }

  #words(name: string, words: Words): GpuBuffer {
    return this.#memory.changing(`rows of ${name}`, words);
  }

  #bind(
    key: string,
    pipeline: unknown,
    layout: unknown,
    entries: readonly (readonly [number, Resource])[],
  ): Omit<Ready, "x" | "y"> {
    let known = this.#known.get(key);
    if (!known) {
      const group = this.#memory.device.createBindGroup({
        layout,
        entries: entries.map(([binding, resource]) => ({ binding, resource })),
      } as never);
      known = { pipeline: pipeline as never, group: group as never };
      this.#known.set(key, known);
    }
    return known;
  }

  /** Runs a dispatch on the rows of a table, which is one of its group. */
  run(pass: GpuPass, dispatch: Dispatch, table: Table, uniforms: GpuBuffer): void {
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
      const entries = bound.map(({ binding, buffer }) => [binding, { buffer: resourceOf(buffer) }] as const);
      known = this.#bind(key, pipeline, bindings, entries);
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

/** Runs what is bound. */
export function dispatchOn(pass: GpuPass, { pipeline, group, x, y }: Ready): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(x, y);
}
