/**
 * Trees of parameters: any nesting of objects and arrays with typed arrays, number arrays, numbers or tensors
 * with a shape as leaves. Reads a tree once, and builds the same tree over other memory.
 */
import type { Elements } from "../language/dtype.ts";
import type { GpuBuffer, GpuRange } from "../runtime/webgpu/gpu.ts";
import type { Float16Values, HalfTensor, HalfType } from "./half.ts";
import {
  display,
  type Found,
  isPlain,
  type Leaf,
  leafOf,
  nameOf,
  ParameterError,
  refusal,
  type Tensor,
  tensor,
} from "./leaf.ts";

export { type Elements, ParameterError, type Tensor, tensor };

/** The tree of the same structure with views as leaves: number arrays become Float64Array, numbers stay numbers. */
export type Live<T> = unknown extends T
  ? unknown
  : T extends GpuRange
    ? T extends { readonly dtype: HalfType }
      ? HalfTensor
      : T extends { readonly shape: readonly number[] }
        ? Tensor<Float32Array>
        : Float32Array
    : T extends GpuBuffer
      ? Float32Array
      : T extends Float16Values | HalfTensor
        ? T
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

/** An object or an array, with what stands at its keys. */
interface Branch {
  readonly isArray: boolean;
  readonly children: readonly (readonly [key: string, child: Structure])[];
}

/** A tree's structure, without its values. */
export type Structure = Leaf | Branch;

/** A tree that was read: its structure, and its leaves depth first in the order of keys. */
export interface Tree {
  readonly structure: Structure;
  readonly leaves: readonly Leaf[];
  /** The leaves' values: the user's own arrays if they are arrays, otherwise copies. */
  readonly values: readonly Elements[];
}

/** Deeper than any model; a deeper tree is a mistake. */
const deepest = 1000;

const join = (path: string, key: string): string => (path ? `${path}.${key}` : key);

/** Entries of an object or array. @throws ParameterError for holes, symbols and what is neither. */
function entriesOf(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== "object" || value === null) throw refusal(value, path);
  const entries = Object.entries(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (entries[i]?.[0] !== String(i)) {
        throw new ParameterError(`${display(join(path, String(i)))} is missing: the array has a hole there`);
      }
    }
    const more = entries[value.length];
    if (more) throw new ParameterError(`${display(path)} is an array that also has the key "${more[0]}"`);
    return entries;
  }
  if (!isPlain(value)) throw refusal(value, path);
  const symbols = Object.getOwnPropertySymbols(value);
  const symbol = symbols.find((key) => Object.prototype.propertyIsEnumerable.call(value, key));
  if (symbol) {
    throw new ParameterError(
      `${display(path)} has the key ${String(symbol)}; keys are parts of paths, use strings`,
    );
  }
  return entries;
}

/** Classifies a value, reading it once. @throws ParameterError, also if reading it throws. */
function look(value: unknown, path: string, foreign: TreeOptions["foreign"]) {
  try {
    return leafOf(value, path) ?? foreign?.(value, path) ?? entriesOf(value, path);
  } catch (cause) {
    if (cause instanceof ParameterError) throw cause;
    throw new ParameterError(`${display(path)} cannot be read: a getter or a proxy fails there`, { cause });
  }
}

/** How a tree is read. */
interface TreeOptions {
  /** Whether it may have no leaf. */
  readonly mayBeEmpty?: boolean;
  /** Gets the paths where `null` stands in the place of a leaf or of a part of the tree; without it that is refused. */
  readonly nulls?: string[];
  /** Finds leaves of other kinds: their values are not at hand. */
  readonly foreign?: ((value: unknown, path: string) => Found | undefined) | undefined;
}

/**
 * Reads a tree.
 *
 * @throws ParameterError for an empty tree, a leaf that is not a number, equal paths, a cycle, or a tree that is too deep.
 */
export function readTree(tree: unknown, { mayBeEmpty = false, nulls, foreign }: TreeOptions = {}): Tree {
  const leaves: Leaf[] = [];
  const values: Elements[] = [];
  const seen = new Set<string>();
  const above: unknown[] = [];
  const read = (value: unknown, path: string): Structure => {
    if (value === null && nulls && path) {
      nulls.push(path);
      return { isArray: false, children: [] };
    }
    const found = look(value, path, foreign);
    if (!Array.isArray(found)) {
      if (seen.has(path))
        throw new ParameterError(`two parameters have the path "${path}"; rename one of the keys`);
      seen.add(path);
      leaves.push(found.leaf);
      values.push(found.values);
      return found.leaf;
    }
    if (above.includes(value)) {
      throw new ParameterError(`${display(path)} is an object around it: a tree has no circles`);
    }
    if (above.length === deepest) {
      throw new ParameterError(`the tree is more than ${deepest} objects deep, at ${display(path)}`);
    }
    above.push(value);
    const children = found.map(([key, child]) => [key, read(child, join(path, key))] as const);
    above.pop();
    return { isArray: Array.isArray(value), children };
  };
  if (typeof tree === "number")
    throw new ParameterError("the root is a number; give an array [x] or an object { x }");
  const structure = read(tree, "");
  if (leaves.length === 0 && !mayBeEmpty) throw new ParameterError("there are no parameters");
  return { structure, leaves, values };
}

/** The leaves of a tree with their values, depth first in the order of keys. @throws ParameterError */
export function leavesOf(tree: unknown): (Leaf & { readonly values: Elements })[] {
  const { leaves, values } = readTree(tree);
  return leaves.map((leaf, index) => ({ ...leaf, values: values[index]! }));
}

/** What stands in the place of a leaf: an array; codes with their type. */
export type View = Elements | Float16Values | HalfTensor;

/** A tree of a structure whose leaf at each path is the given view; leaves without a view are left out. */
export function treeOf(structure: Structure, viewOf: (path: string) => View | undefined): unknown {
  if (!("children" in structure)) {
    const view = viewOf(structure.path);
    return structure.form === "tensor" && ArrayBuffer.isView(view) ? tensor(view, structure.shape) : view;
  }
  const tree: object = structure.isArray ? [] : {};
  for (const [key, child] of structure.children) {
    const built = treeOf(child, viewOf);
    if (built === undefined) continue;
    const isNumber = "form" in child && child.form === "number";
    const property = isNumber ? accessTo(built as Elements) : { value: built };
    Object.defineProperty(tree, key, { ...property, enumerable: true });
  }
  return Object.freeze(tree);
}

/** `treeOf` for the structure of a tree. */
export const viewsLike = (like: unknown, viewOf: (path: string) => View | undefined): unknown =>
  treeOf(readTree(like).structure, viewOf);

/** A number that is read from and written to the arena. */
const accessTo = (view: Elements) => ({
  get: () => view[0],
  set: (value: number) => {
    if (typeof value !== "number") throw new ParameterError(`a parameter is a number; got ${nameOf(value)}`);
    view[0] = value;
  },
});
