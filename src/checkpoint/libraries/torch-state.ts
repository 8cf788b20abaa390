/** What torch's `optimizer.state_dict()` has, read and checked: groups of parameters by name, with their options. */
import { isPlain } from "../../options/option.ts";
import { shown } from "../../options/shown.ts";
import type { TensorFile } from "../safetensors.ts";
import { tensorsIn } from "./file-tensors.ts";
import { OptimizerStateError } from "./optimizer-state-error.ts";
import { checkNames, groupedNames, type ParameterNames } from "./parameter-names.ts";
import type { TorchOption } from "./torch-forms.ts";
import type { StateValue } from "./values.ts";

/** A group of parameters: `params` has their places, the rest are its options. */
export interface TorchGroup {
  readonly params: readonly number[];
  readonly [option: string]: TorchOption | readonly number[] | readonly string[] | undefined;
}

/** The state of one parameter by torch's names; `null` is Python's `None`. */
export type TorchEntry = Readonly<Record<string, StateValue | null>>;

/** What `optimizer.state_dict()` gives in Python, with tensors as arrays. */
export interface TorchState {
  /** States by the place of their parameter. Before its first gradient a parameter has none. */
  readonly state: Readonly<Record<string, TorchEntry>>;
  readonly param_groups: readonly TorchGroup[];
}

const fail = (problem: string): never => {
  throw new OptimizerStateError(`torch: ${problem}`);
};

/** The state of torch's optimizer in a file. @throws OptimizerStateError for another file. */
export function torchStateIn(file: TensorFile): TorchState {
  const text = file.metadata.get("param_groups");
  if (text === undefined) return noState("no param_groups in its metadata");
  let groups: readonly TorchGroup[];
  try {
    groups = JSON.parse(text) as readonly TorchGroup[];
  } catch {
    return noState("param_groups that are no JSON");
  }
  const state: Record<string, Record<string, StateValue>> = {};
  for (const [name, value] of tensorsIn(file)) {
    const [, place, field] =
      /^state\.(\d+)\.([a-z]\w*)$/.exec(name) ?? noState(`a tensor ${JSON.stringify(name)}`);
    state[place!] ??= {};
    state[place!]![field!] = value;
  }
  return { state, param_groups: groups };
}

const noState = (problem: string): never =>
  fail(`the file has ${problem}; write it with optimizer_state.py or stateFile`);

/** A parameter of a group. */
export interface TorchMember {
  readonly path: string;
  /** Its place among all. */
  readonly place: number;
  readonly entry: TorchEntry;
}

/** A group whose parameters have names. */
export interface NamedGroup {
  /** For messages: `torch: group 0`. */
  readonly what: string;
  readonly options: TorchGroup;
  readonly members: readonly TorchMember[];
}

/** A state's groups with names. @throws OptimizerStateError */
export function namedGroups(
  given: unknown,
  names: ParameterNames | undefined,
  paths: readonly string[],
): readonly NamedGroup[] {
  const { state, param_groups: groups } = (isPlain(given) ? given : {}) as Partial<TorchState>;
  if (!isPlain(state) || !Array.isArray(groups) || !groups.every(isGroup))
    return fail(
      "the state must be what optimizer.state_dict() gives, { state: { 0: { … } }, param_groups: [{ params: [0], … }] }",
    );
  const namesOf = namesByGroup(names, groups);
  checkNames("torch", namesOf.flat(), paths);
  const named = groups.map(
    (options, index): NamedGroup => ({
      what: `torch: group ${index}`,
      options,
      members: options.params.map((place, at) => ({
        place,
        path: namesOf[index]![at]!,
        entry: entryOf(state, place),
      })),
    }),
  );
  const places = new Set(groups.flatMap(({ params }) => params.map(String)));
  const surplus = Object.keys(state).find((place) => !places.has(place));
  if (surplus !== undefined) return fail(`there is a state of place ${surplus}, which is in no group`);
  return named;
}

const isGroup = (group: unknown): group is TorchGroup => {
  const { params } = (isPlain(group) ? group : {}) as Partial<TorchGroup>;
  return Array.isArray(params) && params.every((place) => Number.isSafeInteger(place));
};

function entryOf(state: TorchState["state"], place: number): TorchEntry {
  const entry: unknown = state[place] ?? {};
  return isPlain(entry)
    ? (entry as TorchEntry)
    : fail(`the state of place ${place} must be an object by names; got ${shown(entry)}`);
}

/** Names for each group: those given, or those that torch has where parameters were given with names. */
function namesByGroup(
  names: ParameterNames | undefined,
  groups: readonly TorchGroup[],
): readonly (readonly string[])[] {
  const sizes = groups.map(({ params }) => params.length);
  const found = names ?? groups.map(({ param_names: own }) => own as readonly string[] | undefined);
  if (Array.isArray(found) && found.includes(undefined as never))
    return fail(
      "the state has places of parameters alone; give their names in torch's order, { names: [...] }, as model.named_parameters() has them",
    );
  const grouped = groupedNames("torch", found);
  if (grouped) {
    if (grouped.map(({ length }) => length).join() !== sizes.join())
      return fail(
        `names has groups of ${grouped.map(({ length }) => length).join(", ") || "none"} parameters, the state of ${sizes.join(", ")}`,
      );
    return grouped;
  }
  const flat = found as readonly string[];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (flat.length !== total) return fail(`names has ${flat.length} parameters, the state ${total}`);
  const starts = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
  return sizes.map((size, index) => flat.slice(starts[index]!, starts[index]! + size));
}
