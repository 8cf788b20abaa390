/**
 * Variables of tfjs bound to the parameters of one descent, each by its name. A descent begins when variables are first seen, and is begun
 * again, with all that it had, when others come.
 */
import {
  type Descent,
  type Optimizer,
  ParameterError,
  type Snapshot,
  SnapshotError,
  type Tensor,
  tensor,
} from "../../index.ts";
import { statesOf } from "./same-names.ts";
import { type Saved, savedOf, savedSettings, unsaved } from "./saved.ts";
import type { Tensorflow, TfTensor, TfVariable } from "./tensorflow.ts";
import { readInto, writeFrom } from "./values.ts";
import type { ReadWeights } from "./weights.ts";

/** Parameters by their names. */
export type Params = Record<string, Tensor<Float32Array>>;

/** A variable, and its place in the descent. */
interface Slot {
  readonly variable: TfVariable;
  readonly path: string;
  /** The data that the descent's parameter is equal to. */
  dataId: object | undefined;
}

/** A gradient; none where a variable has none. */
export type Gradient = { readonly name: string; readonly tensor: TfTensor | null | undefined };

/** The bound variables of an optimizer. */
export class Bound {
  readonly #tf: Tensorflow;
  readonly #optimizer: Optimizer;
  #descent: Descent<Params> | undefined;
  /** By the names that variables have now; paths are those under which they came first. */
  readonly #slots = new Map<string, Slot>();
  /** The gradients of a step: what the descent takes. */
  #grads: Record<string, Float32Array | null> = {};
  readonly #inputs = { loss: 0 };
  #settings: Readonly<Record<string, number>> = {};

  /** @throws ParameterError for an optimizer that needs more than gradients. */
  constructor(tf: Tensorflow, optimizer: Optimizer) {
    if (optimizer.takesEstimates)
      throw new ParameterError(
        "this optimizer needs estimates of the curvature besides gradients, and tfjs has gradients alone: take steps with init()",
      );
    this.#tf = tf;
    this.#optimizer = optimizer;
  }

  /** The descent, once there are variables. */
  get descent(): Descent<Params> | undefined {
    return this.#descent;
  }

