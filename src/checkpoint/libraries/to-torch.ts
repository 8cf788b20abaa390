/** The state of a descent as torch's optimizers take it with `load_state_dict`. The other direction: `from-torch.ts`. */
import { tensor } from "../../index.ts";
import { anything } from "../../options/kinds.ts";
import { readerOf } from "../../options/option.ts";
import { type Exportable, elementsIn, formsOf, type Match } from "./form.ts";
import { OptimizerStateError } from "./optimizer-state-error.ts";
import { checkNames, groupedNames, type ParameterNames } from "./parameter-names.ts";
import { type TorchForm, type TorchOption, torchForms } from "./torch-forms.ts";
import type { TorchEntry, TorchGroup, TorchState } from "./torch-state.ts";

/** Options of `toTorch`. */
export interface ToTorchOptions {
  /**
   * Paths of the parameters in the order in which torch's optimizer gets them; with several groups a list for each. Without lists, parameters
   * with the same options are a group, in the order of their first ones. Default: the order that they have in the descent.
   */
  readonly names?: ParameterNames | undefined;
}

const read = readerOf<ToTorchOptions>("toTorch", { names: anything });

type Options = Readonly<Record<string, TorchOption | readonly number[]>>;

/**
 * The state that torch's optimizer goes on from as the descent would. The forms are those of `fromTorch`. Schedules give the value of the last step;
 * torch's own schedulers are not part of an optimizer's state.
 *
 * @returns what `optimizer.load_state_dict()` takes once arrays are tensors; `stateFile` makes a file of it.
 * @throws OptimizerStateError for an optimizer that torch does not have in this form.
 * @example
 * const descent = await sgd({ momentum: 0.9 }).init({ weight: [1, 2] });
 * descent.step({ weight: [1, 1] });
 * const { state } = await toTorch(descent); // { 0: { momentum_buffer: … } }
 */
export async function toTorch(descent: Exportable, options: ToTorchOptions = {}): Promise<TorchState> {
  const { names } = read(options);
  const snapshot = await descent.snapshot();
  const paths = Object.keys(snapshot.params);
  const given = groupedNames("torch", names ?? paths);
  checkNames("torch", (given ?? ((names ?? paths) as readonly string[])).flat(), paths);
  const matches = formsOf("torch", torchForms(), descent, paths);
  const hyper = { ...descent.hyper, ...snapshot.hyper };
  const optionsAt = (path: string) => optionsOf(matches.get(path)!, hyper);
  const groups = given
    ? given.map((members, index) => ({ members, options: sharedBy(members.map(optionsAt), index) }))
    : grouped((names ?? paths) as readonly string[], optionsAt);
  const order = groups.flatMap(({ members }) => members);
  const places = new Map(order.map((path, place) => [path, place]));
  const entries = order.flatMap((path): [number, TorchEntry][] => {
    const { form, states } = matches.get(path)!;
    const count = snapshot.counts?.[path]?.count ?? snapshot.count;
    if (count === 0 && !form.startsAtOnce) return [];
    const values = states.map(({ here, theirs }) => {
      return [theirs, tensor(elementsIn(snapshot.state, here, path), snapshot.shapes[path]!)] as const;
    });
    if (!form.counts && values.length === 0) return [];
    return [[places.get(path)!, { ...(form.counts && { step: count }), ...Object.fromEntries(values) }]];
  });
  return {
    state: Object.fromEntries(entries),
    param_groups: groups.map(
      ({ members, options: shared }): TorchGroup => ({
        ...shared,
        params: members.map((path) => places.get(path)!),
      }),
    ),
  };
}

/** The options of a parameter's group. */
function optionsOf(
  { form, maximizes, hyper }: Match<TorchForm>,
  values: Readonly<Record<string, number>>,
): Options {
  const taken: Record<string, TorchOption | number[]> = {};
  for (const [own, option] of Object.entries(form.hyper)) {
    const value = values[hyper[own]!]!;
    const [key, place] = option.split(".") as [string, string?];
    if (place === undefined) taken[key] = value;
    else {
      taken[key] ??= [];
      (taken[key] as number[])[Number(place)] = value;
    }
  }
  return { ...taken, ...form.fixed, maximize: maximizes, ...form.implementation };
}

/** The one that all have. @throws OptimizerStateError */
function sharedBy(all: readonly Options[], index: number): Options {
  const [first = {}] = all;
  const other = all.find((options) => JSON.stringify(options) !== JSON.stringify(first));
  if (!other) return first;
  const option = Object.keys({ ...first, ...other }).find(
    (name) => JSON.stringify(first[name]) !== JSON.stringify(other[name]),
  )!;
  throw new OptimizerStateError(
    `torch: group ${index} of names has parameters with ${option} ${JSON.stringify(first[option])} and ${JSON.stringify(other[option])}; a group of torch's has one`,
  );
}

function grouped(names: readonly string[], optionsAt: (path: string) => Options) {
  const groups = new Map<string, { options: Options; members: string[] }>();
  for (const path of names) {
    const options = optionsAt(path);
    const key = JSON.stringify(options);
    const group = groups.get(key);
    if (group) group.members.push(path);
    else groups.set(key, { options, members: [path] });
  }
  return [...groups.values()];
}
