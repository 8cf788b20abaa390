/** What bindings are given: whole buffers, or the parts of them that belong to a chunk. */

import type { Resource } from "./given.ts";
import type { GpuBuffer } from "./gpu.ts";
import type { Bound, Dispatch } from "./module.ts";
import type { Program } from "./program.ts";

/** Bytes between the words of two chunks: where a binding of uniforms may begin. */
export const chunkBytes = 256;

/** What a binding of a dispatch is given. */
export function resourceOf(
  { layout }: Program,
  buffers: ReadonlyMap<string, GpuBuffer>,
  { buffer: name }: Bound,
  chunk: Dispatch["chunk"],
): Resource {
  const buffer = buffers.get(name)!;
  if (!chunk || name === "h" || name === "v" || name === "t") return { buffer };
  const { places, plan } = layout;
  if (name === "c") {
    const before = places.slice(0, chunk.group).reduce((sum, { chunks }) => sum + chunks.length, 0);
    return { buffer, offset: (before + chunk.index) * chunkBytes, size: 16 };
  }
  const { chunks } = places[chunk.group]!;
  const bank = name.endsWith("/states")
    ? plan.states.find((state) => layout.rolePlace(chunk.group, state.role).buffer === name)!
    : undefined;
  const shared = bank ? layout.rolePlace(chunk.group, bank.role).shared : 1;
  const stride = chunks[0]!.vectors * 16 * shared;
  const size = shared > 1 ? stride : chunks[chunk.index]!.vectors * 16;
  return { buffer, offset: chunk.index * stride, size };
}
