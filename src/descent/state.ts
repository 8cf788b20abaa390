/** The state of a descent by name: filled with its initial values, shown with the structure of the parameters. */
import type { Elements } from "../language/dtype.ts";
import { evaluate } from "../language/evaluate.ts";
import { ownShapeOf } from "../plan/sides.ts";
import type { PlannedState } from "../plan/states.ts";
import { isBound } from "./element-bounds.ts";
import type { Hypers } from "./hypers.ts";
import type { Participants } from "./participants.ts";
import type { Running } from "./running.ts";
import { isSharded, partOf } from "./sharded.ts";
import { type Structure, treeOf } from "./tree.ts";
import { inOrder, valuesOf, writeValues } from "./values.ts";

/** How a state starts. */
const initialOf = ({ link, name }: PlannedState["state"]) => link.instance.rule.state[name]!;

/** The values of hyperparameters at the step that was evaluated last, by key. */
export function hyperValues(hypers: Hypers): (key: string) => number {
  let given: ReadonlyMap<string, number> | undefined;
  return (key) => {
    given ??= new Map(hypers.all.map((hyper) => [hyper.key, hypers.scalars[hyper.scalar]!]));
    return given.get(key)!;
  };
}

/**
 * How a state starts: the value that all its elements have, one that depends on the first gradient being set in the first step; or that of
 * each element, from its parameter.
 */
export function beginningOf(
  state: PlannedState["state"],
  hyperAt: (key: string) => number,
): number | ((p: number) => number) {
  const { value, names } = initialOf(state);
  const valueAt = (p: number) =>
    evaluate(value, (name) => (name === "p" ? p : hyperAt(`${state.link.key}.${name}`)));
  if (names.has("g")) return 0;
  return names.has("p") ? valueAt : valueAt(Number.NaN);
}

/**
 * Fills states with their initial values: all, or those alone that start where the parameters do. Memory is zeros at the start,
 * and zeros that are not written take no pages.
 */
export function fillStates({ plan, execution }: Running, hypers: Hypers, onlyFromParameters = false): void {
  const hyperAt = hyperValues(hypers);
  for (const { state, role, scope, groups, storage } of inOrder(plan.states)) {
    const { value } = initialOf(state);
    // Numbers for eight bits are moved: 0 is another one, where a device has them as numbers.
    const isMoved =
      storage !== undefined &&
      storage !== "bf16" &&
      !execution.codes?.(role, plan.groups[groups[0]!]!.tensors[0]!.path);
    if (isBound(state) || (!isMoved && value.kind === "constant" && Object.is(value.value, 0))) continue;
    const first = beginningOf(state, hyperAt);
    if ((!isMoved && Object.is(first, 0)) || (onlyFromParameters && typeof first === "number")) continue;
    if (scope === "uniform") execution.handle(role, "")[0] = first as number;
    for (const { path } of scope === "uniform"
      ? []
      : groups.flatMap((group) => plan.groups[group]!.tensors)) {
      const whole = execution.handle("p", path);
      const p = scope === "element" ? partOf(execution, path, whole) : whole;
      const values = storage ? new Float32Array(p.length) : execution.handle(role, path);
      if (typeof first === "number") values.fill(first);
      else if (value.kind === "symbol") values.set(p);
      else for (let i = 0; i < p.length; i++) values[i] = first(p[i]!);
      if (storage) writeValues({ plan, execution }, role, path, values);
    }
  }
}

/** All states as users see them, live. */
export function shownState(
  running: Running,
  structure: Structure,
  participants: Participants,
): Readonly<Record<string, unknown>> {
  const shown = {};
  for (const state of running.plan.states) {
    if (isBound(state.state)) continue;
    Object.defineProperty(shown, state.name, {
      ...propertyOf(state, running, structure, participants),
      enumerable: true,
    });
  }
  return Object.freeze(shown);
}

/** A number, a tree like the parameters', or values by path, as of what is here alone in part; of what is stored in codes, copies as it is at the moment. */
function propertyOf(
  state: PlannedState,
  running: Running,
  structure: Structure,
  participants: Participants,
): PropertyDescriptor {
  const { plan, execution } = running;
  const { role, scope, groups } = state;
  if (scope === "uniform") {
    const paths = groups.flatMap((group) => plan.groups[group]!.tensors.map(({ path }) => path));
    const valueAt = (path: string) => execution.handle(role, path)[0];
    const byPath = () => Object.freeze(Object.fromEntries(paths.map((path) => [path, valueAt(path)])));
    return { get: () => (participants.isDivided && !state.isShared ? byPath() : valueAt("")) };
  }
  if (state.storage) {
    const paths = new Set(groups.flatMap((group) => plan.groups[group]!.tensors.map(({ path }) => path)));
    const copy = (path: string) => (paths.has(path) ? valuesOf(running, role, path) : undefined);
    if (isSharded(execution, state))
      return { get: () => Object.freeze(Object.fromEntries([...paths].map((path) => [path, copy(path)]))) };
    return { get: () => treeOf(structure, copy) };
  }
  const found = new Map<string, Elements>(
    groups.flatMap((group) =>
      plan.groups[group]!.tensors.map(({ path }) => [path, execution.handle(role, path)] as const),
    ),
  );
  if (scope === "element" && !ownShapeOf(state.state) && !isSharded(execution, state))
    return { value: treeOf(structure, (path) => found.get(path)) };
  const byPath = [...found].map(([path, values]) => {
    const get = () => (scope === "tensor" ? values[0] : values);
    return [path, { get, enumerable: true }];
  });
  return { value: Object.freeze(Object.defineProperties({}, Object.fromEntries(byPath))) };
}
