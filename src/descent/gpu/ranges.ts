/** Tensors in buffers of the user's own: where they lie, and whether they can be used so. */
import type { HalfCoding } from "../../language/storage.ts";
import { typeOf } from "../../plan/masters.ts";
import { type GpuBuffer, type GpuRange, type GpuTensor, usage } from "../../runtime/webgpu/gpu.ts";
import { codingNames, type HalfType, halfTypes } from "../half.ts";
import { display, type Found, type Leaf, ParameterError } from "../leaf.ts";

/** What stands in a tree for a tensor in a buffer of one's own. */
export type GpuLeaf = GpuBuffer | GpuRange;

const isBuffer = (value: unknown): value is GpuBuffer =>
  typeof value === "object" && value !== null && typeof (value as GpuBuffer).mapAsync === "function";

/** Whether a value stands for a tensor in a buffer. */
export const isGpuLeaf = (value: unknown): value is GpuLeaf =>
  isBuffer(value) || (typeof value === "object" && value !== null && isBuffer((value as GpuRange).buffer));

/** Where a tensor lies, in whole words of four bytes, and its elements. */
interface Place extends GpuTensor {
  readonly elements: number;
}

/**
 * Where a tensor lies.
 *
 * @param at - its path in messages.
 * @param half - the coding of its elements, where the parameter is in 16 bits.
 * @throws ParameterError for bytes that there are not, or that are no whole elements, and for elements of another type.
 */
export function placeOf(leaf: GpuLeaf, at: string, half: HalfCoding | undefined): Place {
  const { buffer, offset = 0, size, dtype }: GpuRange = isBuffer(leaf) ? { buffer: leaf } : leaf;
  const meant = half ? typeOf[half] : "float32";
  if (dtype !== undefined && dtype !== meant)
    throw new ParameterError(`${at}: expected elements of ${meant}, got ${String(dtype)}`);
  const width = half ? 2 : 4;
  const bytes = size ?? buffer.size - offset;
  const isWhole = (value: number, of: number) =>
    Number.isSafeInteger(value) && value >= 0 && value % of === 0;
  if (!isWhole(offset, 4) || !isWhole(bytes, width) || bytes === 0)
    throw new ParameterError(
      `${at}: offset and size are bytes of whole elements, multiples of ${half ? "4 and 2" : "4"}; got offset ${offset}, size ${bytes}`,
    );
  const words = Math.ceil(bytes / 4) * 4;
  if (offset + words > buffer.size)
    throw new ParameterError(
      `${at}: the buffer ends at byte ${buffer.size}; got offset ${offset}, size ${bytes}${words > bytes ? ", of which the last word has four bytes" : ""}`,
    );
  return { buffer, offset, size: words, elements: bytes / width };
}

/** Whether so many elements in a buffer are those of a tensor: of an odd number in 16 bits, half of the last word is nobody's. */
export const areAll = (elements: number, { size, half }: Pick<Leaf, "size" | "half">): boolean =>
  elements === size || (half !== undefined && size % 2 === 1 && elements === size + 1);

/** The coding of a leaf, where it is in 16 bits. @throws ParameterError for a type that is none */
function codingIn(leaf: GpuLeaf, at: string): HalfCoding | undefined {
  const dtype: unknown = isBuffer(leaf) ? undefined : leaf.dtype;
  if (dtype === undefined) return undefined;
  if (halfTypes.includes(dtype as HalfType)) return codingNames[dtype as HalfType];
  throw new ParameterError(`${at}: dtype is ${halfTypes.join(" or ")}; got ${String(dtype)}`);
}

const flags = [
  ["STORAGE", usage.storage],
  ["COPY_SRC", usage.copySource],
  ["COPY_DST", usage.copyDestination],
] as const;

/** @throws ParameterError if a buffer was made without one of the usages. */
export function checkUsage({ buffer }: GpuTensor, needed: number, at: string): void {
  const missing = flags.filter(([, flag]) => needed & flag & ~buffer.usage);
  if (missing.length === 0) return;
  const all = flags.filter(([, flag]) => needed & flag).map(([name]) => `GPUBufferUsage.${name}`);
  throw new ParameterError(
    `${at}: its buffer was made without ${missing.map(([name]) => name).join(" and ")}; make it with usage: ${all.join(" | ")}`,
  );
}

/** @throws ParameterError for a parameter that lies, in part, where another does. */
export function checkApart(
  { buffer, offset, size }: GpuTensor,
  places: ReadonlyMap<string, GpuTensor>,
  at: string,
): void {
  for (const [path, other] of places)
    if (other.buffer === buffer && offset < other.offset + other.size && other.offset < offset + size)
      throw new ParameterError(`${at}: its bytes are also those of ${display(path)}`);
}

/** What parameters are used for: steps, `read`, `write`. */
export const ofParameters = usage.storage | usage.copySource | usage.copyDestination;

/** Reads leaves that are buffers, and keeps where each lies. */
export const rangesInto =
  (places: Map<string, GpuTensor>) =>
  (value: unknown, path: string): Found | undefined => {
    if (!isGpuLeaf(value)) return undefined;
    const at = display(path);
    const half = codingIn(value, at);
    const { elements: length, ...place } = placeOf(value, at, half);
    checkUsage(place, ofParameters, at);
    const { shape } = value as Partial<GpuRange>;
    if (
      shape !== undefined &&
      !(Array.isArray(shape) && shape.reduce((n, extent) => n * extent, 1) === length)
    )
      throw new ParameterError(`${at}: shape ${JSON.stringify(shape)} is not that of ${length} elements`);
    checkApart(place, places, at);
    places.set(path, place);
    const form = shape ? "tensor" : "array";
    const leaf = {
      path,
      form,
      shape: shape ? [...shape] : [length],
      size: length,
      dtype: "float32",
    } as const;
    const coded = half && { half, isCoded: true };
    return { leaf: { ...leaf, ...coded, isApart: true }, values: new Float32Array() };
  };
