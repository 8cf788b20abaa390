/** Linear algebra on the memory of a descent: its loops as the backend has them, on all threads that work on that memory. */
import { byLoop, compiledKernels } from "../../linear-algebra/compiled.ts";
import type { Kernels } from "../../linear-algebra/kernels.ts";
import type { Allocation, Loops } from "./backend.ts";

/** Places in a memory, in bytes from its beginning. */
export interface Places {
  /** `blockBytes` bytes, a multiple of `unit`. */
  readonly block: number;
  /** Where products pack factors, a multiple of 64, and how much there is. */
  readonly room: number;
  readonly roomBytes: number;
}

/** The loops on a memory. */
export function kernelsOn(runs: Loops, { buffer, threads }: Allocation, places: Places): Kernels {
  const memory = { buffer, runs, ...places };
  if (!threads) return compiledKernels(memory);
  const divided = byLoop((name) => threads.inPieces(runs[name]));
  return compiledKernels({
    ...memory,
    threads: threads.most,
    divide: (name, block, pieces) => divided[name](block, pieces),
  });
}