  /** Names of saved states whose variables have not come yet. */
  get waiting(): string[] {
    const bound = new Set([...this.#slots.values()].map(({ path }) => path));
    return Object.keys(this.#descent?.params ?? {}).filter((path) => !bound.has(path));
  }

  /**
   * Sees to it that all of these variables have a place.
   *
   * @throws ParameterError for one that cannot be trained; SnapshotError if states are saved, and none of them is for any of these.
   */
  bind(names: readonly string[]): void {
    const { registeredVariables } = this.#tf.engine();
    const fresh: TfVariable[] = [];
    for (const name of names) {
      const variable = registeredVariables[name];
      if (!variable)
        throw new ParameterError(`there is no variable "${name}" in tfjs; it may have been disposed of`);
      const slot = this.#slots.get(name);
      if (slot?.variable === variable) continue;
      checkDtype(name, variable, "variable");
      if (slot) this.#slots.set(name, this.#again(slot, variable));
      else if (!fresh.includes(variable)) fresh.push(variable);
    }
    if (fresh.length > 0) this.#add(fresh);
  }

  /** The slot for another variable of the same name. */
  #again({ path, variable: { shape } }: Slot, variable: TfVariable): Slot {
    if (String(shape) === String(variable.shape)) return { variable, path, dataId: undefined };
    throw new ParameterError(
      `variable "${variable.name}" had shape [${shape.join(", ")}] in earlier steps and has [${variable.shape.join(", ")}]; make an optimizer for the new one`,
    );
  }

  #add(variables: readonly TfVariable[]): void {
    const params: Readonly<Params> = this.#descent?.params ?? {};
    const waiting = this.waiting.map((name) => ({ name, shape: params[name]!.shape }));
    const found = statesOf(variables, waiting);
    if (this.#slots.size === 0 && waiting.length > 0 && found.size === 0)
      throw new SnapshotError(
        `none of the saved states is for a variable of this model: states of ${listed(waiting)}, variables ${listed(variables)}; give layers and variables names`,
      );
    const others = variables.filter(({ name }) => !found.has(name));
    for (const { name, shape } of others) {
      if (!Object.hasOwn(params, name)) continue;
      const is = params[name]!.shape;
      throw new ParameterError(
        String(is) === String(shape)
          ? `"${name}" is already the name of the state of another variable; make an optimizer for each model`
          : `variable "${name}" has shape [${shape.join(", ")}]; the saved state under its name has [${is.join(", ")}]`,
      );
    }
    if (others.length > 0) this.#beginWith(others);
    for (const variable of variables) {
      const path = found.get(variable.name) ?? variable.name;
      this.#slots.set(variable.name, { variable, path, dataId: undefined });
    }
  }

  /** Begins a descent that has these variables too. */
  #beginWith(variables: readonly TfVariable[]): void {
    const old = this.#descent;
    const more = variables.map(
      ({ name, shape }) => [name, tensor(new Float32Array(sizeOf(shape)), shape)] as const,
    );
    for (const [index, [, { data }]] of more.entries()) readInto(this.#tf, variables[index]!, data);
    const params: Params = { ...old?.params, ...Object.fromEntries(more) };
    this.#take(this.#begun(params, old?.snapshotSync(), true));
  }

  #begun(params: Params, from: Snapshot | undefined, partial: boolean): Descent<Params> {
    const descent = this.#optimizer.initSync(params);
    try {
      if (from) {
        // A rate that was set stands in the place of the schedule that the optimizer was made with.
        const set = Object.entries(from.hyper).filter(
          ([name, value]) => Object.hasOwn(descent.hyper, name) && typeof value === "number",
        );
        descent.set(Object.fromEntries(set));
        descent.restoreSync(from, { partial });
      }
      descent.set(this.#settings);
      return descent;
    } catch (error) {
      descent.dispose();
      throw error;
    }
  }

  #take(descent: Descent<Params> | undefined, settings: Readonly<Record<string, number>> = {}): void {
    this.#settings = settings;
    this.#descent?.dispose();
    this.#descent = descent;
    this.#grads = Object.fromEntries(Object.keys(descent?.params ?? {}).map((path) => [path, null]));
  }

  /** Takes one step with gradients of variables that are bound; others have none. Those of `loss` are gradients of a loss that nobody has scaled. */
  step(gradients: readonly Gradient[], loss: TfTensor | undefined): void {
    const descent = this.#descent;
    if (!descent) throw new ParameterError("there is no variable to train: give some gradients");
    const grads = this.#grads;
    for (const path in grads) grads[path] = null;
    const scale = loss ? descent.lossScale : 1;
    for (const { name, tensor: gradient } of gradients) {
      if (!gradient) continue;
      const slot = this.#slots.get(name)!;
      const { path, variable } = slot;
      checkGradient(name, gradient, variable);
      if (slot.dataId !== variable.dataId) readInto(this.#tf, variable, descent.params[path]!.data);
      const { data } = descent.grads[path]!;
      readInto(this.#tf, gradient, data);
      if (scale !== 1) for (let i = 0; i < data.length; i++) data[i]! *= scale;
      grads[path] = data;
    }
    if (loss) this.#inputs.loss = loss.dataSync()[0]!;
    descent.step(grads, loss && this.#inputs);
    for (const { name, tensor: gradient } of gradients)
      if (gradient) this.#write(descent, this.#slots.get(name)!);
  }

  #write({ params }: Descent<Params>, slot: Slot): void {
    writeFrom(this.#tf, slot.variable, params[slot.path]!.data);
    slot.dataId = slot.variable.dataId;
  }

  /** Continues from what was saved; variables take their states when they come. @throws SnapshotError if it does not fit. */
  restore({ iterations, text, arrays }: ReadWeights): void {
    const found = unsaved(text, arrays);
    if ("settings" in found) this.#take(undefined, found.settings);
    else {
      const { snapshot, params } = found;
      if (snapshot.count !== iterations)
        throw new SnapshotError(
          `setWeights: iter is ${iterations}, and the other tensors are of step ${snapshot.count}`,
        );
      this.#take(this.#begun(params, snapshot, false));
    }
    this.#slots.clear();
  }

  /** Sets hyperparameters from the next step on; before the first, when the descent begins. */
  set(values: Readonly<Record<string, number>>): void {
    if (this.#descent) this.#descent.set(values);
    else this.#settings = { ...this.#settings, ...values };
  }

  /** Hyperparameters that were set before the first step. */
  get settings(): Readonly<Record<string, number>> {
    return this.#settings;
  }

  /** Frees the memory. */
  dispose(): void {
    this.#descent?.dispose();
  }

  /** What there is to save. */
  get saved(): Saved {
    return this.#descent ? savedOf(this.#descent.snapshotSync()) : savedSettings(this.#settings);
  }
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

const listed = (all: readonly { readonly name: string }[]): string => {
  const names = all.slice(0, 8).map(({ name }) => name);
  return all.length > 8 ? `${names.join(", ")} and ${all.length - 8} more` : names.join(", ");
};

function checkDtype(name: string, { dtype }: TfTensor, what: string): void {
  if (dtype === "float32") return;
  throw new ParameterError(`the ${what} of "${name}" must be float32; got ${dtype}`);
}

function checkGradient(name: string, gradient: TfTensor, { shape }: TfVariable): void {
  checkDtype(name, gradient, "gradient");
  const isSame =
    gradient.shape.length === shape.length && shape.every((extent, axis) => extent === gradient.shape[axis]);
  if (!isSame)
    throw new ParameterError(
      `the gradient of "${name}" must have its shape [${shape.join(", ")}]; got [${gradient.shape.join(", ")}]`,
    );
}
