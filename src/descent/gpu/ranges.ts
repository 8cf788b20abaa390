/** Tensors in buffers of the user's own: where they lie, and whether they can be used so. */
import { type GpuBuffer, type GpuRange, type GpuTensor, usage } from "../../runtime/webgpu/gpu.ts";
import { display, type Found, ParameterError } from "../leaf.ts";

/** What stands in a tree for a tensor in a buffer of one's own. */
export type GpuLeaf = GpuBuffer | GpuRange;

const isBuffer = (value: unknown): value is GpuBuffer =>
  typeof value === "object" && value !== null && typeof (value as GpuBuffer).mapAsync === "function";

/** Whether a value stands for a tensor in a buffer. */
export const isGpuLeaf = (value: unknown): value is GpuLeaf =>
  isBuffer(value) || (typeof value === "object" && value !== null && isBuffer((value as GpuRange).buffer));

/**
 * Where a tensor lies.
 *
 * @param at - its path in messages.
 * @throws ParameterError for bytes that there are not, or that are no whole elements.
 */
export function placeOf(leaf: GpuLeaf, at: string): GpuTensor {
  const { buffer, offset = 0, size }: GpuRange = isBuffer(leaf) ? { buffer: leaf } : leaf;
  const bytes = size ?? buffer.size - offset;
  const isWhole = (value: number) => Number.isSafeInteger(value) && value >= 0 && value % 4 === 0;
  if (!isWhole(offset) || !isWhole(bytes) || bytes === 0)
    throw new ParameterError(
      `${at}: offset and size are bytes of whole elements, multiples of 4; got offset ${offset}, size ${bytes}`,
    );
  if (offset + bytes > buffer.size)
    throw new ParameterError(
      `${at}: the buffer ends at byte ${buffer.size}; got offset ${offset}, size ${bytes}`,
    );
  return { buffer, offset, size: bytes };
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
    const place = placeOf(value, at);
    checkUsage(place, ofParameters, at);
    const length = place.size / 4;
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
    return { leaf: { ...leaf, isApart: true }, values: new Float32Array() };
  };
