/**
 * Trees of values on the host: typed arrays, tensors and numbers in any nesting of objects and arrays. Lists their leaves, and builds
 * the same tree of something else.
 */
import { isPlain } from "../../options/option.ts";
import type { HostTensor, Values } from "./jax.ts";

/** A leaf: its values and shape. A number is a leaf of one value without axes; its values are a copy. */
export interface Leaf {
  readonly path: string;
  readonly values: Values;
  readonly shape: readonly number[];
  /** Whether it is a number, which is read and written at its place in the tree. */
  readonly isNumber: boolean;
}

/** Whether a value is a typed array, of any realm. */
export const isTypedArray = (value: unknown): value is Values =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

/** The leaf at a path; undefined for what is none. */
export function leafAt(value: unknown, path: string): Leaf | undefined {
  if (typeof value === "number") return { path, values: Float64Array.of(value), shape: [], isNumber: true };
  if (isTypedArray(value)) return { path, values: value, shape: [value.length], isNumber: false };
  if (typeof value !== "object" || value === null) return undefined;
  const { data, shape } = value as Partial<HostTensor>;
  return isTypedArray(data) && Array.isArray(shape)
    ? { path, values: data, shape, isNumber: false }
    : undefined;
}

/**
 * The same tree with something else in the place of its leaves and of whatever is neither an object literal nor an array. `leaf`
 * gets the object around it and its key there.
 */
export function mapTree(
  tree: unknown,
  leaf: (value: unknown, path: string, around: object, key: string) => unknown,
): unknown {
  const visit = (value: unknown, path: string, around: object, key: string): unknown => {
    const isBranch = Array.isArray(value) || (isPlain(value) && !leafAt(value, path));
    if (!isBranch) return leaf(value, path, around, key);
    const inner = Object.entries(value).map(
      ([at, child]) => [at, visit(child, path ? `${path}.${at}` : at, value, at)] as const,
    );
    return Array.isArray(value) ? inner.map(([, child]) => child) : Object.fromEntries(inner);
  };
  return visit(tree, "", {}, "");
}
