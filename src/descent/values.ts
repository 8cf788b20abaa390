/**
 * The values of a descent's arrays: where they lie if they are stored as numbers, copies of what codes mean otherwise. Of moments in eight
 * bits a root is stored, and the share of a root (`plan/stored.ts`): here they become the moments, and moments become them.
 */
import type { Elements } from "../language/dtype.ts";
import { type CodingName, decoded } from "../language/storage.ts";
import type { PlannedState } from "../plan/states.ts";
import { storageOf } from "../plan/storages.ts";
import { leastRoot } from "../plan/stored.ts";
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
  const root = stateOf(running, role)?.root;
  if (root === undefined) return stored;
  if (root === role) return stored.map((value) => value * value);
  const roots = storedOf(running, root, path);
  return stored.map((value, index) => value * Math.fround(roots[index]! + leastRoot));
}

/** Writes such values where a role is stored in codes; each becomes the nearest that has one. Second moments come before the first. */
export function writeValues(running: Running, role: string, path: string, values: Elements): void {
  const { execution } = running;
  const root = stateOf(running, role)?.root;
  if (root === undefined) execution.write(role, path, values);
  else if (root === role) execution.write(role, path, values.map(Math.sqrt));
  else {
    const roots = storedOf(running, root, path);
    const shares = values.map((value, index) => value / Math.fround(roots[index]! + leastRoot));
    execution.write(role, path, shares);
  }
}

/** States in an order in which they can be written: those last that others have to be there for. */
export const inOrder = (states: readonly PlannedState[]): PlannedState[] =>
  states.toSorted((a, b) => Number(needsAnother(a)) - Number(needsAnother(b)));

const needsAnother = ({ root, role }: PlannedState): boolean => root !== undefined && root !== role;
