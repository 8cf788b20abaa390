/**
 * Trees of values on the host: typed arrays, tensors and numbers in any nesting of objects and arrays. Finds their leaves, and builds
 * the same tree of something else.
 */
import { isPlain } from "../../options/option.ts";
import type { HostTensor, Values } from "./jax.ts";

/** A leaf of a tree. A number is a leaf of one value without axes; its values are a copy. */
export interface Leaf {
  readonly values: Values;
  readonly shape: readonly number[];
  readonly isNumber: boolean;
}

const isTypedArray = (value: unknown): value is Values =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

/** A value as a leaf; undefined for what is none. */
export function leafOf(value: unknown): Leaf | undefined {
  if (typeof value === "number") return { values: Float64Array.of(value), shape: [], isNumber: true };
  if (isTypedArray(value)) return { values: value, shape: [value.length], isNumber: false };
  if (typeof value !== "object" || value === null) return undefined;
  const { data, shape } = value as Partial<HostTensor>;
  return isTypedArray(data) && Array.isArray(shape) ? { values: data, shape, isNumber: false } : undefined;
}

/**
 * The same tree with something else in the place of its leaves and of whatever is neither an object literal nor an array. `replace`
 * gets the object around it too, and its key there.
 */
export function mapTree(
  tree: unknown,
  replace: (value: unknown, path: string, around: object, key: string) => unknown,
): unknown {
  const visit = (value: unknown, path: string, around: object, key: string): unknown => {
    const isBranch = Array.isArray(value) || (isPlain(value) && !leafOf(value));
    if (!isBranch) return replace(value, path, around, key);
    const inner = Object.entries(value).map(
      ([at, child]) => [at, visit(child, path ? `${path}.${at}` : at, value, at)] as const,
    );
    return Array.isArray(value) ? inner.map(([, child]) => child) : Object.fromEntries(inner);
  };
  return visit(tree, "", {}, "");
}
