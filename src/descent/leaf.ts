/**
 * The leaves of a tree of parameters: a typed array, an array of numbers, one number, or a tensor with a shape. Recognises them
 * from any realm (a frame, a `vm` context, a test runner), and describes anything else for messages.
 */
import { arrayOf, type DType, type Elements } from "../language/dtype.ts";
import type { Tensor as TensorInfo } from "../plan/groups.ts";
import {
  codingNames,
  decodedHalf,
  type Float16Values,
  type HalfTensor,
  type HalfType,
  halfTypes,
} from "./half.ts";

/** A typed array with a shape, row by row. */
export interface Tensor<E extends Elements | Float16Values = Elements> {
  readonly data: E;
  readonly shape: readonly number[];
}

/** A tree that cannot be optimised, or does not have the expected structure. Names the path. */
export class ParameterError extends TypeError {
  override readonly name = "ParameterError";
}

/** A leaf, without its values. */
export interface Leaf extends TensorInfo {
  readonly form: "array" | "tensor" | "number";
  /** Whether it is in 16 bits by codes, not as a `Float16Array`. */
  readonly isCoded?: boolean;
}

/** A path in messages, its middle left out where it is long. */
export const display = (path: string): string => {
  if (!path) return "the root";
  return path.length > 200 ? `"${path.slice(0, 100)}...${path.slice(-60)}"` : `"${path}"`;
};

/** The getter of every typed array's name: it works for arrays of any realm and for nothing else. */
const nameOfTypedArray = /* @__PURE__ */ Object.getOwnPropertyDescriptor(
  /* @__PURE__ */ Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
)!.get!;

const kindOf = (value: unknown): string | undefined => nameOfTypedArray.call(value) as string | undefined;

const dtypes: Readonly<Record<string, DType>> = {
  Float32Array: "float32",
  Float64Array: "float64",
};

/** The element type of an array that can be a parameter. */
export function dtypeOf(value: unknown): DType | undefined {
  // Every step asks, and asking an array for its name takes longer; arrays of other realms and of users' classes are known by that alone.
  const prototype: unknown = ArrayBuffer.isView(value) ? Object.getPrototypeOf(value) : undefined;
  if (prototype === Float32Array.prototype) return "float32";
  if (prototype === Float64Array.prototype) return "float64";
  const kind = kindOf(value);
  return kind === "Float32Array" ? "float32" : kind === "Float64Array" ? "float64" : undefined;
}

/** Whether a value is a `Float16Array`. */
export const isFloat16 = (value: unknown): value is Float16Values => kindOf(value) === "Float16Array";

/** Whether a value is what `tensor` makes of codes in 16 bits. */
export function isCoded(value: unknown): value is HalfTensor {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 3) return false;
  const { data, shape, dtype } = value as Partial<HalfTensor>;
  return kindOf(data) === "Uint16Array" && Array.isArray(shape) && halfTypes.includes(dtype!);
}

/** A copy, by the type of the elements: `slice` of an array of a user's class may return anything. */
export const copyOf = (values: Elements): Elements => new arrayOf[dtypeOf(values)!](values);

/** Whether an array's memory was transferred away. */
export function isDetached({ buffer }: ArrayBufferView): boolean {
  try {
    // Of no length: all bytes of a large buffer are more than an array can have.
    new Uint8Array(buffer, 0, 0);
    return false;
  } catch {
    return true;
  }
}

/**
 * Gives a typed array a shape, for rules that look at rows and columns.
 *
 * @param data - the elements, row by row; not copied.
 * @param shape - whole numbers whose product is the number of elements.
 * @throws ParameterError if the shape does not have as many elements as the data.
 * @example
 * tensor(new Float32Array(6), [2, 3])
 */
export function tensor<E extends Elements | Float16Values>(data: E, shape: readonly number[]): Tensor<E>;
/**
 * Says of which numbers in 16 bits a Uint16Array has the codes, and their shape: parameters and gradients may be given so.
 *
 * @param options - `dtype`: `"float16"` or `"bfloat16"`.
 * @throws ParameterError also for another dtype.
 * @example
 * const gradient = tensor(Uint16Array.of(0x3f80, 0xc000), [2], { dtype: "bfloat16" }); // 1 and -2
 */
export function tensor(
  data: Uint16Array,
  shape: readonly number[],
  options: { readonly dtype: HalfType },
): HalfTensor;
export function tensor(
  data: Elements | Float16Values | Uint16Array,
  shape: readonly number[],
  options?: { readonly dtype: HalfType },
): Tensor | HalfTensor {
  if (options === undefined)
    return Object.freeze({ data: data as Elements, shape: checkedShape(data, shape) });
  const dtype: unknown = options?.dtype;
  if (kindOf(data) !== "Uint16Array" || !halfTypes.includes(dtype as HalfType))
    throw new ParameterError(
      `tensor takes a dtype, "float16" or "bfloat16", of the codes in a Uint16Array; got ${nameOf(data)} and ${dtype === undefined ? "none" : JSON.stringify(dtype)}`,
    );
  return Object.freeze({ data: data as Uint16Array, shape: sized(data, shape), dtype: dtype as HalfType });
}

