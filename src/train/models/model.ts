/**
 * What a model is: initial values by a generator, and a loss that is a plain function of parameters and a batch, written in operations of
 * jax-js. It knows no optimizer and no training loop.
 */
import type { Jax as AnyJax, ArrayOf, Arrays } from "../../adapters/jax-js/index.ts";
import type { Pattern } from "../../index.ts";
import type { Examples } from "../data/examples.ts";
import type { jax } from "../jax.ts";
import type { Random } from "../random.ts";

/** The copy of jax-js that comes with `glissade/train`, or one of the same version. */
export type Jax = typeof jax;

/** An array of jax-js. Every use consumes it; `.ref` keeps it for one more. */
export type JaxArray = ArrayOf<Jax>;

/** The same tree with arrays of jax-js as leaves: what a loss gets. */
export type Traced<P> = Arrays<P, JaxArray>;

/** A batch as a loss gets it: an array for each name, the first axis is the example. Floats are float32, whole numbers int32. */
export type TracedBatch<J extends AnyJax = Jax> = Readonly<Record<string, ArrayOf<J>>>;

/**
 * A loss: the mean over the batch, a scalar. Parameters and batch are arrays; every use consumes one, `.ref` keeps it for one more.
 *
 * @param jax - the copy of jax-js that traces. A function that imports a copy of its own gives that copy to `fit`.
 */
export type Loss<P, J extends AnyJax = Jax> = (
  params: Arrays<P, ArrayOf<J>>,
  batch: TracedBatch<J>,
  jax: J,
) => ArrayOf<J>;

/** Collects metrics over batches, in float64. */
export interface Meter {
  /** Adds the first `count` examples of a batch, with the model's outputs for them. */
  add(outputs: ArrayLike<number>, batch: Examples, count: number): void;
  /** The metrics of all examples so far, by name. `loss` is among them. */
  read(): Metrics;
}

/** Metrics by name: `loss`, `rmse`, `accuracy`. Lower is better, except for `accuracy` and `r2`. */
export type Metrics = Readonly<Record<string, number>>;

/** Tensors that act as matrices between hidden layers, and how they lie. */
export interface HiddenWeights {
  /** Matches their paths. */
  readonly matrices: Pattern;
  /** `"out,in"` as in PyTorch, `"in,out"` where a signal is multiplied from the left, as in all models here. */
  readonly layout: "out,in" | "in,out";
  /** That kernels of convolutions, tensors of more than two axes, are one matrix each: all else by the axis of their outputs. */
  readonly shapes?: "flatten";
}

/** A model. */
export interface Model<P = unknown> {
  /** Its specification: `mlp:64,64`. */
  readonly name: string;
  /** Initial parameters. The same generator gives the same values. */
  init(random: Random): P;
  /** The mean loss over a batch, to minimise. */
  readonly loss: Loss<P>;
  /** What the model says of each example of a batch, before the loss looks at it: values, or logits. The first axis is the example. */
  readonly outputs?: (params: Traced<P>, batch: TracedBatch, jax: Jax) => JaxArray;
  /** A meter of the outputs. `targetScale`: the standard deviation by which targets were divided, for metrics in their own units. */
  readonly meter?: (targetScale?: number) => Meter;
  /** Outputs of examples as a person reads them: values, or probabilities. */
  readonly predictions?: (outputs: Float32Array) => Float32Array;
  /** Which of its tensors are hidden weights, for optimizers of whole matrices such as `muon`: `muon({ ...model.hiddenWeights })`. */
  readonly hiddenWeights?: HiddenWeights | undefined;
  /** Refuses examples that do not fit. @throws ModelError */
  readonly check?: (examples: Examples) => void;
  /** What `modelFrom` makes the model of again: JSON. */
  toJSON?(): unknown;
}

/**
 * `data`: examples that do not fit the model. `params`: parameters of another model. `spec`: a model that does not exist. `file`: not a
 * saved model.
 */
export type ModelErrorCode = "data" | "params" | "spec" | "file";

/** Whether a value is a model, and not a function alone. */
export const isModel = (value: unknown): value is Model<unknown> =>
  typeof (value as Partial<Model> | null)?.init === "function" &&
  typeof (value as Partial<Model> | null)?.loss === "function";

/** A model that cannot be made, or cannot be trained on the data that it was given. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
