/**
 * Classes of optimizers that `model.compile` of tfjs takes, and that `model.save` and `tf.loadLayersModel` know. tfjs computes gradients and
 * keeps the variables; a descent of this library computes the steps.
 */
import { type Descent, DisposedError, type Optimizer, OptionError } from "../../index.ts";
import { finite } from "../../options/kinds.ts";
import { argumentOf } from "../../options/option.ts";
import { shown } from "../../options/shown.ts";
import { Bound, type Gradient, type Params } from "./bound.ts";
import { type Config, configOf, optionsOf } from "./config.ts";
import type {
  BaseOf,
  NamedTensor,
  Tensorflow,
  TfTensor,
  TfVariable,
  ValueAndGradients,
} from "./tensorflow.ts";
import { KeptWeights, readWeights } from "./weights.ts";

/** Gradients by the names of variables, or as a list. `null` and `undefined`: there is none. */
export type Gradients = Readonly<Record<string, TfTensor | null | undefined>> | readonly Gradient[];

/** An optimizer of the classes that `optimizerClass` makes. */
export class TfjsOptimizer {
  readonly #tf: Tensorflow;
  readonly #name: string;
  readonly #config: Config;
  readonly #bound: Bound;
  readonly #weights: KeptWeights;
  readonly #givenRate: unknown;
  #isDisposed = false;

  /** Made by a class of `optimizerClass`. */
  constructor(tf: Tensorflow, name: string, make: (options: never) => Optimizer, options: unknown) {
    this.#tf = tf;
    this.#name = name;
    this.#config = configOf(name, options);
    const optimizer = make(options as never);
    if (typeof optimizer?.initSync !== "function")
      throw new OptionError(
        `${name}: make must return an optimizer, as adamw() does; got ${shown(optimizer)}`,
      );
    this.#bound = new Bound(tf, optimizer);
    this.#weights = new KeptWeights(tf);
    this.#givenRate = (options as { learningRate?: unknown } | undefined)?.learningRate;
  }

  /**
   * Computes a loss and its gradients, and takes a step.
   *
   * @param f - computes the loss, a scalar, from variables.
   * @param returnCost - whether to return the loss, which is the caller's to dispose of.
   * @param variables - those to train; all trainable ones without it. Those that the loss does not depend on, and those that are not trainable,
   *   keep every bit, of their states too.
   * @throws ParameterError for variables or gradients that are not float32; what a step throws. No tensor is left then.
   */
  minimize(f: () => TfTensor, returnCost = false, variables?: TfVariable[]): TfTensor | null {
    const { value, grads } = this.computeGradients(f, variables);
    let isReturned = false;
    try {
      this.#step(
        variables ? variables.map(({ name }) => ({ name, tensor: grads[name] })) : listOf(grads),
        value,
      );
      isReturned = returnCost;
    } finally {
      for (const gradient of Object.values(grads)) gradient?.dispose();
      if (!isReturned) value.dispose();
    }
    return isReturned ? value : null;
  }

  /** The loss and its gradients, which are the caller's to dispose of: `tf.variableGrads`. */
  computeGradients(f: () => TfTensor, variables?: TfVariable[]): ValueAndGradients {
    return this.#tf.variableGrads(f, variables);
  }

  /**
   * Takes a step. Variables without a gradient keep every bit. With `lossScale()` they are gradients of `descent.lossScale` times the loss.
   *
   * @throws ParameterError as `minimize`, and for optimizers that read the loss: call `minimize` with those.
   */
  applyGradients(gradients: Gradients): void {
    this.#step(Array.isArray(gradients) ? gradients : listOf(gradients as Record<string, TfTensor | null>));
  }

  #step(gradients: readonly Gradient[], loss?: TfTensor): void {
    this.#checkAlive();
    this.#bound.bind(gradients.filter(({ tensor }) => tensor).map(({ name }) => name));
    this.#bound.step(gradients, loss);
  }

  #checkAlive(): void {
    if (this.#isDisposed) throw new DisposedError(`this ${this.#name} was disposed of; make a new one`);
  }

  /** Number of steps taken. */
  get iterations(): number {
    return this.#bound.descent?.count ?? 0;
  }

  /**
   * The rate of the last step, or the one that was set; undefined before the first step where it is neither an option nor set. Setting it,
   * also between the epochs of a `fit`, holds from the next step on, in the place of a schedule too.
   */
  get learningRate(): number | undefined {
    const { descent, settings } = this.#bound;
    const known = descent?.hyper.learningRate ?? settings.learningRate ?? this.#givenRate;
    return typeof known === "number" ? known : undefined;
  }

  set learningRate(rate: number) {
    this.setLearningRate(rate);
  }

  /** Sets the rate. @throws OptionError for what is not a finite number; HyperparameterError for one that the optimizer does not have. */
  setLearningRate(rate: number): void {
    this.#checkAlive();
    this.#bound.set({ learningRate: argumentOf<number>("setLearningRate", "learningRate", finite)(rate) });
  }

  /**
   * What takes the steps, from the first one on: its `state`, `hyper`, `set()`, `last`, `evalParams()`. Its parameters go to tfjs' variables
   * after every step of this optimizer, so take none with it.
   */
  get descent(): Descent<Params> | undefined {
    return this.#bound.descent;
  }

  /** Names of variables whose states were loaded and that have not come in a step yet. */
  get waiting(): readonly string[] {
    return this.#bound.waiting;
  }

  /** Frees the memory, and the tensors that `getWeights` has given. */
  dispose(): void {
    this.#isDisposed = true;
    this.#bound.dispose();
    this.#weights.dispose();
  }

  /** The number of steps as a tensor, which stays this optimizer's. */
  async saveIterations(): Promise<NamedTensor> {
    return (await this.getWeights())[0]!;
  }

  /**
   * All that a run needs to continue beside the variables: the number of steps, states as `variable/state`, and a text with the rest. The tensors
   * stay this optimizer's: the next call replaces them, so that saving leaks nothing.
   */
  async getWeights(): Promise<NamedTensor[]> {
    this.#checkAlive();
    return this.#weights.of(this.iterations, this.#bound.saved);
  }

  /**
   * Continues from what `getWeights` of the same class returned: later steps have the same bits. Variables find their states by name, in
   * whatever order they come.
   *
   * @throws SnapshotError if it does not fit, with what was found and expected. Nothing has changed then.
   */
  async setWeights(weights: readonly NamedTensor[]): Promise<void> {
    this.#checkAlive();
    const read = await readWeights(weights);
    this.#checkAlive();
    this.#bound.restore(read);
    this.#weights.dispose();
  }

  /** The name under which models name the class. */
  getClassName(): string {
    return this.#name;
  }

  /** Its options, for `model.save({ includeOptimizer: true })`. */
  getConfig(): { options: string } {
    return { ...this.#config };
  }
}

