/** Makes dispatches ready: their pipelines at `init`, what they bind when it is first needed. */
import { GivenDispatch, isEven, type Prepared, type Ready } from "./given.ts";
import type { GpuBuffer, GpuTensor } from "./gpu.ts";
import type { Memory } from "./memory.ts";
import type { Bound, Dispatch, Module } from "./module.ts";
import type { Part } from "./parts.ts";
import { pipelineOf } from "./pipelines.ts";
import type { Program } from "./program.ts";
import { resourceOf } from "./resources.ts";

/** A dispatch over a tensor in a buffer of the user's own, and that tensor's path. */
interface GivenReady {
  readonly given: GivenDispatch;
  readonly path: string;
}

/** A dispatch that is ready; over a tensor in a buffer of the user's own, once it is known where the gradient lies. */
export type Bindable = Ready | GivenReady;

/** A dispatch where it is bound in a call. */
export const readyAt = (one: Bindable, gradients: ReadonlyMap<string, GpuTensor> | undefined): Ready =>
  "given" in one ? one.given.at(gradients?.get(one.path)) : one;

/** It. */
export class Binder {
  readonly #program: Program;
  readonly #memory: Memory;
  readonly #pipelines = new Map<
    Dispatch,
    { readonly even?: Prepared | undefined; readonly other: Prepared }
  >();

  constructor(program: Program, memory: Memory) {
    this.#program = program;
    this.#memory = memory;
  }

  /** The path of the tensor of the user's own that a dispatch goes through, if it does so. */
  #ownPath({ over }: Dispatch): string | undefined {
    const { layout } = this.#program;
    if (!over || over.kind === "matrices" || !layout.isApart(over.group)) return undefined;
    return layout.tensorsOf(over.group)[0]!.path;
  }

  /** Makes the pipelines of a dispatch. Rejects with what the device finds wrong. */
  async load(dispatch: Dispatch): Promise<void> {
    const from = async ({ code, bound }: Module): Promise<Prepared> => ({
      ...(await pipelineOf(this.#memory.device, code, bound, dispatch.label)),
      bound,
    });
    const path = this.#ownPath(dispatch);
    const { uneven } = dispatch;
    if (path === undefined || !uneven) {
      this.#pipelines.set(dispatch, { other: await from(dispatch) });
      return;
    }
    const width = this.#program.layout.widthOf(dispatch.over!.group, "g");
    const even = isEven(this.#memory.ranges.get(path)!, width) ? await from(dispatch) : undefined;
    this.#pipelines.set(dispatch, { even, other: await from(uneven) });
  }

  /** The pipeline of a dispatch that takes arrays which begin and end at any element. */
  uneven(dispatch: Dispatch): Prepared {
    return this.#pipelines.get(dispatch)!.other;
  }

  /** A dispatch over a part of what it goes through, with these uniforms. */
  ready(dispatch: Dispatch, part: Part, uniforms: GpuBuffer): Bindable {
    const { device } = this.#memory;
    const { layout, grid } = this.#program;
    const { over } = dispatch;
    const { even, other } = this.#pipelines.get(dispatch)!;
    const [x, y] = grid(part.workgroups);
    const given = (one: Bound) => {
      if (one.buffer === "h") return { buffer: uniforms };
      if (one.buffer === "c") return { buffer: this.#memory.words(part.words) };
      return resourceOf(this.#program, this.#memory, one, over, part.span);
    };
    const path = this.#ownPath(dispatch);
    if (over && path !== undefined) {
      const { group } = over;
      const dispatched = new GivenDispatch({
        device,
        even,
        uneven: other,
        x,
        y,
        parameter: this.#memory.ranges.get(path)!,
        width: layout.widthOf(group, "g"),
        names: {
          p: layout.rolePlace(group, layout.shownRole(group)).buffer,
          g: layout.rolePlace(group, "g").buffer,
        },
        span: part.span ?? layout.places[group]!.chunks[0]!,
        resourceOf: given,
        words: (...words) => this.#memory.words([...words, 0]),
        ownGradient: () => this.#memory.ownGradient(path),
      });
      return { given: dispatched, path };
    }
    const group = device.createBindGroup({
      layout: other.layout,
      entries: other.bound.map((one) => ({ binding: one.binding, resource: given(one) })),
    } as never);
    return { pipeline: other.pipeline as never, group: group as never, x, y };
  }
}
