/** Gradients that come in buffers: a tree of them like the parameters, read before each step. Where `null` stands, parameters have none. */
import { typeOf } from "../../plan/masters.ts";
import { type GpuTensor, usage } from "../../runtime/webgpu/gpu.ts";
import { display, type Leaf, ParameterError } from "../leaf.ts";
import { RowGradient } from "../row-gradient.ts";
import type { Structure } from "../tree.ts";
import { areAll, checkUsage, type GpuLeaf, isGpuLeaf, placeOf } from "./ranges.ts";

/** Reads them. */
export class BufferInlet {
  readonly #structure: Structure;
  /** Where parameters lie in buffers of the user's own: their gradients are bound, those of others are copied. */
  readonly #ranges: ReadonlyMap<string, GpuTensor>;

  constructor(structure: Structure, ranges: ReadonlyMap<string, GpuTensor>) {
    this.#structure = structure;
    this.#ranges = ranges;
  }

  /** Whether gradients come in buffers: the first one says it for all. */
  takes(grads: unknown): boolean {
    return isGpuLeaf(firstIn(this.#structure, grads));
  }

  /**
   * Where the gradients lie, by path; null and gradients of rows have no place.
   *
   * @throws ParameterError for a tree that is not the parameters', or a buffer that cannot be used.
   */
  read(grads: unknown): ReadonlyMap<string, GpuTensor> {
    const found = new Map<string, GpuTensor>();
    this.#read(this.#structure, grads, "", found);
    return found;
  }

  #read(structure: Structure, value: unknown, path: string, found: Map<string, GpuTensor>): void {
    if (value === null || value instanceof RowGradient) return;
    if (!("children" in structure)) {
      found.set(structure.path, this.#placeOf(structure, value));
      return;
    }
    const { children } = structure;
    const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
    const known = new Set(children.map(([key]) => key));
    const other = keys.find((key) => !known.has(key));
    if (other !== undefined)
      throw new ParameterError(
        `gradients have ${display(path ? `${path}.${other}` : other)}, which is not a parameter`,
      );
    for (const [key, child] of children)
      this.#read(
        child,
        (value as Record<string, unknown> | null | undefined)?.[key],
        path ? `${path}.${key}` : key,
        found,
      );
  }

  #placeOf(leaf: Leaf, value: unknown): GpuTensor {
    const { path, size, half } = leaf;
    const at = `gradients at ${display(path)}`;
    if (!isGpuLeaf(value))
      throw new ParameterError(
        `${at}: where the first gradient is a buffer, all are: a GPUBuffer or { buffer, offset, size } each`,
      );
    const { elements, ...place } = placeOf(value as GpuLeaf, at, half);
    if (!areAll(elements, leaf))
      throw new ParameterError(
        `${at}: expected ${size} elements${half ? ` of ${typeOf[half]}` : ""}, got ${elements}`,
      );
    const parameter = this.#ranges.get(path);
    checkUsage(place, parameter ? usage.storage : usage.copySource, at);
    if (parameter?.buffer === place.buffer)
      throw new ParameterError(
        `${at}: the parameter lies in the same buffer, which WebGPU cannot write and read in one kernel; give the gradient in another`,
      );
    return place;
  }
}

/** The first leaf of a tree that is not null; undefined if it is no such tree, or has none. */
function firstIn(structure: Structure, value: unknown): unknown {
  if (!("children" in structure)) return value instanceof RowGradient ? undefined : (value ?? undefined);
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, child] of structure.children) {
    const within = (value as Record<string, unknown>)[key];
    const found = within === null ? undefined : firstIn(child, within);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a tree of gradients has anything for which a condition holds. */
export const hasAny = (structure: Structure, value: unknown, is: (value: unknown) => boolean): boolean =>
  is(value) ||
  ("children" in structure &&
    typeof value === "object" &&
    value !== null &&
    structure.children.some(([key, child]) => hasAny(child, (value as Record<string, unknown>)[key], is)));

/** The gradients of rows in a tree, by path. */
export function rowsIn(structure: Structure, value: unknown): Map<string, RowGradient> {
  if (value instanceof RowGradient && !("children" in structure)) return new Map([[structure.path, value]]);
  if (!("children" in structure) || typeof value !== "object" || value === null) return new Map();
  return new Map(
    structure.children.flatMap(([key, child]) => [...rowsIn(child, (value as Record<string, unknown>)[key])]),
  );
}
