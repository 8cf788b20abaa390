/**
 * What the adapter needs of jax-js (`@jax-js/jax`), as types of its own: the user gives the module, nothing here imports it. The
 * true module fits `Jax`; the types of arrays that users meet are those of their copy, read off it.
 */
import type { Tensor } from "../../index.ts";

/** A typed array that jax-js can hold. */
export type Values = Float32Array | Float64Array | Int32Array | Uint32Array;

/** Values with a shape, row by row: what `tensor(data, shape)` makes, also of whole numbers. */
export interface HostTensor {
  readonly data: Values;
  readonly shape: readonly number[];
}

/** What the adapter needs of an array of jax-js. Whoever passes one on gives it away; `ref` keeps one more. */
export interface JaxArray {
  readonly shape: number[];
  readonly dtype: string;
  readonly ref: unknown;
  readonly refCount: number;
  dispose(): void;
  data(): Promise<ArrayLike<number>>;
  dataSync(): ArrayLike<number>;
}

/** A copy of jax-js: the module, `import * as jax from "@jax-js/jax"`. */
export interface Jax {
  readonly Array: abstract new (...args: never) => JaxArray;
  readonly numpy: { array(values: never, options?: { shape?: number[] }): JaxArray };
  jit(f: () => never): unknown;
  valueAndGrad(f: () => never): unknown;
}

/** The arrays of a copy of jax-js. */
export type ArrayOf<J extends Jax> = InstanceType<J["Array"]>;

/** A tree with arrays of jax-js in the place of typed arrays, tensors and numbers. */
export type Arrays<T, A> = unknown extends T
  ? T
  : T extends Values | Tensor | number
    ? A
    : { readonly [K in keyof T]: Arrays<T[K], A> };

/** What can be given where a function takes a tree of arrays: for each an array, which is given away, or its values on the host. */
export type Given<T, A> = T extends A
  ? T | Values | HostTensor | number
  : T extends object
    ? { readonly [K in keyof T]: Given<T[K], A> }
    : T;

/** An array while functions are traced, as the adapter uses it. */
export interface Traced extends Pick<JaxArray, "shape" | "dtype" | "dispose"> {
  readonly ref: Traced;
  mul(other: Traced): Traced;
  slice(range: readonly [number, number]): Traced;
  reshape(shape: readonly number[]): Traced;
}

/** A function of trees of arrays. */
type Traceable<R> = (...args: readonly unknown[]) => R;

/** jax-js as the adapter uses it, with the types that its generic ones have for that use. */
export interface JaxModule {
  readonly Array: abstract new (...args: never) => JaxArray;
  readonly numpy: { array(values: Values, options: { shape: readonly number[] }): JaxArray };
  jit<R>(f: Traceable<R>): Traceable<R> & { dispose(): void };
  valueAndGrad(f: Traceable<unknown>): Traceable<[value: JaxArray, gradient: JaxArray[]]>;
}
