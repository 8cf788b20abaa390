/** Arrays in buffers as a user has them: one after the other, where no vector begins, with numbers between them that nobody may change. */
import { expect } from "vitest";
import type { GpuDevice, GpuRange, HalfTensor, Tensor } from "../../src/index.ts";
import type { GpuBuffer } from "../../src/runtime/webgpu/gpu.ts";
import { readBack } from "../../src/runtime/webgpu/read-back.ts";

/** What a buffer of parameters or gradients is used for. */
export const allUsages = 0x80 | 0x4 | 0x8;

/** What lies between arrays. */
const between = 12345;

/** A buffer that holds numbers. */
export function bufferWith(device: GpuDevice, values: Float32Array, usage = allUsages): GpuBuffer {
  const buffer = device.createBuffer({ size: values.byteLength, usage });
  if (usage & 0x8) device.queue.writeBuffer(buffer as never, 0, values as never);
  return buffer;
}

/** The whole of a buffer. */
export const valuesIn = (device: GpuDevice, buffer: GpuBuffer): Promise<Float32Array> =>
  readBack(device, [{ buffer, offset: 0, length: buffer.size / 4 }]);

/** What is put into one: numbers, or codes in 16 bits. */
type Given = Float32Array | Pick<Tensor, "data" | "shape"> | HalfTensor;

/** The words in which they lie. */
export function wordsOf(one: Given): Float32Array {
  const data = "shape" in one ? one.data : one;
  if (!(data instanceof Uint16Array)) return data as Float32Array;
  const words = new Uint16Array(Math.ceil(data.length / 2) * 2);
  words.set(data);
  return new Float32Array(words.buffer);
}

/** Arrays in one buffer. */
export interface OneBuffer<Name extends string> {
  readonly buffer: GpuBuffer;
  readonly tree: { readonly [K in Name]: GpuRange };
  /** Expects that all between the arrays is as it was. */
  checkAround(): Promise<void>;
}

/** Puts arrays there; the first begins at byte `begin`, one number lies between two. */
export function inOneBuffer<Name extends string>(
  device: GpuDevice,
  arrays: { readonly [K in Name]: Given },
  begin = 20,
): OneBuffer<Name> {
  const all = Object.entries(arrays) as [Name, Given][];
  const length = all.reduce((sum, [, one]) => sum + wordsOf(one).length + 1, begin / 4);
  const values = new Float32Array(length).fill(between);
  const ranges: [Name, GpuRange & { offset: number; size: number }][] = [];
  const buffer = device.createBuffer({ size: values.byteLength, usage: allUsages });
  let at = begin / 4;
  for (const [name, one] of all) {
    const words = wordsOf(one);
    values.set(words, at);
    const { shape, dtype } = one as Partial<HalfTensor>;
    const size = "shape" in one ? one.data.byteLength : one.byteLength;
    ranges.push([name, { buffer, offset: at * 4, size, ...(shape && { shape }), ...(dtype && { dtype }) }]);
    at += words.length + 1;
  }
  device.queue.writeBuffer(buffer as never, 0, values as never);
  return {
    buffer,
    tree: Object.fromEntries(ranges) as { readonly [K in Name]: GpuRange },
    async checkAround() {
      const found = await valuesIn(device, buffer);
      for (const [, { offset, size }] of ranges)
        found.fill(between, offset / 4, Math.ceil((offset + size) / 4));
      expect(found).toEqual(new Float32Array(length).fill(between));
    },
  };
}
