/**
 * Bytes that passes move between memory and processor, for each element: every array that a pass reads, and every one that it
 * writes, once. The one place where they are counted.
 */
import { widthOf } from "../language/storage.ts";
import type { Kernel } from "./kernel.ts";
import type { PlannedPhase } from "./stages.ts";

/** What a kernel reads and writes. */
export interface Traffic {
  /** Roles that it reads. */
  readonly reads: readonly string[];
  /** Roles that it writes. */
  readonly writes: readonly string[];
  /** Bytes of both for an element. */
  readonly bytes: number;
}

/** The traffic of a kernel. */
export function trafficOf({ roles, storages, values, stores }: Kernel): Traffic {
  const read = new Set(values.flatMap((value) => (value.kind === "load" ? [value.role] : [])));
  const written = new Set(stores.map(({ role }) => role));
  const namesOf = (some: ReadonlySet<number>) => roles.filter((_, role) => some.has(role));
  const bytes = [...read, ...written].reduce((sum, role) => sum + widthOf(storages[role]!), 0);
  return { reads: namesOf(read), writes: namesOf(written), bytes };
}

/** Passes of a phase over a group, and the bytes that they move for each of its elements. */
export function groupTraffic({ stages }: PlannedPhase, group: number): { passes: number; bytes: number } {
  const passes = stages.flatMap((stage) => stage.passes).filter((pass) => pass.group === group);
  return {
    passes: passes.length,
    bytes: passes.reduce((sum, { kernel }) => sum + trafficOf(kernel).bytes, 0),
  };
}
