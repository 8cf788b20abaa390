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
  /** Elements that each rank has of it, one after the other, where the descent has dealt them out. */
  readonly counts?: readonly number[];
}

/** Tensors begin at multiples of 32 bytes: what lies between two of them is no one's. */
const alignment = 32;

const nothing = () => {};

/** The regions of a tree of views, such as `descent.grads`. @throws MpiError for arrays of other types. */
export function regionsOf(tree: unknown): Region[] {
  const { views, copied } = read(tree);
  return [...runsOf([...views.values()], () => true).map((run) => inPlace(joined(run))), ...copied];
}

/** A region for each view, in the order of the tree: the same for trees of one structure, wherever they lie. @throws MpiError */
export function viewsOf(tree: unknown): Region[] {
  const { views, copied } = read(tree);
  return [...[...views.values()].map(inPlace), ...copied];
}

/** An array that a collective takes as it is. */
export const inPlace = (values: Numbers): Region => ({ values, take: nothing, give: nothing });

/** The views of a tree by path, and a region for all of its plain numbers. @throws MpiError for arrays of other types. */
export function read(tree: unknown): {
  readonly views: ReadonlyMap<string, Numbers>;
  readonly copied: readonly Region[];
} {
  const views = new Map<string, Numbers>();
  const numbers: { readonly around: Record<string, number>; readonly key: string }[] = [];
  mapTree(tree, (value, path, around, key) => {
    if (typeof value === "number") numbers.push({ around: around as Record<string, number>, key });
    else views.set(path, numbersOf(value, path));
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

const endOf = (view: Numbers): number => view.byteOffset + view.byteLength;

/** Views that are neighbours in one memory, in their order there; `goesOn` decides whether one belongs to the one before. */
export function runsOf(
  views: readonly Numbers[],
  goesOn: (one: Numbers, next: Numbers) => boolean,
): Numbers[][] {
  const runs: Numbers[][] = [];
  const inOrder = views.filter(({ length }) => length > 0).sort((a, b) => a.byteOffset - b.byteOffset);
  for (const buffer of new Set(inOrder.map((view) => view.buffer)))
    for (const type of [Float32Array, Float64Array]) {
      let last: Numbers | undefined;
      for (const view of inOrder) {
        if (view.buffer !== buffer || !(view instanceof type)) continue;
        if (last && view.byteOffset - endOf(last) < alignment && goesOn(last, view)) runs.at(-1)!.push(view);
        else runs.push([view]);
        last = view;
      }
    }
  return runs;
}

/** A run as one array. */
export function joined(run: readonly Numbers[]): Numbers {
  const [{ buffer, byteOffset }, last] = [run[0]!, run.at(-1)!];
  const type = last instanceof Float32Array ? Float32Array : Float64Array;
  return new type(buffer as ArrayBuffer, byteOffset, (endOf(last) - byteOffset) / type.BYTES_PER_ELEMENT);
}
