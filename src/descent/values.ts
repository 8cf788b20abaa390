/**
 * The values of a descent's arrays: where they lie if they are stored as numbers, copies of what codes mean otherwise. Moments in eight
 * bits are moved before they are stored, and the first is a share (`plan/stored.ts`): here they become the moments, and moments become them.
 */
import type { Elements } from "../language/dtype.ts";
import { operation } from "../language/operations.ts";
import { type CodingName, decoded, eightBits } from "../language/storage.ts";
import type { PlannedState } from "../plan/states.ts";
import { storageOf } from "../plan/storages.ts";
import { shareUnit } from "../plan/stored.ts";
import type { Running } from "./running.ts";

/** What is stored of a tensor's role, as numbers; without a path, of a state that all tensors share. */
export function storedOf({ plan, execution }: Running, role: string, path: string): Elements {
  const codes = execution.codes?.(role, path);
  if (!codes) return execution.handle(role, path);
  const group = plan.groups.findIndex(({ tensors }) => tensors.some((tensor) => tensor.path === path));
  return decoded(storageOf(plan, group, role) as CodingName, codes);
}

const stateOf = ({ plan }: Running, role: string): PlannedState | undefined =>
  plan.states.find((state) => state.role === role);

/** How a role is stored, where it is a state that is stored in codes. */
export const storageOfState = (running: Running, role: string) => stateOf(running, role)?.storage;

/** The values of a tensor's array of a role; without a path, of a state that all tensors share. */
export function valuesOf(running: Running, role: string, path: string): Elements {
  const stored = storedOf(running, role, path);
  const storage = storageOfState(running, role);
  if (storage !== "signed8" && storage !== "unsigned8") return stored;
  const { base, scale } = eightBits[storage];
  const unitAt = unitsOf(running, role, path);
  return stored.map((x, index) => ((x - (x < 0 ? -base : base)) / scale) * unitAt(index));
}

/**
 * Writes such values where a role is stored in codes; each becomes the nearest that has one, and only 0 becomes 0. Second moments come
 * before the first.
 */
export function writeValues(running: Running, role: string, path: string, values: Elements): void {
  const storage = storageOfState(running, role);
  let moved = values;
  if (storage === "signed8" || storage === "unsigned8") {
    const { base, scale, most, least } = eightBits[storage];
    const unitAt = unitsOf(running, role, path);
    moved = values.map((value, index) => {
      const x = value / unitAt(index);
      const size = Math.abs(x);
      if (!(size < Number.POSITIVE_INFINITY)) return x;
      const within = storage === "unsigned8" && size > 0 ? Math.max(size, least) : size;
      return (x < 0 ? -1 : 1) * (Math.min(within, most) * scale + base);
    });
  }
  running.execution.write(role, path, moved);
}

/** What the values of a role are stored as multiples of, by index: about the root of a second moment, if it divides them. */
function unitsOf(running: Running, role: string, path: string): (index: number) => number {
  const root = stateOf(running, role)?.root;
  if (root === undefined) return () => 1;
  const [seconds, { evaluate }] = [storedOf(running, root, path), operation("halfPower")];
  return (index) => shareUnit * evaluate!(seconds[index]!, 0, 0);
}

/** States in an order in which they can be written: those last that others have to be there for. */
export const inOrder = (states: readonly PlannedState[]): PlannedState[] =>
  states.toSorted((a, b) => Number(a.root !== undefined) - Number(b.root !== undefined));
