/** Memory that nothing reads any more, while users may still hold arrays on it. */
import type { Allocation } from "./backend.ts";

/** NaN in both types of elements, and a number that no computation gives. */
const mark = 0xfff8ed17;

/** Takes the memory of an arena and of values beside it away, or marks it: whether the marked memory was written, on being freed. */
export function retired(
  { buffer, base, detach, free }: Allocation,
  bytes: number,
  values: readonly Float64Array[],
): () => boolean {
  for (const { buffer: own } of values) structuredClone(own, { transfer: [own as ArrayBuffer] });
  if (detach) {
    free();
    detach();
    return () => false;
  }
  const words = new Uint32Array(buffer, base, bytes / 4).fill(mark);
  return () => {
    const isWritten = words.some((word) => word !== mark);
    free();
    return isWritten;
  };
}
