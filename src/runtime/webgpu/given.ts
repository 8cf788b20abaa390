/**
 * Dispatches over a tensor in a buffer of the user's own. It may begin at any element: what is bound begins where a binding may, and kernels add
 * the elements before it. Bind groups are kept for each buffer in which a gradient has come, as long as that buffer is there.
 */
import type { GpuBuffer, GpuDevice, GpuTensor } from "./gpu.ts";
import { type Bound, shiftsName } from "./module.ts";
import { bindingStep } from "./places.ts";

/** A dispatch with its pipeline and what it binds. */
export interface Ready {
  readonly pipeline: never;
  readonly group: never;
  readonly x: number;
  readonly y: number;
}

/** A pipeline with what it binds, before anything is bound. */
export interface Prepared {
  readonly pipeline: unknown;
  readonly layout: unknown;
  readonly bound: readonly Bound[];
}

/** What a binding is given. */
export interface Resource {
  readonly buffer: GpuBuffer;
  readonly offset?: number;
  readonly size?: number;
}

/** What a dispatch needs to know. */
interface Parts {
  readonly device: GpuDevice;
  /** For tensors that begin and end with a vector; there if the parameter does. */
  readonly even: Prepared | undefined;
  readonly uneven: Prepared;
  readonly x: number;
  readonly y: number;
  readonly parameter: GpuTensor;
  /** Bytes of an element. */
  readonly width: number;
  /** Names of the arrays of the parameter and its gradient. */
  readonly names: { readonly p: string; readonly g: string };
  /** The vectors of the tensor that are meant. */
  readonly span: { readonly first: number; readonly vectors: number };
  readonly resourceOf: (bound: Bound) => Resource;
  /** A buffer with these words. */
  readonly words: (p: number, g: number, elements: number) => GpuBuffer;
  /** The gradient where it lies if the user gives none. */
  readonly ownGradient: () => GpuTensor;
}

const beginOf = ({ offset }: GpuTensor): number => offset - (offset % bindingStep);

/** Words before it. */
const shiftOf = (tensor: GpuTensor): number => (tensor.offset - beginOf(tensor)) / 4;

/** Whether a tensor begins and ends with a vector of what is bound, whose elements have so many bytes. */
export const isEven = ({ offset, size }: GpuTensor, width: number): boolean =>
  offset % (4 * width) === 0 && size % (4 * width) === 0;

/** So many places in one buffer are remembered. */
const mostPlaces = 64;

/** One of them. */
export class GivenDispatch {
  readonly #parts: Parts;
  readonly #bindsGradient: boolean;
  readonly #known = new WeakMap<GpuBuffer, Map<number, Ready>>();
  #alone: Ready | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#bindsGradient = parts.uneven.bound.some(({ buffer }) => buffer === parts.names.g);
  }

  /** It, bound to the gradient where it lies now; `undefined` for where it lies if the user gives none. */
  at(given: GpuTensor | undefined): Ready {
    if (!this.#bindsGradient) {
      this.#alone ??= this.#make(undefined);
      return this.#alone;
    }
    const gradient = given ?? this.#parts.ownGradient();
    const places = this.#known.get(gradient.buffer) ?? new Map<number, Ready>();
    this.#known.set(gradient.buffer, places);
    const known = places.get(gradient.offset);
    if (known) return known;
    if (places.size === mostPlaces) places.delete(places.keys().next().value!);
    const made = this.#make(gradient);
    places.set(gradient.offset, made);
    return made;
  }

  #make(gradient: GpuTensor | undefined): Ready {
    const { device, even, uneven, x, y, parameter, width, names, span, resourceOf, words } = this.#parts;
    const chosen = even && (!gradient || isEven(gradient, width)) ? even : uneven;
    const elements = Math.min(span.vectors * 4, parameter.size / width - span.first * 4);
    const shifts = words(shiftOf(parameter), gradient ? shiftOf(gradient) : 0, elements);
    const rangeOf = (tensor: GpuTensor): Resource => {
      const offset = beginOf(tensor) + span.first * 4 * width;
      return { buffer: tensor.buffer, offset, size: shiftOf(tensor) * 4 + elements * width };
    };
    const bindings: Readonly<Record<string, Resource | undefined>> = {
      [names.p]: rangeOf(parameter),
      [names.g]: gradient && rangeOf(gradient),
      [shiftsName]: { buffer: shifts },
    };
    const group = device.createBindGroup({
      layout: chosen.layout,
      entries: chosen.bound.map((one) => ({
        binding: one.binding,
        resource: bindings[one.buffer] ?? resourceOf(one),
      })),
    } as never);
    return { pipeline: chosen.pipeline as never, group: group as never, x, y };
  }
}
