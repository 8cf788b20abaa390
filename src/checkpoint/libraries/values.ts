/** Numbers and tensors in states of other libraries: read, checked against a parameter, copied. Nothing is rounded in silence. */
import { shown } from "../../options/shown.ts";
import { OptimizerStateError } from "./optimizer-state-error.ts";

/** Elements of a tensor, flat: row by row. */
export type StateElements =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | BigInt64Array
  | readonly number[];

/** A tensor with its shape, as `tensor(data, shape)` makes it and as other libraries have it. */
export interface ShapedValue {
  readonly data: StateElements;
  readonly shape: readonly number[];
}

/** A tensor, or one number. Without a shape only the number of elements is checked. */
export type StateValue = number | StateElements | ShapedValue;

const arrays = ["Float32Array", "Float64Array", "Int32Array", "Uint8Array", "BigInt64Array"];

function isElements(value: unknown): value is StateElements {
  // An empty list is an empty tuple.
  if (Array.isArray(value)) return value.length > 0 && value.every((element) => typeof element === "number");
  return arrays.includes(Object.prototype.toString.call(value).slice(8, -1));
}

/** The elements and the shape, if there is one; undefined for anything else. */
export function elementsOf(value: unknown): { data: StateElements; shape?: readonly number[] } | undefined {
  if (typeof value === "number") return { data: [value], shape: [] };
  if (isElements(value)) return { data: value };
  const { data, shape } = (value ?? {}) as { readonly data?: unknown; readonly shape?: unknown };
  return isElements(data) && Array.isArray(shape) ? { data, shape: shape as number[] } : undefined;
}

/** Whether something is a tensor or a number. */
export const isValue = (value: unknown): boolean => elementsOf(value) !== undefined;

/** One number, such as a count. @throws OptimizerStateError */
export function numberFrom(what: string, value: unknown): number {
  const found = elementsOf(value);
  if (found?.data.length === 1) return Number(found.data[0]);
  throw new OptimizerStateError(`${what} must be one number; got ${shown(value)}`);
}

/** A number of steps. @throws OptimizerStateError */
export function countFrom(what: string, value: unknown): number {
  const count = numberFrom(what, value);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new OptimizerStateError(`${what} must be a whole number, at least 0; got ${count}`);
}

/**
 * Copies a tensor into the memory of a parameter's state.
 *
 * @throws OptimizerStateError for another shape, or a number that the memory's type would round.
 */
export function copyValue(
  what: string,
  value: unknown,
  into: Float32Array | Float64Array,
  shape: readonly number[],
  factor: 1 | -1,
): void {
  const found = elementsOf(value);
  if (!found) throw new OptimizerStateError(`${what} must be a tensor; got ${shown(value)}`);
  const { data } = found;
  const isSame = !found.shape || extents(found.shape) === extents(shape);
  if (data.length !== into.length || !isSame) {
    const given = found.shape ? `shape [${found.shape.join(", ")}]` : `${data.length} elements`;
    throw new OptimizerStateError(
      `${what} has ${given}; the parameter has ${found.shape ? `shape [${shape.join(", ")}]` : `${into.length}`}`,
    );
  }
  for (let i = 0; i < into.length; i++) {
    const element = factor * Number(data[i]);
    into[i] = element;
    if (into[i] !== element && !Number.isNaN(element))
      throw new OptimizerStateError(
        `${what} has ${element}, which float32 rounds; round it with Float32Array.from, or give init a Float64Array`,
      );
  }
}

/** A shape as text; one number has none or one axis. */
const extents = (shape: readonly number[]): string => shape.join() || "1";