/** A copy of a shape that fits the data; `at` says in messages where it stands. @throws ParameterError */
function checkedShape(data: unknown, shape: readonly number[], at = ""): readonly number[] {
  if (dtypeOf(data) || isFloat16(data)) return sized(data as Elements, shape, at);
  const advice =
    kindOf(data) === "Uint16Array" ? `; codes in 16 bits need their type, { dtype: "bfloat16" }` : "";
  throw new ParameterError(
    `${at}tensor takes a Float32Array or a Float64Array and its shape; got ${nameOf(data)}${advice}`,
  );
}

/** The same for data of any type. @throws ParameterError */
function sized(data: ArrayLike<number>, shape: readonly number[], at = ""): readonly number[] {
  const refuse = (problem: string): never => {
    throw new ParameterError(`${at}${problem}`);
  };
  if (!Array.isArray(shape)) refuse(`a shape is an array of whole numbers; got ${nameOf(shape)}`);
  const own: readonly number[] = Array.from(shape);
  if (!own.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
    refuse(`extents of a shape must be whole numbers; got [${own.map(shown).join(", ")}]`);
  }
  const size = own.reduce((product, extent) => product * extent, 1);
  const { length } = data;
  if (size !== length) refuse(`shape [${own.join(", ")}] has ${size} elements; the data has ${length}`);
  return Object.freeze(own);
}

const shown = (value: unknown): string => (typeof value === "number" ? String(value) : nameOf(value));

/** A value's type, for messages. */
export function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  try {
    const type: unknown = value.constructor;
    return typeof type === "function" && type.name ? type.name : "an object";
  } catch {
    return "an object that cannot be read";
  }
}

/** An object whose keys are paths, of any realm: no class, no map. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether an array holds numbers and nothing else. */
export function areNumbers(value: readonly unknown[]): value is readonly number[] {
  const { length } = value;
  for (let i = 0; i < length; i++) if (typeof value[i] !== "number") return false;
  return length > 0;
}

/** A leaf and its values. */
export interface Found {
  readonly leaf: Leaf;
  readonly values: Elements;
}

/** The leaf of a value; undefined if the value may hold leaves. What is in 16 bits is decoded. @throws ParameterError */
export function leafOf(value: unknown, path: string): Found | undefined {
  if (typeof value === "number") return found(path, "number", Float64Array.of(value), []);
  if (typeof value !== "object" || value === null) return undefined;
  if (dtypeOf(value)) return found(path, "array", value as Elements);
  if (isFloat16(value)) return found(path, "array", value);
  if (isCoded(value)) {
    const half = { half: codingNames[value.dtype], isCoded: true };
    return found(path, "tensor", decodedHalf(value), sized(value.data, value.shape), half);
  }
  if (Array.isArray(value)) {
    return areNumbers(value) ? found(path, "array", Float64Array.from(value)) : undefined;
  }
  if (!("shape" in value && "data" in value) || Object.keys(value).length !== 2) return undefined;
  const { data, shape } = value;
  if (!Array.isArray(shape)) return undefined;
  const own = checkedShape(data, shape, `${display(path)}: `);
  return found(path, "tensor", data as Elements, own);
}

function found(
  path: string,
  form: Leaf["form"],
  given: Elements | Float16Values,
  shape?: readonly number[],
  coded?: Pick<Leaf, "half" | "isCoded">,
): Found {
  const { length } = given;
  if (length === 0) {
    throw new ParameterError(
      isDetached(given as Elements)
        ? `${display(path)} has lost its memory, which was transferred away; give an array that is still there`
        : `${display(path)} has no elements; leave it out`,
    );
  }
  const half = coded ?? (isFloat16(given) ? { half: "f16" as const } : undefined);
  const values = half && !coded ? Float32Array.from(given) : (given as Elements);
  const leaf = { path, form, shape: shape ?? [length], size: length, dtype: dtypeOf(values)!, ...half };
  return { leaf, values };
}

/** The error for a value that neither is a parameter nor contains any. */
export function refusal(value: unknown, path: string): ParameterError {
  const expected = "expected a Float32Array, a Float64Array, numbers, or objects and arrays of them";
  const advice = adviceFor(value);
  return new ParameterError(
    `${display(path)} is ${nameOf(value)}; ${expected}${advice ? `: ${advice}` : ""}`,
  );
}

/** Advice on how to turn a value into a parameter. */
function adviceFor(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const kind = kindOf(value);
  if (kind?.startsWith("Big")) return "Float64Array.from(array, Number) makes one";
  if (kind) return "Float32Array.from(array) makes one";
  const name = nameOf(value);
  if (name in dtypes)
    return "this is not an array but a proxy or an object made from its prototype; give the array";
  if (name.endsWith("ArrayBuffer")) return "new Float32Array(buffer) makes one";
  if (name === "DataView") return "new Float32Array(view.buffer, view.byteOffset) makes one";
  if (name === "GPUBuffer")
    return "a buffer of a GPU is a parameter on its own device: init(params, { device }), with the GPUDevice that made it";
  if (name === "Map") return "Object.fromEntries(map) makes an object";
  if (name === "Set") return "[...set] makes an array";
  return "{ ...value } makes a plain object";
}
