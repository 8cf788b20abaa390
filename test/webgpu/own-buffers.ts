/** Arrays in buffers as a user has them: one after the other, where no vector begins, with numbers between them that nobody may change. */
import { expect } from "vitest";
import type { GpuDevice, GpuRange, Tensor } from "../../src/index.ts";
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
  arrays: { readonly [K in Name]: Float32Array | Pick<Tensor, "data" | "shape"> },
  begin = 20,
): OneBuffer<Name> {
  const all = Object.entries(arrays) as [Name, Float32Array | Tensor][];
  const dataOf = (one: Float32Array | Tensor) => ("shape" in one ? one.data : one);
  const length = all.reduce((sum, [, one]) => sum + dataOf(one).length + 1, begin / 4);
  const values = new Float32Array(length).fill(between);
  const ranges: [Name, GpuRange & { offset: number; size: number }][] = [];
  const buffer = device.createBuffer({ size: values.byteLength, usage: allUsages });
  let at = begin / 4;
  for (const [name, one] of all) {
    const data = dataOf(one);
    values.set(data, at);
    const place = { buffer, offset: at * 4, size: data.length * 4 };
    ranges.push([name, "shape" in one ? { ...place, shape: one.shape } : place]);
    at += data.length + 1;
  }
  device.queue.writeBuffer(buffer as never, 0, values as never);
  return {
    buffer,
    tree: Object.fromEntries(ranges) as { readonly [K in Name]: GpuRange },
    async checkAround() {
      const found = await valuesIn(device, buffer);
      for (const [, { offset, size }] of ranges) found.fill(between, offset / 4, (offset + size) / 4);
      expect(found).toEqual(new Float32Array(length).fill(between));
    },
  };
}
