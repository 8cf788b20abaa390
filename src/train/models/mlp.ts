/**
 * Perceptrons with any number of hidden layers of relu, for values, two classes or several. Without hidden layers: linear, logistic and
 * softmax regression. Batches have `x`, [n, features] (further axes are flattened), and `y`.
 */
import type { Tensor } from "../../index.ts";
import type { Head } from "./heads.ts";
import { beforeOutput, beforeRelu, filled, normal } from "./initial.ts";
import { type Model, ModelError, type Traced } from "./model.ts";

/** A layer: `x @ weight + bias`. */
export interface Dense {
  /** [inputs, outputs] */
  readonly weight: Tensor<Float32Array>;
  /** [outputs] */
  readonly bias: Tensor<Float32Array>;
}

/** Parameters by layer: `layer1.weight`, `layer1.bias`, ... The last layer gives the outputs. */
export type MlpParams = { readonly [layer: `layer${number}`]: Dense };

/**
 * A perceptron. Weights before a relu are normal with deviation sqrt(2 / inputs), those of the outputs with sqrt(1 / inputs), so that
 * signals keep their size; biases are 0. Without hidden layers all begin at 0: the loss is convex, every start ends at the same place.
 */
export function mlp(name: string, features: number, hidden: readonly number[], head: Head): Model<MlpParams> {
  const widths = [features, ...hidden, head.outputs];
  const layers = widths.slice(1).map((_, index): `layer${number}` => `layer${index + 1}`);
  const outputs: Model<MlpParams>["outputs"] = (params, { x }, { nn, numpy: np }) => {
    let signal = x!.reshape([x!.shape[0]!, features]);
    for (const [index, layer] of layers.entries()) {
      const { weight, bias } = params[layer] as Traced<Dense>;
      signal = np.matmul(signal, weight).add(bias);
      if (index < hidden.length) signal = nn.relu(signal);
    }
    return signal;
  };
  /** All but that of the outputs. */
  const inner = layers.slice(0, -1).map((layer) => `${layer}.weight`);
  return {
    name,
    outputs,
    ...(inner.length > 0 && {
      hiddenWeights: { matrices: (path: string) => inner.includes(path), layout: "in,out" as const },
    }),
    init: (random) =>
      Object.fromEntries(
        layers.map((layer, index): [string, Dense] => {
          const [inputs, width] = [widths[index]!, widths[index + 1]!];
          const deviation = index < hidden.length ? beforeRelu(inputs) : beforeOutput(inputs);
          return [
            layer,
            {
              weight: hidden.length ? normal(random, deviation, inputs, width) : filled(0, inputs, width),
              bias: filled(0, width),
            },
          ];
        }),
      ),
    loss: (params, { y, ...inputs }, jax) => head.loss(outputs(params, inputs, jax), y!, jax),
    meter: head.meter,
    predictions: head.predictions,
    check: ({ x, y }) => {
      if (!x) throw new ModelError("data", "the examples must have x, the features, and y, the target");
      const width = x.data.length / x.shape[0]!;
      if (width !== features)
        throw new ModelError(
          "data",
          `x must have ${features} features a row, for ${name}; got shape [${x.shape}]`,
        );
      if (y) head.check(y);
    },
  };
}
