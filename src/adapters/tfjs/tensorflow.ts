/**
 * What the adapter uses of TensorFlow.js, as types of its own: the module is the user's, and nothing is imported from it. A test holds the
 * true module against them. Reference: tfjs-core 4.22.
 */

/** A tensor. */
export interface TfTensor {
  readonly dtype: string;
  readonly shape: number[];
  /** Names the data; another object after each `assign`. */
  readonly dataId: object;
  readonly isDisposed: boolean;
  dataSync(): ArrayLike<number>;
  data(): Promise<ArrayLike<number | string>>;
  dispose(): void;
}

/** A variable: a tensor with a name, whose data can be replaced. */
export interface TfVariable extends TfTensor {
  readonly name: string;
  assign(value: TfTensor): void;
}

/** A tensor of a list by name; none where there is no gradient. */
export interface NamedTensor<T extends TfTensor = TfTensor> {
  readonly name: string;
  readonly tensor: T;
}

/** A loss, and its gradients by the names of variables. */
export interface ValueAndGradients {
  readonly value: TfTensor;
  readonly grads: Record<string, TfTensor>;
}

/** `import * as tf from "@tensorflow/tfjs"`. */
export interface Tensorflow {
  variableGrads(f: () => TfTensor, variables?: TfVariable[]): ValueAndGradients;
  tensor(values: Float32Array | Int32Array | string[], shape?: number[], dtype?: string): TfTensor;
  keep(tensor: TfTensor): TfTensor;
  engine(): { readonly registeredVariables: Record<string, TfVariable> };
  backend(): object;
  readonly serialization: { registerClass(made: never): unknown };
}

/** `tf.Optimizer`, where the module has its type: `model.compile` asks for it. */
export type BaseOf<T> = T extends { readonly Optimizer: abstract new (...parameters: never[]) => infer B }
  ? B
  : unknown;
