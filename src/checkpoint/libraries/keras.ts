/**
 * The variables of Keras' optimizers for a descent, and back. Keras names them after the model's variables: `net/dense/kernel` has
 * `adam/net_dense_kernel_momentum`. Reference: Keras 3.15.
 */
import { adagrad, adam, amsgrad, rmsprop, type Snapshot, sgd, tensor } from "../../index.ts";
import { record } from "../../options/kinds.ts";
import { isPlain, readerOf } from "../../options/option.ts";
import { shown } from "../../options/shown.ts";
import type { TensorFile } from "../safetensors.ts";
import { fileIn, tensorsIn } from "./file-tensors.ts";
import { Filling } from "./filling.ts";
import { type Described, type Exportable, elementsIn, type Form, form, formsOf } from "./form.ts";
import { OptimizerStateError } from "./optimizer-state-error.ts";
import { type OtherNames, otherNames } from "./parameter-names.ts";
import { countFrom, numberFrom, type ShapedValue, type StateValue } from "./values.ts";

/** Variables of an optimizer by their paths: `{ variable.path: variable.numpy() for variable in optimizer.variables }`. */
export type KerasVariables = Readonly<Record<string, StateValue>>;

/** Options of `fromKeras` and `toKeras`. */
export interface KerasOptions {
  /** Paths of the model's variables in Keras, by those of the parameters here; default the same, where `.` is as good as `/`. */
  readonly names?: OtherNames | undefined;
}

function forms(): Form[] {
  const like = "keras";
  const momentum = 0.5;
  const decaying = [{}, { weightDecay: 0.1 }].flatMap((decay) => [
    form("Adam", adam({ like, ...decay }), { m: "momentum", v: "velocity" }),
    form("Adam with amsgrad", amsgrad({ like, ...decay }), {
      m: "momentum",
      v: "velocity",
      vMax: "velocity_hat",
    }),
    ...[false, true].flatMap((centered) => {
      const means = { v: "velocity", ...(centered && { c: "average_gradient" }) };
      return [
        form("RMSprop", rmsprop({ like, centered, ...decay }), means),
        // Keras subtracts this sum; here it is added.
        form("RMSprop", rmsprop({ like, centered, momentum, ...decay }), { ...means, m: "-momentum" }),
      ];
    }),
    form("Adagrad", adagrad({ like, ...decay }), { s: "accumulator" }),
  ]);
  return [
    ...decaying,
    form("SGD", sgd({ like }), { m: "momentum" }),
    form("SGD", sgd({ like, momentum, nesterov: true }), { m: "momentum" }),
  ];
}

const readFrom = readerOf<KerasOptions>("fromKeras", { names: record });
const readTo = readerOf<KerasOptions>("toKeras", { names: record });

/** Names of variables have `_` where paths have other signs. */
const spelled = (path: string): string => path.replace(/[./]/g, "_");

/**
 * A snapshot of a descent with the variables of Keras' optimizer: restore it, and the descent goes on as Keras would. Parameters are those of
 * the descent.
 *
 * Forms: Keras' Adam and AdamW are `adam` and `adamw`, with amsgrad `amsgrad`, SGD is `sgd`, RMSprop `rmsprop`, Adagrad `adagrad`, all with `like: "keras"`.
 * In front there may be rules without states, such as `clipByGlobalNorm`. The rate is Keras' where it is a number here; Keras has no variables for betas and the like:
 * give them to the optimizer here.
 *
 * @param variables - the optimizer's variables by their paths, or a file of them that `loadSafetensors` has read.
 * @throws OptimizerStateError for variables that do not fit. The descent has not changed, whatever happens.
 * @example
 * const descent = await sgd({ like: "keras", momentum: 0.9 }).init({ dense: { kernel: [1, 2] } });
 * const variables = { "sgd/iteration": 5, "sgd/learning_rate": 0.1, "sgd/net_dense_kernel_momentum": [0.5, 0.5] };
 * await descent.restore(await fromKeras(descent, variables, { names: { "dense.kernel": "net/dense/kernel" } }));
 */
