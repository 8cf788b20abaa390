/**
 * Trees of parameters: any nesting of objects and arrays with typed arrays, number arrays, numbers or tensors
 * with a shape as leaves. Finds the leaves with their paths, and builds the same tree over other memory.
 */
import type { DType, Tensor as TensorInfo } from "../kernel/groups.ts";

/** Elements of a parameter. */
export type Elements = Float32Array | Float64Array;

/** A typed array with a shape, row by row. */
export interface Tensor<E extends Elements = Elements> {
  readonly data: E;
  readonly shape: readonly number[];
}

/** A tree that cannot be optimised, or does not have the structure that it should have: names the path. */
export class ParameterError extends TypeError {
  override readonly name = "ParameterError";
}

/**
 * Gives a typed array a shape, for rules that look at rows and columns.
 *
 * @throws ParameterError where the shape does not have as many elements as the data.
 * @example
 * tensor(new Float32Array(6), [2, 3])
 */
export function tensor<E extends Elements>(data: E, shape: readonly number[]): Tensor<E> {
  if (!isElements(data))
    throw new ParameterError("tensor takes a Float32Array or a Float64Array and its shape");
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (!shape.every((extent) => Number.isInteger(extent) && extent >= 0)) {
    throw new ParameterError(`extents of a shape must be whole numbers; got [${shape.join(", ")}]`);
  }
  if (size !== data.length) {
    throw new ParameterError(`shape [${shape.join(", ")}] has ${size} elements; the data has ${data.length}`);
  }
  return new ShapedTensor(data, shape);
}

class ShapedTensor<E extends Elements> implements Tensor<E> {
  readonly data: E;
  readonly shape: readonly number[];

  constructor(data: E, shape: readonly number[]) {
    this.data = data;
    this.shape = shape;
  }
}

/** The tree of the same structure with views as leaves: number arrays become Float64Array, numbers stay numbers. */
export type Live<T> = unknown extends T
  ? unknown
  : T extends Float32Array
    ? Float32Array
    : T extends Float64Array
      ? Float64Array
      : T extends Tensor<infer E>
        ? Tensor<E>
        : T extends number
          ? number
          : T extends readonly number[]
            ? Float64Array
            : T extends readonly unknown[]
              ? { -readonly [K in keyof T]: Live<T[K]> }
              : T extends object
                ? { -readonly [K in keyof T as T[K] extends number ? K : never]: number } & {
                    readonly [K in keyof T as T[K] extends number ? never : K]: Live<T[K]>;
                  }
                : never;

/** A leaf: what the kernel compiler knows of it, and its values. */
export interface Leaf extends TensorInfo {
  readonly values: Elements | readonly number[];
}

const isElements = (value: unknown): value is Elements =>
  value instanceof Float32Array || value instanceof Float64Array;

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === "number");

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" &&
  value !== null &&
  (Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value)));

const display = (path: string): string => (path ? `"${path}"` : "the root");

const join = (path: string, key: string): string => (path ? `${path}.${key}` : key);

function leafOf(value: unknown, path: string): Leaf | undefined {
  const leaf = (values: Elements | readonly number[], dtype: DType, shape: readonly number[]): Leaf => {
    if (values.length === 0) throw new ParameterError(`${display(path)} has no elements; leave it out`);
    return { path, shape, size: values.length, dtype, values };
  };
  if (value instanceof ShapedTensor) {
    const data: Elements = value.data;
    return leaf(data, data instanceof Float32Array ? "float32" : "float64", value.shape);
  }
  if (isElements(value))
    return leaf(value, value instanceof Float32Array ? "float32" : "float64", [value.length]);
  if (isNumbers(value)) return leaf(value, "float64", [value.length]);
  if (typeof value === "number") return leaf([value], "float64", []);
  return undefined;
}

/**
 * The leaves of a tree with their paths, depth first in the order of keys.
 *
 * @throws ParameterError for an empty tree, a leaf that is no number, equal paths.
 */
export function leavesOf(tree: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  const seen = new Set<string>();
  const visit = (value: unknown, path: string): void => {
    const leaf = leafOf(value, path);
    if (leaf) {
      if (seen.has(path))
        throw new ParameterError(`two parameters have the path "${path}"; rename one of the keys`);
      seen.add(path);
      leaves.push(leaf);
    } else if (isPlain(value)) {
      for (const [key, child] of Object.entries(value)) visit(child, join(path, key));
    } else {
      const given =
        value === null ? "null" : typeof value === "object" ? value.constructor.name : typeof value;
      throw new ParameterError(
        `${display(path)} is ${given}; expected a Float32Array, a Float64Array, numbers, or objects and arrays of them`,
      );
    }
  };
  if (typeof tree === "number")
    throw new ParameterError("the root is a number; give an array [x] or an object { x }");
  visit(tree, "");
  if (leaves.length === 0) throw new ParameterError("there are no parameters");
  return leaves;
}

/** A tree of the structure of `like` whose leaf at each path is the given view; leaves without a view are left out. */
export function viewsLike(like: unknown, viewOf: (path: string) => Elements | undefined): unknown {
  const build = (value: unknown, path: string): unknown => {
    if (isElements(value) || isNumbers(value)) return viewOf(path);
    if (value instanceof ShapedTensor) {
      const view = viewOf(path);
      return view && new ShapedTensor(view, value.shape);
    }
    const tree: object = Array.isArray(value) ? [] : {};
    for (const [key, child] of Object.entries(value as object)) {
      const at = join(path, key);
      const scalar = typeof child === "number" ? viewOf(at) : undefined;
      const built = typeof child === "number" ? undefined : build(child, at);
      if (scalar) Object.defineProperty(tree, key, { ...accessTo(scalar), enumerable: true });
      else if (built) Object.defineProperty(tree, key, { value: built, enumerable: true });
    }
    return Object.freeze(tree);
  };
  return build(like, "");
}

/** A number that is read from and written to the arena. */
const accessTo = (view: Elements) => ({
  get: () => view[0],
  set: (value: number) => {
    view[0] = value;
  },
});

/**
 * Checks that a tree of numbers fits views; what it returns copies the numbers in.
 *
 * @param what - for messages: `gradients`.
 * @throws ParameterError naming the path.
 */
export function copierInto(what: string, tree: unknown, views: ReadonlyMap<string, Elements>): () => void {
  const leaves = leavesOf(tree);
  for (const { path, size } of leaves) {
    const view = views.get(path);
    if (!view) {
      const known = [...views.keys()].slice(0, 8).join(", ");
      throw new ParameterError(`${what} have ${display(path)}, which is no parameter; parameters: ${known}`);
    }
    if (view.length !== size) {
      throw new ParameterError(`${what} at ${display(path)}: expected ${view.length} elements, got ${size}`);
    }
  }
  const given = new Set(leaves.map((leaf) => leaf.path));
  for (const path of views.keys()) {
    if (!given.has(path)) throw new ParameterError(`${what} are missing at ${display(path)}`);
  }
  return () => {
    for (const { path, values } of leaves) views.get(path)!.set(values);
  };
}
