/**
 * States of optax' transformations for a descent, and back. optax keeps them in named tuples, nested by `chain` and `partition`; within them
 * parameters have their names. Reference: optax 0.2.8.
 */
import { adagrad, adam, amsgrad, rmsprop, type Snapshot, sgd, tensor } from "../../index.ts";
import { whole } from "../../options/kinds.ts";
import { readerOf } from "../../options/option.ts";
import type { TensorFile } from "../safetensors.ts";
import { fileIn, tensorsIn } from "./file-tensors.ts";
import { Filling } from "./filling.ts";
import { type Described, elementsIn, type Form, form, formsOf } from "./form.ts";
import { OptimizerStateError } from "./optimizer-state-error.ts";
import { countFrom, isValue, type ShapedValue, type StateValue } from "./values.ts";

/**
 * A state of optax: tuples and lists as arrays, named tuples and dicts as objects, arrays as tensors, `None`, empty states and `MaskedNode` as
 * `null` or `{}`.
 */
export type OptaxState = StateValue | null | readonly OptaxState[] | { readonly [name: string]: OptaxState };

/** What `toOptax` gives: the number of steps, and for each field of optax' named tuples tensors by path. */
export interface OptaxFields {
  readonly count: number;
  readonly [field: string]: number | Readonly<Record<string, ShapedValue>>;
}

/** Options of `fromOptax`. */
export interface FromOptaxOptions {
  /** Number of steps that the training has taken, for schedules. Default: optax' counts; without one in its state 0. */
  readonly count?: number | undefined;
}

const readOptions = readerOf<FromOptaxOptions>("fromOptax", { count: whole(0) });

/** Fields of named tuples that hold a tensor for each parameter. */
const fields = ["mu", "nu", "nu_max", "trace", "sum_of_squares"];

function forms(): Form[] {
  const like = "optax";
  const momentum = 0.5;
  const means = (centered: boolean) => ({ v: "nu", ...(centered && { c: "mu" }) });
  const decayed = [{}, { weightDecay: 0.1 }, { weightDecay: 0.1, decoupledWeightDecay: true }];
  const adams = decayed.flatMap((decay) => [
    form("adam", adam({ like, ...decay }), { m: "mu", v: "nu" }),
    form("adam", adam({ like, nesterov: true, ...decay }), { m: "mu", v: "nu" }),
    form("amsgrad", amsgrad({ like, ...decay }), { m: "mu", v: "nu", vMax: "nu_max" }),
    form("adagrad", adagrad({ like, ...decay }), { s: "sum_of_squares" }),
  ]);
  const sgds = [{}, { weightDecay: 0.1 }].flatMap((decay) => [
    form("sgd", sgd({ like, ...decay }), {}),
    form("sgd", sgd({ like, momentum, ...decay }), { m: "trace" }),
    form("sgd", sgd({ like, momentum, nesterov: true, ...decay }), { m: "trace" }),
  ]);
  const rmsprops = [false, true].flatMap((centered) =>
    [false, true].flatMap((biasCorrection) => {
      const options = { like, centered, biasCorrection } as const;
      return [
        form("rmsprop", rmsprop(options), means(centered)),
        form("rmsprop", rmsprop({ ...options, momentum }), { ...means(centered), m: "trace" }),
        form("rmsprop", rmsprop({ ...options, momentum, nesterov: true }), {
          ...means(centered),
          m: "trace",
        }),
      ];
    }),
  );
  return [...adams, ...sgds, ...rmsprops];
}

/**
 * A snapshot of a descent with the state of optax' optimizer: restore it, and the descent goes on as optax would. Parameters are those of the
 * descent.
 *
 * Forms: optax' adam and adamw are `adam` and `adamw`, amsgrad `amsgrad`, sgd `sgd`, rmsprop `rmsprop`, adagrad `adagrad`, all with `like: "optax"`;
 * `optax.partition` is `partition`. In front there may be rules without states, such as `clipByGlobalNorm`. optax' state has no rates and betas: give them
 * to the optimizer here.
 *
 * @param state - optax' state, or a part of it, nested in any way, or a file of it that `loadSafetensors` has read: its fields mu, nu, nu_max, trace,
 *   sum_of_squares and count are looked for.
 * @throws OptimizerStateError for a state that does not fit. The descent has not changed, whatever happens.
 * @example
 * const descent = await adam({ like: "optax" }).init({ layer: { weight: [1, 2] } });
 * const moments = { count: 1, mu: { layer: { weight: [0.1, 0.1] } }, nu: { layer: { weight: [0.001, 0.001] } } };
 * await descent.restore(await fromOptax(descent, [moments, {}]));
 */
