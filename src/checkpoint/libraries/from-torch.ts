/**
 * The state of an optimizer of torch.optim, as its `state_dict()` gives it, for a descent. torch knows parameters by their place, so their
 * names must be given. Reference: torch.optim, torch 2.15.
 */
import type { Snapshot } from "../../index.ts";
import { anything, whole } from "../../options/kinds.ts";
import { readerOf } from "../../options/option.ts";
import { shown } from "../../options/shown.ts";
import type { TensorFile } from "../safetensors.ts";
import { fileIn } from "./file-tensors.ts";
import { Filling } from "./filling.ts";
import { type Described, formsOf, type Match } from "./form.ts";
import { OptimizerStateError } from "./optimizer-state-error.ts";
import type { ParameterNames } from "./parameter-names.ts";
import { meaningless, type TorchForm, torchForms } from "./torch-forms.ts";
import {
  type NamedGroup,
  namedGroups,
  type TorchMember,
  type TorchState,
  torchStateIn,
} from "./torch-state.ts";
import { countFrom } from "./values.ts";

/** Options of `fromTorch`. */
export interface FromTorchOptions {
  /**
   * Paths of the parameters in the order in which torch's optimizer got them; with several groups one group after the other, or a list for
   * each. Not needed where torch's optimizer got `model.named_parameters()`.
   */
  readonly names?: ParameterNames | undefined;
  /**
   * Number of steps that the training has taken, for schedules. Default: the largest of torch's counts. Its SGD has none: 1 where it has
   * momentum buffers, otherwise 0.
   */
  readonly count?: number | undefined;
}

const read = readerOf<FromTorchOptions>("fromTorch", { names: anything, count: whole(0) });

/**
 * A snapshot of a descent with the state of torch's optimizer: restore it, and the descent goes on as torch would. Parameters are those of
 * the descent; give `init` torch's.
 *
 * Forms: Adam, with amsgrad too, is `adam` and `amsgrad`; AdamW is `adamw`, and with amsgrad `amsgrad({ decoupledWeightDecay: true })`; SGD is `sgd`
 * with or without momentum, dampening, Nesterov; RMSprop is `rmsprop`, Adagrad `adagrad`: all with `like: "torch"`, or without `like`, which has
 * the same rules and other defaults. Groups of parameters are cases of `partition`. In front there may be rules without states, such as
 * `clipByGlobalNorm`.
 *
 * Rates, betas and the like are torch's from then on; `restore(snapshot, { hyper: false })` keeps the descent's, and schedules stay. What makes another
 * optimizer (amsgrad, nesterov, maximize, a weight decay without its rule) must agree. Each parameter has its own count of steps, as in torch. Options
 * that torch's step does not read, such as `foreach` or a scheduler's `initial_lr`, are not taken.
 *
 * @param state - what `optimizer.state_dict()` has, or a file of it that `loadSafetensors` has read.
 * @throws OptimizerStateError for a state that does not fit. The descent has not changed, whatever happens.
 * @example
 * const descent = await adamw({ like: "torch" }).init({ weight: [1, 2], bias: [0] });
 * const state = {
 *   state: { 0: { step: 1, exp_avg: [0.1, 0.1], exp_avg_sq: [0.001, 0.001] } },
 *   param_groups: [{ params: [0, 1], lr: 0.01, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0, amsgrad: false }],
 * };
 * await descent.restore(await fromTorch(descent, state, { names: ["weight", "bias"] }));
 */
export async function fromTorch(
  descent: Described,
  state: TorchState | TensorFile,
  options: FromTorchOptions = {},
): Promise<Snapshot> {
  const { names, count } = read(options);
  const snapshot = await descent.snapshot();
  const paths = Object.keys(snapshot.params);
  const file = fileIn(state);
  const groups = namedGroups(file ? torchStateIn(file) : state, names, paths);
  const matches = formsOf("torch", torchForms(), descent, paths);
  const filling = new Filling(snapshot, matches);
  let last = 0;
  for (const group of groups) {
    for (const member of group.members) {
      const match = matches.get(member.path)!;
      takeOptions(filling, match, group, member.path);
      last = Math.max(last, takeState(filling, match, group, member));
    }
  }
  return filling.done(count ?? last);
}

/** Options that may be missing: torch has not always had them. */
const late = ["maximize", "decoupled_weight_decay"];

function takeOptions(
  filling: Filling<TorchForm>,
  { form, maximizes }: Match<TorchForm>,
  { what, options }: NamedGroup,
  path: string,
): void {
  const here = `"${path}" has ${form.name} here`;
  const means = (option: string): boolean => {
    const other = meaningless[option];
    return other === undefined || options[other] !== 0;
  };
  for (const [option, value] of Object.entries({ ...form.fixed, maximize: maximizes })) {
    const found = options[option];
    if (found === undefined && !late.includes(option))
      throw new OptimizerStateError(
        `${what} has no ${option}; ${here}: is it the state of another optimizer?`,
      );
    if (found !== undefined && found !== value && means(option))
      throw new OptimizerStateError(
        `${what} has ${option} ${shown(found)}; ${here}, with ${option} ${value}`,
      );
  }
  for (const [own, option] of Object.entries(form.hyper)) {
    const [key, place] = option.split(".") as [string, string?];
    const of = options[key];
    const found =
      place === undefined ? of : Array.isArray(of) ? (of as readonly unknown[])[Number(place)] : undefined;
    if (typeof found !== "number")
      throw new OptimizerStateError(
        `${what} must have a number as ${option}, as ${form.name} has ("${path}"); got ${shown(found)}`,
      );
    filling.hyper(path, own, `${what}: ${option}`, means(key) ? found : 0);
  }
}

/** @returns how many steps the parameter has taken part in, as far as torch says. */
function takeState(
  filling: Filling<TorchForm>,
  { form, states }: Match<TorchForm>,
  { options }: NamedGroup,
  { path, place, entry }: TorchMember,
): number {
  const what = `torch: the state of "${path}" (place ${place})`;
  const known = [...states.map(({ theirs }) => theirs), ...(form.counts ? ["step"] : [])];
  const found = Object.keys(entry).filter((name) => entry[name] !== null && entry[name] !== undefined);
  const surplus = found.find((name) => !known.includes(name));
  if (surplus !== undefined)
    throw new OptimizerStateError(`${what} has ${surplus}, which ${form.name} does not have`);
  const hasBegun = found.length > 0;
  for (const state of states) {
    const value = entry[state.theirs] ?? undefined;
    const isUnused = state.theirs === "momentum_buffer" && options.momentum === 0;
    if (value === undefined && (hasBegun || form.startsAtOnce) && !isUnused)
      throw new OptimizerStateError(`${what} has no ${state.theirs}, which ${form.name} has`);
    filling.state(path, state, `${what}: ${state.theirs}`, value);
  }
  if (!form.counts) {
    if (!hasBegun && states.length > 0) filling.count(path, 0);
    return hasBegun ? 1 : 0;
  }
  if (hasBegun && !found.includes("step")) throw new OptimizerStateError(`${what} has no step`);
  const count = hasBegun ? countFrom(`${what}: step`, entry.step) : 0;
  filling.count(path, count);
  return count;
}
