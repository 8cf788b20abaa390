/**
 * What a model is: initial values by a generator, and a loss that is a plain function of parameters and a batch, written in operations of
 * jax-js. It knows no optimizer and no training loop.
 */
import type * as jaxjs from "@jax-js/jax";
import type { Tensor } from "../../index.ts";
import type { Random } from "../random.ts";

/** A copy of jax-js: the one that traces. */
export type Jax = typeof jaxjs;

/** An array of jax-js. Every use consumes it; `.ref` keeps it for one more. */
export type JaxArray = jaxjs.Array;

/** Parameters: float32 arrays or tensors, in any nesting of objects and arrays. Names are paths, `layer1.weight`. */
export type Params = Tensor<Float32Array> | Float32Array | ParamsTree | readonly Params[];

/** A branch of parameters. */
export interface ParamsTree {
  readonly [name: string]: Params;
}

/** The same tree with arrays of jax-js as leaves: what a loss gets. */
export type Traced<P> = P extends Tensor<Float32Array> | Float32Array
  ? JaxArray
  : { readonly [K in keyof P]: Traced<P[K]> };

/** A batch as a loss gets it: an array for each name, the first axis is the example. Floats are float32, whole numbers int32. */
export type TracedBatch = Readonly<Record<string, JaxArray>>;

/**
 * A loss: the mean over the batch, a scalar. It must consume or dispose every array that it is given, or not touch it at all.
 *
 * @param jax - the copy of jax-js that traces; a function that imports its own copy can leave it out and give that copy to `fit`.
 */
export type Loss<P> = (params: Traced<P>, batch: TracedBatch, jax: Jax) => JaxArray;

/** A batch, or all examples, as they lie in memory. */
export type BatchData = Readonly<
  Record<string, { readonly data: ArrayLike<number>; readonly shape: readonly number[] }>
>;

/** Collects metrics over batches, in float64. */
export interface Meter {
  /** Adds the first `count` examples of a batch, with the model's outputs for them. */
  add(outputs: ArrayLike<number>, batch: BatchData, count: number): void;
  /** The metrics of all examples so far, by name. `loss` is among them. */
  read(): Metrics;
}

/** Metrics by name: `loss`, `rmse`, `accuracy`. Lower is better, except for `accuracy` and `r2`. */
export type Metrics = Readonly<Record<string, number>>;

/** A model. */
export interface Model<P = Params> {
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
  /** Refuses examples that do not fit. @throws ModelError */
  readonly check?: (examples: BatchData) => void;
  /** What `modelFrom` makes the model of again: JSON. */
  toJSON?(): unknown;
}

/** `data`: examples that do not fit the model. `spec`: a model that does not exist. `copy`: written with another copy of jax-js. `engine`: the engine lacks something. */
export type ModelErrorCode = "data" | "spec" | "copy" | "engine";

/** A model that cannot be made, or cannot be trained on the data that it was given. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
