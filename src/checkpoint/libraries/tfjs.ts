/**
 * The weights of tfjs' optimizers, as `getWeights()` gives them, for a descent, and back. Here each goes by its name; tfjs itself takes them by
 * their order. Reference: tfjs-core 4.22.
 */
import { adagrad, adam, rmsprop, type Snapshot, sgd } from "../../index.ts";
import { record } from "../../options/kinds.ts";
import { readerOf } from "../../options/option.ts";
import { shown } from "../../options/shown.ts";
import { Filling } from "./filling.ts";
import { type Described, elementsIn, type Form, form, formsOf } from "./form.ts";
import { OptimizerStateError } from "./optimizer-state-error.ts";
import { type OtherNames, otherNames } from "./parameter-names.ts";
import { countFrom, type ShapedValue } from "./values.ts";

/** A weight as `getWeights()` gives it: `tensor` is a tensor of tfjs, or data with a shape. */
export interface TfjsWeight {
  readonly name: string;
  readonly tensor: ShapedValue | TfjsTensor;
}

/** What is needed of a tensor of tfjs. */
export interface TfjsTensor {
  readonly shape: readonly number[];
  dataSync(): Float32Array | Int32Array | Uint8Array;
}

/** A weight for `setWeights()`, before it is a tensor: `tf.tensor(data, shape, dtype)`. */
export interface TfjsWeightData {
  readonly name: string;
  readonly data: Float32Array | Int32Array;
  readonly shape: number[];
  readonly dtype: "float32" | "int32";
}

/** Options of `fromTfjs` and `toTfjs`. */
export interface TfjsOptions {
  /** Names of tfjs' variables, by paths of the parameters here; default the same. */
  readonly names?: OtherNames | undefined;
}

function forms(): Form[] {
  const like = "keras";
  const momentum = 0.5;
  return [
    form("adam", adam(), { m: "m", v: "v" }),
    form("sgd", sgd(), {}),
    form("momentum", sgd({ momentum }), { m: "momentum" }),
    form("momentum", sgd({ momentum, nesterov: true }), { m: "momentum" }),
    // tfjs subtracts this sum; here it is added.
    form("rmsprop", rmsprop({ like, momentum }), { v: "rms", m: "-momentum" }),
    form("adagrad", adagrad({ like }), { s: "accumulator" }),
  ];
}

const readFrom = readerOf<TfjsOptions>("fromTfjs", { names: record });
const readTo = readerOf<TfjsOptions>("toTfjs", { names: record });

/**
 * A snapshot of a descent with the weights of tfjs' optimizer: restore it, and the descent goes on as tfjs would. Parameters are those of the
 * descent. tfjs computes in float32, and its products of betas too: its numbers are these up to rounding.
 *
 * Forms: tf.train.adam is `adam({ eps: 1e-7 })`, sgd and momentum are `sgd`, adagrad is `adagrad({ like: "keras" })`, rmsprop is
 * `rmsprop({ like: "keras", momentum: 0 })`, which always has a momentum there; centered it has no form here, since tfjs subtracts eps. Rates and the like are not
 * among the weights: give them to the optimizer here.
 *
 * @param weights - what `await optimizer.getWeights()` gives, in any order; none but `iter` before the first step.
 * @throws OptimizerStateError for weights that do not fit. The descent has not changed, whatever happens.
 * @example
 * const descent = await sgd({ momentum: 0.9 }).init({ "dense/kernel": new Float32Array(2) });
 * const weights = [
 *   { name: "iter", tensor: { data: [5], shape: [] } },
 *   { name: "dense/kernel/momentum", tensor: { data: [1, 2], shape: [2] } },
 * ];
 * await descent.restore(await fromTfjs(descent, weights));
 */