export async function fromOptax(
  descent: Described,
  state: OptaxState | OptaxFields | TensorFile,
  options: FromOptaxOptions = {},
): Promise<Snapshot> {
  const { count } = readOptions(options);
  const snapshot = await descent.snapshot();
  const paths = Object.keys(snapshot.params);
  const { found, counts } = read(state);
  const matches = formsOf("optax", forms(), descent, paths);
  const filling = new Filling(snapshot, matches);
  for (const [path, { form, states }] of matches) {
    for (const of of states) {
      const values = found.get(of.theirs);
      const value = values?.get(path);
      if (value === undefined)
        throw new OptimizerStateError(
          `optax: the state has no ${of.theirs} of "${path}", which ${form.name} has; it has ${[...found.keys()].join(", ") || "nothing of the kind"}`,
        );
      values!.delete(path);
      filling.state(path, of, `optax: ${of.theirs} of "${path}"`, value);
    }
  }
  for (const [field, values] of found)
    for (const path of values.keys()) {
      const why = matches.has(path)
        ? `which ${matches.get(path)!.form.name} does not have there`
        : "which is no parameter of the descent";
      throw new OptimizerStateError(`optax: the state has ${field} of "${path}", ${why}`);
    }
  if (count === undefined && counts.size > 1)
    throw new OptimizerStateError(
      `optax: the state has counts ${[...counts].join(", ")}; a descent has one: give it, { count: ${Math.max(...counts)} }`,
    );
  return filling.done(count ?? [...counts][0] ?? 0);
}

/** Every tensor of a state with its place, keys from the outside in. */
function* leaves(state: unknown, place: readonly string[] = []): Generator<[readonly string[], StateValue]> {
  if (isValue(state)) yield [place, state as StateValue];
  else if (typeof state === "object" && state !== null)
    for (const [key, inner] of Object.entries(state)) yield* leaves(inner, [...place, key]);
}

/** Fields by path, and counts, however nested. @throws OptimizerStateError for anything else, and for a field that a parameter has twice. */
function read(state: unknown): { found: Map<string, Map<string, StateValue>>; counts: Set<number> } {
  const file = fileIn(state);
  const found = new Map<string, Map<string, StateValue>>();
  const counts = new Set<number>();
  const all = file
    ? tensorsIn(file).map(([name, value]) => [name.split("."), value] as const)
    : leaves(state);
  for (const [place, value] of all) {
    const at = place.findIndex((key) => fields.includes(key));
    const [field, path] = [place[at], place.slice(at + 1).join(".")];
    const part = "give the part of it that belongs to the optimizer";
    if (field === undefined) {
      if (place.at(-1) !== "count")
        throw new OptimizerStateError(
          `optax: the state has ${place.join(".") || "one tensor"}, which no optimizer here has; ${part}`,
        );
      counts.add(countFrom("optax: count", value));
      continue;
    }
    const values = found.get(field) ?? new Map<string, StateValue>();
    if (values.has(path))
      throw new OptimizerStateError(`optax: the state has ${field} of "${path}" twice; ${part}`);
    found.set(field, values.set(path, value));
  }
  return { found, counts };
}

/**
 * The state of a descent in optax' fields. optax' own nesting depends on how its optimizer was chained: `docs/other-libraries/optimizer_state.py` puts the
 * fields into a state that `optimizer.init(params)` has made. The forms are those of `fromOptax`.
 *
 * @throws OptimizerStateError for an optimizer that optax does not have in this form.
 * @example
 * const descent = await adam({ like: "optax" }).init({ weight: [1, 2] });
 * const { count, mu, nu } = await toOptax(descent); // 0, { weight: … }, { weight: … }
 */
export async function toOptax(descent: Described): Promise<OptaxFields> {
  const { params, shapes, state, count } = await descent.snapshot();
  const found: Record<string, Record<string, ShapedValue>> = {};
  for (const [path, { states }] of formsOf("optax", forms(), descent, Object.keys(params)))
    for (const { here, theirs } of states) {
      found[theirs] ??= {};
      found[theirs][path] = tensor(elementsIn(state, here, path), shapes[path]!);
    }
  return { count, ...found };
}