export async function fromKeras(
  descent: Described,
  variables: KerasVariables | TensorFile,
  options: KerasOptions = {},
): Promise<Snapshot> {
  const { names = {} } = readFrom(options);
  const file = fileIn(variables);
  if (!file && !isPlain(variables))
    throw new OptimizerStateError(
      `keras: expected an object of the optimizer's variables by their paths; got ${shown(variables)}`,
    );
  const snapshot = await descent.snapshot();
  const matches = formsOf("keras", forms(), descent, Object.keys(snapshot.params));
  const called = otherNames("keras", names, [...matches.keys()], spelled);
  const found = new Map(
    (file ? tensorsIn(file) : Object.entries(variables as KerasVariables)).map(([path, value]) => [
      path.slice(path.lastIndexOf("/") + 1),
      value,
    ]),
  );
  const take = (name: string, why = ""): StateValue => {
    const value = found.get(name);
    if (value === undefined) throw new OptimizerStateError(`keras: there is no variable ${name}${why}`);
    found.delete(name);
    return value;
  };
  const count = countFrom("keras: iteration", take("iteration"));
  const rate = found.has("learning_rate")
    ? numberFrom("keras: learning_rate", take("learning_rate"))
    : undefined;
  const filling = new Filling(snapshot, matches);
  for (const [path, { form, states, hyper }] of matches) {
    if (rate !== undefined) filling.hyper(path, "learningRate", "keras: learning_rate", rate);
    for (const state of states) {
      const name = `${called.get(path)}_${state.theirs}`;
      // Keras' SGD has no such variables without momentum.
      const isUnused = form.name === "SGD" && snapshot.hyper[hyper.momentum!] === 0 && !found.has(name);
      const value = isUnused ? undefined : take(name, `, which ${form.name} has for "${path}"`);
      filling.state(path, state, `keras: ${name}`, value);
    }
  }
  const [surplus] = found.keys();
  if (surplus !== undefined)
    throw new OptimizerStateError(
      `keras: the variable ${surplus} belongs to no parameter of the descent, or to another optimizer`,
    );
  return filling.done(count);
}

/**
 * The variables of Keras' optimizer that goes on as the descent would, by the last parts of their paths: `iteration`, `learning_rate` and
 * `net_dense_kernel_momentum`. The forms are those of `fromKeras`.
 *
 * @throws OptimizerStateError for an optimizer that Keras does not have in this form.
 * @example
 * const descent = await adam({ like: "keras" }).init({ kernel: [1, 2] });
 * const variables = await toKeras(descent, { names: { kernel: "dense/kernel" } }); // dense_kernel_momentum: …
 */
export async function toKeras(descent: Exportable, options: KerasOptions = {}): Promise<KerasVariables> {
  const { names = {} } = readTo(options);
  const { params, shapes, state, count, hyper: numbers } = await descent.snapshot();
  const matches = formsOf("keras", forms(), descent, Object.keys(params));
  const called = otherNames("keras", names, [...matches.keys()], spelled);
  const hyper = { ...descent.hyper, ...numbers };
  const rates = new Set([...matches.values()].map((match) => hyper[match.hyper.learningRate!]!));
  if (rates.size > 1)
    throw new OptimizerStateError(
      `keras: parameters have the rates ${[...rates].join(", ")}; an optimizer of Keras' has one`,
    );
  const values: Record<string, number | ShapedValue> = { iteration: count, learning_rate: [...rates][0]! };
  for (const [path, match] of matches) {
    for (const { here, theirs, factor } of match.states) {
      const own = elementsIn(state, here, path);
      const data = factor === 1 ? own : own.map((value) => -value);
      values[`${called.get(path)}_${theirs}`] = tensor(data, shapes[path]!);
    }
  }
  return values;
}