export async function fromTfjs(
  descent: Described,
  weights: readonly TfjsWeight[],
  options: TfjsOptions = {},
): Promise<Snapshot> {
  const { names = {} } = readFrom(options);
  const found = read(weights);
  const snapshot = await descent.snapshot();
  const matches = formsOf("tfjs", forms(), descent, Object.keys(snapshot.params));
  const called = otherNames("tfjs", names, [...matches.keys()], String);
  const iterations = found.get("iter");
  if (iterations === undefined)
    throw new OptimizerStateError("tfjs: there is no weight iter, the number of steps");
  found.delete("iter");
  const count = countFrom("tfjs: iter", iterations);
  const hasBegun = count > 0 || found.size > 0;
  const filling = new Filling(snapshot, matches);
  for (const [path, { form, states }] of matches)
    for (const state of states) {
      const name = `${called.get(path)}/${state.theirs}`;
      const value = found.get(name);
      if (value === undefined && hasBegun)
        throw new OptimizerStateError(
          `tfjs: there is no weight ${name}, which ${form.name} has for "${path}"`,
        );
      found.delete(name);
      filling.state(path, state, `tfjs: ${name}`, value);
    }
  const [surplus] = found.keys();
  if (surplus !== undefined)
    throw new OptimizerStateError(
      `tfjs: the weight ${surplus} belongs to no parameter of the descent, or to another optimizer`,
    );
  return filling.done(count);
}

/** Weights by name. @throws OptimizerStateError */
function read(weights: unknown): Map<string, ShapedValue> {
  const fail = (problem: string): never => {
    throw new OptimizerStateError(`tfjs: ${problem}`);
  };
  if (!Array.isArray(weights))
    return fail(`expected what getWeights() gives, a list of weights; got ${shown(weights)}`);
  const found = new Map<string, ShapedValue>();
  for (const weight of weights as readonly (Partial<TfjsWeight> | null | undefined)[]) {
    const { name, tensor } = weight ?? {};
    if (typeof name !== "string" || typeof tensor !== "object" || tensor === null)
      return fail(`a weight must be { name, tensor }; got ${shown(weight)}`);
    if (found.has(name)) return fail(`there are two weights ${name}`);
    found.set(name, "dataSync" in tensor ? { data: tensor.dataSync(), shape: tensor.shape } : tensor);
  }
  return found;
}

/**
 * The weights of tfjs' optimizer that goes on as the descent would, in tfjs' order: `iter`, then each state for all variables. Variables
 * must be trained in the order of the parameters here, since tfjs takes weights by their order. The forms are those of `fromTfjs`.
 *
 * @throws OptimizerStateError for an optimizer that tfjs does not have in this form, or parameters that have not taken part in all steps.
 * @example
 * const descent = await adam({ eps: 1e-7 }).init({ kernel: new Float32Array(2) });
 * const weights = await toTfjs(descent); // names iter, kernel/m, kernel/v
 * // await optimizer.setWeights(weights.map(({ name, data, shape, dtype }) => ({ name, tensor: tf.tensor(data, shape, dtype) })));
 */
export async function toTfjs(descent: Described, options: TfjsOptions = {}): Promise<TfjsWeightData[]> {
  const { names = {} } = readTo(options);
  const { params, shapes, state, count, counts } = await descent.snapshot();
  const late = Object.keys(counts ?? {}).find((path) => counts![path]!.count !== count);
  if (late !== undefined)
    throw new OptimizerStateError(
      `tfjs: "${late}" has taken part in ${counts![late]!.count} steps of ${count}; tfjs has one count for all`,
    );
  const matches = formsOf("tfjs", forms(), descent, Object.keys(params));
  const called = otherNames("tfjs", names, [...matches.keys()], String);
  const weights = [...matches].flatMap(([path, { states }]) =>
    states.map(({ here, theirs, factor }, place) => {
      const own = elementsIn(state, here, path);
      const data = Float32Array.from(own, (value) => factor * value);
      return {
        place,
        weight: {
          name: `${called.get(path)}/${theirs}`,
          data,
          shape: [...shapes[path]!],
          dtype: "float32" as const,
        },
      };
    }),
  );
  return [
    { name: "iter", data: Int32Array.of(count), shape: [], dtype: "int32" },
    ...weights.sort((one, other) => one.place - other.place).map(({ weight }) => weight),
  ];
}
