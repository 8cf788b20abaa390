/** Parameters and states of a snapshot: checked, then copied into a descent. */
import type { Elements } from "../language/dtype.ts";
import { namesOf } from "../plan/groups.ts";
import type { Plan } from "../plan/plan.ts";
import { stateSize } from "../plan/sides.ts";
import type { PlannedState } from "../plan/states.ts";
import { isBound } from "./element-bounds.ts";
import { copyOf, nameOf } from "./leaf.ts";
import { arrayFrom, numberFrom, SnapshotError } from "./portable.ts";
import type { Running } from "./running.ts";
import { checkMatrices, liesByMatrix, savedMatrices } from "./saved-matrices.ts";
import { isSharded, partOf } from "./sharded.ts";
import { type SavedRule, savedRule } from "./snapshot.ts";
import { checkNames, recordOf, type Saved } from "./snapshot-records.ts";
import { inOrder, storageOfState, valuesOf, writeValues } from "./values.ts";

/** States that snapshots have: bounds come with the optimizer, as schedules do. */
export const savedStates = ({ states }: Plan): PlannedState[] =>
  states.filter(({ state }) => !isBound(state));

const pathsOf = ({ plan }: Running, { groups }: PlannedState): string[] =>
  groups.flatMap((group) => plan.groups[group]!.tensors.map(({ path }) => path));

/** Checks the names of states, and for which parameters there are some. @throws SnapshotError */
export function checkStates(snapshot: Saved, running: Running): void {
  const found = recordOf("states", snapshot.state);
  const states = savedStates(running.plan);
  checkNames(
    "states",
    found,
    states.map(({ name }) => name),
  );
  for (const state of states) {
    // One number for all: also where parameters have counts of their own, if all agree.
    const values = found[state.name];
    if (state.scope === "uniform" && (state.isShared || !isByPath(snapshot, values))) continue;
    const what = `state ${state.name}`;
    checkNames(what, recordOf(what, values), pathsOf(running, state));
  }
}

/** Whether a snapshot has numbers by path of a state that is one number for those that count alike. */
export const isByPath = (snapshot: Saved, found: unknown): found is Saved =>
  snapshot.counts !== undefined && typeof found === "object" && found !== null && !ArrayBuffer.isView(found);

/**
 * What a snapshot has of a state, also under a longer or shorter name that the state has in another model. A name that another state
 * of the same parameters could have too says nothing.
 */
export function stateIn(snapshot: Saved, running: Running, { name, state, groups }: PlannedState): unknown {
  const found = recordOf("states", snapshot.state);
  if (found[name] !== undefined) return found[name];
  const others = savedStates(running.plan).filter(
    (other) => other.state !== state && other.groups.some((group) => groups.includes(group)),
  );
  const taken = new Set(others.flatMap((other) => namesOf(other.state)));
  return namesOf(state)
    .filter((known) => !taken.has(known))
    .map((known) => found[known])
    .find((values) => values !== undefined);
}

/**
 * Reads single tensors of a snapshot: their parameters, and their states of which they have values of their own. Given a path, a
 * function that copies them in.
 *
 * @param partial - whether to take states that fit by their elements from an optimizer of other matrices.
 * @throws SnapshotError with what does not fit.
 */
export function tensorsFrom(
  snapshot: Saved,
  running: Running,
  partial: boolean,
): (path: string) => () => void {
  const { groups } = running.plan;
  const params = recordOf("parameters", snapshot.params);
  const shapes = recordOf("shapes", snapshot.shapes);
  const matrices = recordOf("matrices", snapshot.matrices ?? {});
  const expected = savedMatrices(running.plan);
  const rules = snapshot.optimizer as readonly Partial<SavedRule>[];
  const states = inOrder(savedStates(running.plan).filter(({ scope }) => scope !== "uniform"));
  const known = new Map(
    groups.flatMap(({ tensors, links }, group) => {
      const own = states.filter((state) => state.groups.includes(group));
      return tensors.map((tensor) => [tensor.path, { tensor, links, own }] as const);
    }),
  );
  return (path) => {
    if (!Object.hasOwn(params, path)) throw new SnapshotError("the snapshot does not have it");
    const { tensor, links, own } = known.get(path)!;
    checkShape(path, tensor.shape, shapes[path]);
    for (const link of links) checkRule(savedRule(link), rules);
    if (!partial || own.some(liesByMatrix))
      checkMatrices(path, expected.get(path), Object.hasOwn(matrices, path) ? matrices[path] : undefined);
    const copies = [copyInto(running, "p", path, "parameters", params)];
    for (const state of own) {
      const what = `state ${state.name}`;
      copies.push(
        copyInto(
          running,
          state.role,
          path,
          what,
          recordOf(what, stateIn(snapshot, running, state)),
          isSharded(running.execution, state) ? stateSize(state.state, tensor) : undefined,
        ),
      );
    }
    return () => {
      for (const copy of copies) copy();
    };
  };
}

/** @throws SnapshotError if steps were not taken with a rule. */
function checkRule({ name, text, maximizes }: SavedRule, rules: readonly Partial<SavedRule>[]): void {
  const isThere = rules.some(
    (rule) => rule?.name === name && rule.text === text && rule.maximizes === maximizes,
  );
  if (!isThere)
    throw new SnapshotError(`the snapshot's optimizer does not have the rule ${name} as it is here`);
}

/** @throws SnapshotError if a parameter has another shape. */
function checkShape(path: string, shape: readonly number[], found: unknown): void {
  const isSame =
    Array.isArray(found) &&
    found.length === shape.length &&
    shape.every((extent, axis) => found[axis] === extent);
  if (isSame) return;
  throw new SnapshotError(
    `parameters at "${path}": expected shape [${shape.join(", ")}], the snapshot has ${Array.isArray(found) ? `[${found.join(", ")}]` : nameOf(found)}`,
  );
}

/** Copies an array of a tensor into a live one; where processes share that, of so many elements those that lie here. @throws SnapshotError if it does not fit. */
function copyInto(
  running: Running,
  role: string,
  path: string,
  what: string,
  given: Saved,
  size?: number,
): () => void {
  const values: Elements = valuesOf(running, role, path);
  const found = arrayFrom(`${what} at "${path}"`, given[path], values, size);
  const array = size === undefined ? found : partOf(running.execution, path, found);
  // Views of this descent at other places: copied before one of them is overwritten.
  const source = array.buffer === values.buffer ? copyOf(array) : array;
  const isCoded = storageOfState(running, role) !== undefined;
  return isCoded ? () => writeValues(running, role, path, source) : () => values.set(source);
}

/**
 * States that are one number for all tensors, whatever part they take; those of groups of which something is taken. The function that
 * is returned copies them in.
 *
 * @throws SnapshotError
 */
export function sharedFrom(
  snapshot: Saved,
  running: Running,
  partial: boolean,
  isTaken: (groups: readonly number[]) => boolean,
): () => void {
  const found = savedStates(running.plan).flatMap((state) => {
    if (state.scope !== "uniform" || !state.isShared || !isTaken(state.groups)) return [];
    const value = stateIn(snapshot, running, state);
    if (partial && value === undefined) return [];
    return [{ role: state.role, number: numberFrom(`state ${state.name}`, value) }];
  });
  return () => {
    for (const { role, number } of found) running.execution.write(role, "", [number]);
  };
}
