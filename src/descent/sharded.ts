/** Descents whose states of elements several processes share: arrays of these states have the elements alone that lie in this one. */
import type { PlannedState } from "../plan/states.ts";
import { DeviceError, type Execution } from "../runtime/device.ts";

/** What lies here of values of all elements of a tensor, or of a state of another size, which is in one process: a view. */
export function partOf<T extends { readonly length: number; subarray(from: number, to: number): T }>(
  execution: Pick<Execution, "shard" | "handle">,
  path: string,
  values: T,
): T {
  const { shard } = execution;
  if (!shard) return values;
  const size = execution.handle("p", path).length;
  const [from, to] = shard.part(path);
  return values.subarray(from === size ? values.length : from, to === size ? values.length : to);
}

/** Whether arrays of a state have part of the elements alone. */
export const isSharded = ({ shard }: Pick<Execution, "shard">, { scope }: PlannedState): boolean =>
  shard !== undefined && scope === "element";

/** @throws DeviceError for a call that needs all states here. */
export function refuseSharded(call: string, { shard }: Pick<Execution, "shard">): void {
  if (!shard) return;
  throw new DeviceError(
    `${call}: ${shard.ranks.size} processes share the states of this descent, and it needs all of them here; make the descent by init without shard`,
  );
}
