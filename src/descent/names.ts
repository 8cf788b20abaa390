/** Types of what a descent has by name: hyperparameters, states, gradients with the structure of the parameters. */
import type { Hyper } from "../rule/hyper.ts";
import type { GpuBuffer, GpuRange } from "../runtime/webgpu/gpu.ts";
import type { Float16Values, HalfTensor } from "./half.ts";
import type { RowGradient } from "./row-gradient.ts";
import type { Elements, Tensor } from "./tree.ts";

/** Names as they are written: alone, or after a pattern, as in `*.bias.learningRate`. */
type Written<N extends string> = N | `${string}.${N}`;

/** Values by name; by any name where the names are not known. */
export type Named<N extends string, V> = string extends N
  ? Readonly<Record<string, V>>
  : { readonly [K in Written<N>]: V };

/** What `set` takes: some of the hyperparameters. */
export type HyperValues<N extends string> = string extends N
  ? Readonly<Record<string, Hyper>>
  : { readonly [K in Written<N>]?: Hyper };

type Leaf =
  | Elements
  | Tensor<Elements | Float16Values>
  | Float16Values
  | HalfTensor
  | RowGradient
  | readonly number[];

/**
 * What `step` takes: the tree of the parameters, with numbers of any kind as leaves, or `null` where there is no gradient. In 16 bits: a
 * `Float16Array`, or `tensor(codes, shape, { dtype })`. They are decoded. Of some rows alone: `rows(indices, values)`.
 */
export type Gradients<T> = unknown extends T
  ? unknown
  : T extends number
    ? number
    : T extends Leaf | GpuBuffer | GpuRange
      ? Leaf
      : T extends object
        ? { readonly [K in keyof T]: Gradients<T[K]> | null }
        : never;
