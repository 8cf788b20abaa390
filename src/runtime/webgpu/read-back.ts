/** Reads from a GPU. */
import { type GpuDevice, usage } from "./gpu.ts";
import type { Piece } from "./pieces.ts";

/** Copies of pieces, one after the other, once all that was submitted before is done. */
export async function readBack(device: GpuDevice, pieces: readonly Piece[]): Promise<Float32Array> {
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  const { mapRead, copyDestination } = usage;
  const staging = device.createBuffer({
    label: "read",
    size: Math.max(4, total * 4),
    usage: mapRead | copyDestination,
  });
  try {
    const encoder = device.createCommandEncoder();
    let at = 0;
    for (const { buffer, offset, length } of pieces) {
      if (length > 0)
        encoder.copyBufferToBuffer(buffer as never, offset, staging as never, at * 4, length * 4);
      at += length;
    }
    device.queue.submit([encoder.finish()] as never);
    await staging.mapAsync(1);
    const values = new Float32Array(staging.getMappedRange().slice(0));
    staging.unmap();
    return values;
  } finally {
    staging.destroy();
  }
}