const listOf = (gradients: Readonly<Record<string, TfTensor | null | undefined>>): Gradient[] =>
  Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));

/** A class of optimizers for tfjs; `B` is the type of `tf.Optimizer`. */
export interface OptimizerClass<O, B = unknown> {
  new (...options: undefined extends O ? [options?: O] : [options: O]): B & TfjsOptimizer;
  readonly className: string;
  /** Called by tfjs when it loads a model. */
  fromConfig(self: unknown, config: Config): B & TfjsOptimizer;
}

const className = /^[A-Za-z][A-Za-z0-9]*$/;

/**
 * A class of optimizers for `model.compile` and for loops of one's own, registered with tfjs under `Glissade.NAME`. To load a model that was saved
 * with such an optimizer, call this with the same name and the same `make` before. Of classes of one name tfjs knows the last.
 *
 * @param tf - the module, `import * as tf from "@tensorflow/tfjs"`.
 * @param name - letters and digits.
 * @param make - makes the optimizer from the options that the constructor gets, which are saved with the model. Schedules and other
 *   functions are written in here.
 * @throws OptionError for a name that tfjs would change when it loads a model.
 * @example
 * const Adamw = optimizerClass(tf, "Adamw", adamw);
 * const optimizer = new Adamw({ learningRate: 1e-3, weightDecay: 0.01 });
 * model.compile({ optimizer, loss: "meanSquaredError" });
 * @example
 * const Clipped = optimizerClass(tf, "Clipped", ({ peak }) => {
 *   const learningRate = warmupCosine({ peak, warmup: 100, total: 10_000 });
 *   return chain(clipByGlobalNorm(1), adamw({ learningRate }));
 * });
 * const optimizer = new Clipped({ peak: 3e-4 });
 */
export function optimizerClass<T extends Tensorflow, O>(
  tf: T,
  name: string,
  make: (options: O) => Optimizer,
): OptimizerClass<O, BaseOf<T>> {
  if (typeof name !== "string" || !className.test(name))
    throw new OptionError(`optimizerClass: name must be letters and digits, as "Adamw"; got ${shown(name)}`);
  class Registered extends TfjsOptimizer {
    static readonly className = `Glissade.${name}`;

    constructor(options?: unknown) {
      super(tf, Registered.className, make, options);
    }

    static fromConfig(_: unknown, config: Config): Registered {
      return new Registered(optionsOf(config));
    }
  }
  tf.serialization.registerClass(Registered as never);
  return Registered as unknown as OptimizerClass<O, BaseOf<T>>;
}
