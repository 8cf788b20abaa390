/** Rows of a tensor change places with its first ones, in all its arrays, and go back. */
import type { Elements } from "../../language/dtype.ts";
import type { Codes } from "../../language/storage.ts";
import { halfRole } from "../../plan/halves.ts";
import { countInRow } from "../../plan/slices.ts";
import type { TableRows } from "../device.ts";
import { align, strideOf } from "./alignment.ts";
import type { HostMemory } from "./row-work.ts";

type Values = Elements | Codes;

/** An array of a tensor that has values for its rows. */
export interface Exchange {
  readonly view: Values;
  /** Values of a row. */
  readonly width: number;
  /** Whether it holds the gradient: its values come with the call, and go with it. */
  readonly isGradient: boolean;
  /** What the first values were, as many as a kernel may write; kept from call to call. */
  saved: Values;
}

const known = new WeakMap<HostMemory, Map<string, Exchange[]>>();

/** The arrays of a tensor, with room for what stands in the first rows. */
export function exchangesOf(host: HostMemory, path: string, rows: number): readonly Exchange[] {
  let ofHost = known.get(host);
  if (!ofHost) {
    ofHost = new Map();
    known.set(host, ofHost);
  }
  let found = ofHost.get(path);
  if (!found) {
    found = arraysOf(host, path);
    ofHost.set(path, found);
  }
  for (const one of found) {
    const needed = Math.min(one.view.length, align(rows * one.width, strideOf.float32));
    if (one.saved.length < needed) one.saved = one.view.slice(0, Math.min(one.view.length, needed * 2));
  }
  return found;
}

function arraysOf({ plan, places, arrays, values }: HostMemory, path: string): Exchange[] {
  const place = places.get(path)!;
  const [group, index] = place;
  const tensor = plan.groups[group]!.tensors[index]!;
  const states = plan.states.filter((state) => state.groups.includes(group));
  const roles = states.filter(({ scope }) => scope === "element").map(({ role }) => role);
  const found = ["p", "g", ...(tensor.half ? [halfRole] : []), ...roles].map((role) => ({
    view: arrays.codes(role, place) ?? arrays.numbers(role, place),
    isGradient: role === "g",
  }));
  const sliced = states
    .filter(({ scope }) => scope !== "element" && countInRow(scope, tensor) > 0)
    .map(({ state }) => ({ view: values.ofTensor(state.symbol, ...place), isGradient: false }));
  return [...found, ...sliced].map(({ view, isGradient }) => ({
    view,
    isGradient,
    width: view.length / tensor.shape[0]!,
    saved: view.slice(0, 0),
  }));
}

/** Makes the rows the first ones. */
export function takeIn(exchanges: readonly Exchange[], { indices, gradient }: TableRows): void {
  const rows = indices.length;
  for (const { view, width, isGradient, saved } of exchanges) {
    saved.set(view.subarray(0, Math.min(saved.length, align(rows * width, strideOf.float32))));
    if (isGradient) {
      view.set(gradient);
      continue;
    }
    for (let to = 0; to < rows; to++) {
      const from = indices[to]!;
      if (from >= rows) view.copyWithin(to * width, from * width, (from + 1) * width);
      else for (let i = 0; i < width; i++) view[to * width + i] = saved[from * width + i]!;
    }
  }
}

/** Puts them back where they were, with what the call has made of them. */
export function putBack(exchanges: readonly Exchange[], indices: Uint32Array): void {
  const rows = indices.length;
  for (const { view, width, isGradient, saved } of exchanges) {
    if (!isGradient)
      for (let from = 0; from < rows; from++) {
        const to = indices[from]!;
        if (to < rows) for (let i = 0; i < width; i++) saved[to * width + i] = view[from * width + i]!;
      }
    const front = rows * width;
    const end = Math.min(view.length, align(front, strideOf.float32));
    // What a kernel has written behind the last row belongs to the next one.
    for (let i = front; i < end; i++) view[i] = saved[i]!;
    if (!isGradient)
      for (let from = 0; from < rows; from++) {
        const to = indices[from]!;
        if (to >= rows) view.copyWithin(to * width, from * width, (from + 1) * width);
      }
    view.set(saved.subarray(0, front));
  }
}
