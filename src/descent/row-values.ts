/** Rows of tensors as users give them, numbers along the first axis and values row by row: checked, and put together. */
import { arrayOf, type Elements } from "../language/dtype.ts";
import { question } from "../options/nearest.ts";
import { shown } from "../options/shown.ts";
import { firstStepRule } from "../plan/first-step.ts";
import type { Tensor } from "../plan/groups.ts";
import type { Plan } from "../plan/plan.ts";
import { isBound } from "./element-bounds.ts";
import type { Float16Values, HalfTensor } from "./half.ts";
import { display, dtypeOf, isFloat16, leafOf, nameOf, ParameterError } from "./leaf.ts";
import type { Parts } from "./parts.ts";

/** Which rows stay, and which are new. */
export interface RowEdit {
  /** Numbers of the rows to keep, in their new order; default all. A row that is named twice is there twice, with its state. */
  readonly keep?: ArrayLike<number> | undefined;
  /**
   * Values of new rows, one after the other: in the tensor's type, or an array of numbers. For a tensor in 16 bits also a Float32Array, which
   * its masters take as it is.
   */
  readonly append?:
    | Elements
    | Float16Values
    | HalfTensor
    | readonly number[]
    | { readonly data: Elements; readonly shape: readonly number[] }
    | undefined;
}

/** Number of elements of a row. */
export const widthOf = ({ shape, size }: Tensor): number => size / shape[0]!;

/** A tensor, and the number of its group. @throws ParameterError for an unknown path, and for a number, which has no rows */
export function tensorAt(call: string, { groups }: Plan, path: string): { tensor: Tensor; group: number } {
  for (const [group, { tensors }] of groups.entries()) {
    const tensor = tensors.find((one) => one.path === path);
    if (!tensor) continue;
    if (tensor.shape.length > 0) return { tensor, group };
    throw new ParameterError(
      `${call}: ${display(path)} is a single number, which has no rows; give an array`,
    );
  }
  const paths = groups.flatMap(({ tensors }) => tensors.map((tensor) => tensor.path));
  throw new ParameterError(`${call}: there is no parameter ${shown(path)}${question(String(path), paths)}`);
}

/** @throws ParameterError for a tensor that is divided into blocks: states of its rows lie block by block. */
export function checkRows(call: string, { path, blocks }: Tensor): void {
  if (!blocks) return;
  throw new ParameterError(
    `${call}: the optimizer takes ${display(path)} in blocks, and no rows of these can be told apart; init again, or leave its blocks out`,
  );
}

/** Numbers of rows of a tensor. @throws ParameterError */
export function rowNumbers(call: string, given: unknown, tensor: Tensor): number[] {
  const { path, shape } = tensor;
  const isList = Array.isArray(given) || (ArrayBuffer.isView(given) && "length" in given);
  if (!isList)
    throw new ParameterError(
      `${call}: rows of ${display(path)} are given as an array of numbers; got ${nameOf(given)}`,
    );
  const last = shape[0]! - 1;
  return Array.from(given as ArrayLike<unknown>, (row) => {
    if (Number.isSafeInteger(row) && (row as number) >= 0 && (row as number) <= last) return row as number;
    const got = typeof row === "number" ? row : nameOf(row);
    throw new ParameterError(
      `${call}: rows of ${display(path)} are whole numbers from 0 to ${last}; got ${got}`,
    );
  });
}

/** The rows to keep and the values to append. @throws ParameterError */
export function readEdit(edit: unknown, tensor: Tensor): { keep: readonly number[]; append: Elements } {
  if (typeof edit !== "object" || edit === null)
    throw new ParameterError(`edit: expected { keep, append }; got ${nameOf(edit)}`);
  const unknown = Object.keys(edit).find((key) => key !== "keep" && key !== "append");
  if (unknown !== undefined)
    throw new ParameterError(
      `edit: unknown option ${shown(unknown)}${question(unknown, ["keep", "append"])}`,
    );
  const { keep, append } = edit as RowEdit;
  if (keep === undefined && append === undefined)
    throw new ParameterError("edit: nothing to do; give keep, append or both");
  return {
    keep: keep === undefined ? [...Array(tensor.shape[0]!).keys()] : rowNumbers("edit", keep, tensor),
    append: append === undefined ? new arrayOf[tensor.dtype](0) : appended(append, tensor),
  };
}

/** Values of whole rows, in the tensor's type. @throws ParameterError */
function appended(given: unknown, tensor: Tensor): Elements {
  const { path, dtype, shape } = tensor;
  const width = widthOf(tensor);
  const isList = Array.isArray(given);
  if ((isList || dtypeOf(given) || isFloat16(given)) && (given as readonly unknown[]).length === 0)
    return new arrayOf[dtype](0);
  const found = leafOf(given, path);
  const isRows =
    found !== undefined &&
    found.leaf.form !== "number" &&
    (isList || found.leaf.dtype === dtype) &&
    found.leaf.size % width === 0 &&
    (found.leaf.form === "array" || String(found.leaf.shape.slice(1)) === String(shape.slice(1)));
  if (isRows) return isList ? arrayOf[dtype].from(found.values) : found.values;
  const kind = dtype === "float32" ? "Float32Array" : "Float64Array";
  const got = found ? `${found.leaf.dtype} of shape [${found.leaf.shape.join(", ")}]` : nameOf(given);
  throw new ParameterError(
    `edit: rows to append to ${display(path)} are whole rows of ${width} numbers each, in a ${kind}, an array of numbers or a tensor of shape [${["rows", ...shape.slice(1)].join(", ")}]; got ${got}`,
  );
}

/** @throws ParameterError where a rule begins states in the first step, which is past. */
export function checkBegins(call: string, { running: { plan }, steps }: Parts, path: string): void {
  if (steps.participants.countOf(path).count === 0 && steps.counters.pending === 0) return;
  const rule = firstStepRule(plan, tensorAt(call, plan, path).group);
  if (rule === undefined) return;
  throw new ParameterError(
    `${call}: ${rule} begins its states of ${display(path)} in the first step, which is past: rows that come later would never begin; init again with the new rows, or take another optimizer`,
  );
}

/** @throws ParameterError where each element of a tensor has bounds of its own: those of new rows are not known. */
export function checkBounds({ states }: Plan, path: string): void {
  for (const { state } of states) {
    if (!isBound(state)) continue;
    const { box, rule } = state.link.instance;
    const bounds = [box!.min, box!.max].map(({ at }) => at.get(path));
    if (bounds.some((given) => given && given.shape.length > 0))
      throw new ParameterError(
        `edit: ${rule.name} has bounds for each element of ${display(path)}, which do not follow its rows; give it one number for each side`,
      );
  }
}

/** The rows of an array that are kept, then those that are added. */
export type Joined = (values: Elements, added: Elements) => Elements;

/** They in a new array, of an array of so many rows. */
export function joinedRows(
  values: Elements,
  keep: readonly number[],
  rows: number,
  added: Elements,
): Elements {
  const width = values.length / rows;
  const joined = new arrayOf[dtypeOf(values)!](keep.length * width + added.length);
  for (let to = 0; to < keep.length; to++) {
    const from = keep[to]! * width;
    if (width === 1) joined[to] = values[from]!;
    else joined.set(values.subarray(from, from + width), to * width);
  }
  joined.set(added, keep.length * width);
  return joined;
}
