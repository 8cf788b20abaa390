/** Linear algebra on the memory of a descent: its loops as the backend has them, on all threads that work on that memory. */
import { blockBytes, byLoop, compiledKernels, roomBytesOf } from "../../linear-algebra/compiled.ts";
import { blockSize } from "../../linear-algebra/householder.ts";
import type { Kernels } from "../../linear-algebra/kernels.ts";
import { padded } from "../../linear-algebra/room.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Factorisation } from "../../plan/routines.ts";
import { align } from "./alignment.ts";
import type { Arena } from "./arena.ts";
import type { Allocation, Loops } from "./backend.ts";
import { kindsOf } from "./placed-routines.ts";
import { workspaceOf } from "./whole-matrices.ts";

/** Places in a memory, in bytes from the beginning of what is allocated. */
export interface Places {
  /** `blockBytes` bytes, a multiple of `unit`. */
  readonly block: number;
  /** Where products pack factors, a multiple of 64, and how much there is. */
  readonly room: number;
  readonly roomBytes: number;
  /** Where factorisations work, a multiple of 64. */
  readonly workspace: number;
}

/**
 * What compiled products need beside the memory of an arena; undefined where there are none.
 *
 * @returns places from the arena's beginning on, and all bytes.
 */
export function placesBeside(
  arena: Arena,
  plan: Plan,
  threads: number,
): (Places & { readonly bytes: number }) | undefined {
  let most = 0;
  for (const placed of [...arena.routines.values()].flat(2)) {
    const { routine } = placed;
    const kinds = kindsOf([placed]);
    const { dtype } = plan.groups[routine.group]!;
    for (const { steps } of routine.blocks)
      for (const step of steps) {
        if (step.kind === "pass") continue;
        const side = routine.matrices[step.out]!.shape[0];
        if (isFactorisation(step.kind) && workspaceOf[step.kind](dtype, 1, 1) > 0)
          for (const { sides } of kinds) {
            // Blocks of reflections are applied by products, some of them in float64.
            const n = Math.max(blockSize, padded(sides[side]));
            most = Math.max(most, roomBytesOf("float64", n, n, n, threads));
          }
        if (step.kind !== "product" && step.kind !== "ownProduct") continue;
        const out = routine.matrices[step.out]!.shape;
        const inside = routine.matrices[step.a.matrix]!.shape[step.a.transposed ? 0 : 1];
        for (const { sides } of kinds) {
          const [rows, inner, columns] = [sides[out[0]], sides[inside], sides[out[1]]];
          // A result that lies across is computed as its transpose.
          const here = roomBytesOf(dtype, rows, inner, columns, threads);
          most = Math.max(most, here, roomBytesOf(dtype, columns, inner, rows, threads));
        }
      }
  }
  if (most === 0) return undefined;
  const block = align(arena.bytes, 64);
  const room = align(block + blockBytes, 64);
  const workspace = align(room + most, 64);
  return { block, room, roomBytes: most, workspace, bytes: workspace + 8 * workspaceIn(arena, plan) };
}

/** Elements of float64 that the factorisations of a plan need to work. */
export function workspaceIn(arena: Arena, plan: Plan): number {
  let most = 0;
  for (const placed of [...arena.routines.values()].flat(2)) {
    const { routine } = placed;
    for (const { kind, out } of routine.blocks.flatMap(({ steps }) => steps)) {
      if (!isFactorisation(kind)) continue;
      const [rows, columns] = routine.matrices[out]!.shape;
      const { dtype } = plan.groups[routine.group]!;
      for (const { sides } of kindsOf([placed]))
        most = Math.max(most, workspaceOf[kind](dtype, sides[rows], sides[columns]));
    }
  }
  return most;
}

const isFactorisation = (kind: string): kind is Factorisation => kind in workspaceOf;

/** The loops on a memory. */
export function kernelsOn(runs: Loops, { buffer, base, threads }: Allocation, places: Places): Kernels {
  const { block, room, roomBytes } = places;
  const memory = { buffer, runs, block: base + block, room: base + room, roomBytes };
  if (!threads) return compiledKernels(memory);
  const divided = byLoop((name) => threads.inPieces(runs[name]));
  return compiledKernels({
    ...memory,
    threads: threads.most,
    divide: (name, block, pieces) => divided[name](block, pieces),
  });
}
