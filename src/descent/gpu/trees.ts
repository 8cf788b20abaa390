/** Trees of tensors on a GPU. */
import type { Elements } from "../../language/dtype.ts";
import type { GpuTensor } from "../../runtime/webgpu/gpu.ts";
import type { Float16Values, HalfTensor } from "../half.ts";
import type { Structure, Tensor } from "../tree.ts";
import type { GpuLeaf } from "./ranges.ts";

/** The tree of the same structure with other leaves. */
type WithLeaves<T, Leaf> = unknown extends T
  ? unknown
  : T extends Elements | Float16Values | HalfTensor | Tensor | GpuLeaf | number | readonly number[]
    ? Leaf
    : T extends object
      ? { readonly [K in keyof T]: WithLeaves<T[K], Leaf> }
      : never;

/** The tree of the same structure whose leaves are tensors on a GPU. */
export type OnGpu<T> = WithLeaves<T, GpuTensor>;

/** Gradients in buffers: the tree of the parameters with buffers, or parts of them, as leaves; null where there is none. */
export type BufferGradients<T> = unknown extends T
  ? unknown
  : T extends Elements | Float16Values | HalfTensor | Tensor | GpuLeaf | number | readonly number[]
    ? GpuLeaf | null
    : T extends object
      ? { readonly [K in keyof T]: BufferGradients<T[K]> | null }
      : never;

/** The tree of a structure whose leaf at each path is the given tensor, or what else stands for it. */
export function gpuTree(structure: Structure, tensorOf: (path: string) => unknown): unknown {
  if (!("children" in structure)) return tensorOf(structure.path);
  const entries = structure.children.map(([key, child]) => [key, gpuTree(child, tensorOf)] as const);
  return Object.freeze(structure.isArray ? entries.map(([, value]) => value) : Object.fromEntries(entries));
}
