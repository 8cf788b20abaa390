/**
 * The arrays of a descent as few long ones: tensors that lie side by side in its memory are one region, so that a collective takes all of
 * them at once, where they lie. Parameters that are plain numbers are copied in and out.
 */
import { leafOf, mapTree } from "../adapters/jax-js/leaves.ts";
import type { Numbers } from "./calls.ts";
import { MpiError } from "./mpi-error.ts";

/** Consecutive values. */
export interface Region {
  readonly values: Numbers;
  /** Brings plain numbers into `values`, and back. */
  take(): void;
  give(): void;
}

/** Tensors begin at multiples of 32 bytes: what lies between two of them is no one's. */
const alignment = 32;

const nothing = () => {};

/** The regions of a tree of views, such as `descent.grads`. @throws MpiError for arrays of other types. */
export function regionsOf(tree: unknown): Region[] {
  const { views, copied } = read(tree);
  return [...merged(views).map(inPlace), ...copied];
}

/** A region for each view, in the order of the tree: the same for trees of one structure, wherever they lie. @throws MpiError */
export function viewsOf(tree: unknown): Region[] {
  const { views, copied } = read(tree);
  return [...views.map(inPlace), ...copied];
}

const inPlace = (values: Numbers): Region => ({ values, take: nothing, give: nothing });

/** The views of a tree, and a region for all of its plain numbers. */
function read(tree: unknown): { readonly views: readonly Numbers[]; readonly copied: readonly Region[] } {
  const views: Numbers[] = [];
  const numbers: { readonly around: Record<string, number>; readonly key: string }[] = [];
  mapTree(tree, (value, path, around, key) => {
    if (typeof value === "number") numbers.push({ around: around as Record<string, number>, key });
    else views.push(numbersOf(value, path));
  });
  if (numbers.length === 0) return { views, copied: [] };
  const values = new Float64Array(numbers.length);
  const copied: Region = {
    values,
    take() {
      for (const [index, { around, key }] of numbers.entries()) values[index] = around[key]!;
    },
    give() {
      for (const [index, { around, key }] of numbers.entries()) around[key] = values[index]!;
    },
  };
  return { views, copied: [copied] };
}

function numbersOf(value: unknown, path: string): Numbers {
  const values: unknown = leafOf(value)?.values;
  if (values instanceof Float32Array || values instanceof Float64Array) return values;
  throw new MpiError(
    "value",
    `${path || "the parameters"}: only float32 and float64 parameters can be shared among ranks; got ${Object.prototype.toString.call(values ?? value).slice(8, -1)}`,
  );
}

/** Views that are neighbours in one memory, as one. */
function merged(views: readonly Numbers[]): Numbers[] {
  const found: Numbers[] = [];
  const inOrder = [...views].sort((a, b) => a.byteOffset - b.byteOffset);
  for (const buffer of new Set(inOrder.map((view) => view.buffer)))
    for (const type of [Float32Array, Float64Array]) {
      let first = 0;
      let end = Number.NEGATIVE_INFINITY;
      const close = () => {
        const length = (end - first) / type.BYTES_PER_ELEMENT;
        if (length > 0) found.push(new type(buffer as ArrayBuffer, first, length));
      };
      for (const view of inOrder) {
        if (view.buffer !== buffer || !(view instanceof type) || view.length === 0) continue;
        if (view.byteOffset - end >= alignment || end < 0) {
          close();
          first = view.byteOffset;
        }
        end = view.byteOffset + view.byteLength;
      }
      close();
    }
  return found;
}
