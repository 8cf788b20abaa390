/** Copies rows of arrays together, and back: in commands, with bind groups that are kept. */
import type { Ready, Resource } from "./given.ts";
import type { GpuBuffer, GpuPass } from "./gpu.ts";
import { combining } from "./host-kernels.ts";
import type { Memory } from "./memory.ts";
import type { Module } from "./module.ts";
import type { Piece } from "./pieces.ts";
import { type Pipeline, pipelineOf } from "./pipelines.ts";
import { bindingStep } from "./places.ts";
import { gatherKernel, scatterKernel, type ValueBytes } from "./row-kernels.ts";

/** An array of a tensor, where it lies. */
export interface RowArray {
  /** Its name among all arrays of a descent. */
  readonly key: string;
  readonly pieces: readonly Piece[];
  readonly bytes: ValueBytes;
  /** Values of a row. */
  readonly width: number;
}

/** Rows: how many, their numbers, and a name for these. */
export interface RowNumbers {
  readonly key: string;
  readonly rows: number;
  readonly numbers: GpuBuffer;
}

/** What of an array is bound at once: words from a multiple of 256 bytes on, and its first value. */
interface Stretch {
  readonly buffer: GpuBuffer;
  readonly offset: number;
  readonly size: number;
  /** Values before the array in what is bound: none where it is not the first stretch. */
  readonly shift: number;
  readonly begin: number;
  readonly count: number;
}

/** Moves them. */
export class RowMoves {
  readonly #memory: Memory;
  /** Bytes that can be bound at once, and workgroups. */
  readonly #most: number;
  readonly #workgroups: number;
  readonly #pipelines = new Map<string, Pipeline>();
  readonly #known = new Map<string, Omit<Ready, "x" | "y">>();

  constructor(memory: Memory, shape: { readonly binding: number; readonly workgroups: number }) {
    this.#memory = memory;
    this.#most = shape.binding - (shape.binding % bindingStep);
    this.#workgroups = shape.workgroups;
  }

  /** Makes what copies values of these widths in bytes. */
  async load(widths: ReadonlySet<ValueBytes>): Promise<void> {
    const make = async (key: string, { code, bound }: Module) => {
      this.#pipelines.set(key, await pipelineOf(this.#memory.device, code, bound, "rows"));
    };
    await Promise.all(
      [...widths].flatMap((bytes) => [
        make(`${bytes} false`, gatherKernel(bytes)),
        make(`${bytes} true`, scatterKernel(bytes)),
      ]),
    );
  }

  /** Copies rows together into `copies`, or from there back to their places. */
  move(pass: GpuPass, array: RowArray, of: RowNumbers, copies: Resource, isBack: boolean): void {
    const { key, bytes, width } = array;
    const values = of.rows * width;
    if (values === 0) return;
    const invocations = isBack ? values : Math.ceil((values * bytes) / 4);
    const x = Math.min(Math.ceil(invocations / combining), this.#workgroups);
    for (const [index, stretch] of this.#stretches(array).entries()) {
      const { buffer, offset, size, shift, begin, count } = stretch;
      const name = `${key}, ${index} ${of.key}`;
      const words = this.#memory.changing(`rows: ${name}`, [values, width, shift - begin, shift + count]);
      const bound = this.#bind(`${name} ${isBack}`, this.#pipelines.get(`${bytes} ${isBack}`)!, [
        { buffer: words },
        { buffer, offset, size },
        copies,
        { buffer: of.numbers },
      ]);
      dispatchOn(pass, { ...bound, x, y: 1 });
    }
  }

  /** What of an array is bound, one after the other. */
  #stretches({ pieces, bytes }: RowArray): Stretch[] {
    const found: Stretch[] = [];
    let begin = 0;
    for (const { buffer, offset, length } of pieces) {
      const end = offset + length * 4;
      for (let at = offset - (offset % bindingStep); at < end; at += this.#most) {
        const [from, to] = [Math.max(at, offset), Math.min(at + this.#most, end)];
        const count = (to - from) / bytes;
        found.push({ buffer, offset: at, size: to - at, shift: (from - at) / bytes, begin, count });
        begin += count;
      }
    }
    return found;
  }

  #bind(key: string, { pipeline, layout }: Pipeline, resources: readonly Resource[]) {
    let known = this.#known.get(key);
    if (!known) {
      const entries = resources.map((resource, index) => ({ binding: index + 1, resource }));
      const group = this.#memory.device.createBindGroup({ layout, entries } as never);
      known = { pipeline: pipeline as never, group: group as never };
      this.#known.set(key, known);
    }
    return known;
  }
}

/** Runs what is bound. */
export function dispatchOn(pass: GpuPass, { pipeline, group, x, y }: Ready): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(x, y);
}
