/** Descents whose states of elements several processes share: arrays of these states have the elements alone that lie in this one. */
import type { PlannedState } from "../plan/states.ts";
import { DeviceError, type Execution } from "../runtime/device.ts";

/** What lies here of values of all elements of a tensor: a view. */
export function partOf<T extends { subarray(from: number, to: number): T }>(
  { shard }: Pick<Execution, "shard">,
  path: string,
  values: T,
): T {
  return shard ? values.subarray(...shard.part(path)) : values;
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
