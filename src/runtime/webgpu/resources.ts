/** What bindings are given: whole buffers, or what of them belongs to a part of a chunk. */

import type { Resource } from "./given.ts";
import type { Memory } from "./memory.ts";
import type { Bound, Dispatch } from "./module.ts";
import type { Part } from "./parts.ts";
import type { Program } from "./program.ts";

/** What a binding of a dispatch over a part is given, but for uniforms and the words of the part. */
export function resourceOf(
  { layout }: Program,
  memory: Memory,
  { buffer: name }: Bound,
  over: Dispatch["over"],
  span: Part["span"],
): Resource {
  const buffer = memory.of(name);
  if (over?.kind === "matrices") {
    const lies = layout.matrices.spanOf(over.group, over.tensor, name);
    return lies ? { buffer, offset: lies.first * 16, size: lies.vectors * 16 } : { buffer };
  }
  if (!span || over?.chunk === undefined || name === "v" || name === "t") return { buffer };
  const { places, plan } = layout;
  const bank = name.endsWith("/states")
    ? plan.states.find((state) => layout.rolePlace(over.group, state.role).buffer === name)!
    : undefined;
  const shared = bank ? layout.rolePlace(over.group, bank.role).shared : 1;
  const vector = 4 * layout.widthOf(over.group, name.slice(name.indexOf("/") + 1));
  if (shared === 1) return { buffer, offset: span.first * vector, size: span.vectors * vector };
  const { chunks } = places[over.group]!;
  const stride = chunks[0]!.vectors * 16 * shared;
  const begin = (span.first - chunks[over.chunk]!.first) * 16;
  return { buffer, offset: over.chunk * stride + begin, size: stride - begin };
}
