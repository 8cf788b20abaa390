/**
 * LeNet-5 for pictures of 28 x 28, in today's form: relu and the largest of each 2 x 2 where the paper has tanh-like units and means. LeCun, Bottou, Bengio,
 * Haffner: Gradient-based learning applied to document recognition, 1998; the form of Zhang, Lipton, Li, Smola: Dive into Deep Learning, 12.11.
 */
import type { Tensor } from "../../index.ts";
import { convolve, maxPool } from "./convolution.ts";
import { classes } from "./heads.ts";
import { beforeOutput, beforeRelu, filled, normal } from "./initial.ts";
import type { Dense } from "./mlp.ts";
import { type JaxArray, type Model, ModelError, type Traced } from "./model.ts";

/** Parameters of LeNet-5. */
export interface LenetParams {
  /** Kernels [5, 5, channels, maps] and biases [maps]. */
  readonly conv1: { readonly weight: Tensor<Float32Array>; readonly bias: Tensor<Float32Array> };
  readonly conv2: { readonly weight: Tensor<Float32Array>; readonly bias: Tensor<Float32Array> };
  readonly dense1: Dense;
  readonly dense2: Dense;
  readonly dense3: Dense;
}

/** Sizes of LeNet-5; smaller ones make small tests. */
export interface LenetSizes {
  /** Height and width of a picture: a multiple of 4, at least 12. */
  readonly side: number;
  readonly maps: readonly [number, number];
  readonly dense: readonly [number, number];
}

const kernel = 5;
const padding = 2;

/**
 * LeNet-5: two convolutions of 5 x 5 (the first with a border of 2 zeros), each with relu and pooling, then layers of 120, 84 and `count`.
 * Weights before a relu are normal with deviation sqrt(2 / inputs), those of the outputs with sqrt(1 / inputs); biases are 0. Batches have `x`, [n, 28, 28, 1], [n, 28, 28]
 * or [n, 784], and `y`, labels [n].
 */
export function lenet(
  count = 10,
  { side, maps, dense }: LenetSizes = { side: 28, maps: [6, 16], dense: [120, 84] },
): Model<LenetParams> {
  const head = classes(count);
  const last = (side / 2 - kernel + 1) / 2;
  const flat = last * last * maps[1];
  const outputs: Model<LenetParams>["outputs"] = (params, { x }, jax) => {
    const { numpy: np, nn } = jax;
    const n = x!.shape[0]!;
    const border: [number, number] = [padding, padding];
    const picture = np.pad(x!.reshape([n, side, side, 1]), [[0, 0], border, border, [0, 0]]);
    const block = (signal: JaxArray, { weight, bias }: Traced<LenetParams["conv1"]>) =>
      maxPool(nn.relu(convolve(signal, weight, jax).add(bias)), jax);
    const layer = (signal: JaxArray, { weight, bias }: Traced<Dense>) => np.matmul(signal, weight).add(bias);
    const first = block(picture, params.conv1);
    let signal = block(first, params.conv2).reshape([n, flat]);
    signal = nn.relu(layer(signal, params.dense1));
    signal = nn.relu(layer(signal, params.dense2));
    return layer(signal, params.dense3);
  };
  return {
    name: "lenet",
    outputs,
    hiddenWeights: { matrices: /^(conv|dense)[12]\.weight$/, layout: "in,out", shapes: "flatten" },
    init: (random) => {
      const conv = (channels: number, to: number) => ({
        weight: normal(random, beforeRelu(kernel * kernel * channels), kernel, kernel, channels, to),
        bias: filled(0, to),
      });
      const layer = (from: number, to: number, deviation = beforeRelu(from)) => ({
        weight: normal(random, deviation, from, to),
        bias: filled(0, to),
      });
      return {
        conv1: conv(1, maps[0]),
        conv2: conv(maps[0], maps[1]),
        dense1: layer(flat, dense[0]),
        dense2: layer(dense[0], dense[1]),
        dense3: layer(dense[1], count, beforeOutput(dense[1])),
      };
    },
    loss: (params, { y, ...inputs }, jax) => head.loss(outputs(params, inputs, jax), y!, jax),
    meter: head.meter,
    predictions: head.predictions,
    check: ({ x, y }) => {
      if (!x) throw new ModelError("data", "the examples must have x, the pictures, and y, the label");
      if (x.data.length !== x.shape[0]! * side * side)
        throw new ModelError(
          "data",
          `x must be pictures of ${side} x ${side}, for lenet: shape [n, ${side}, ${side}] or [n, ${side * side}]; got [${x.shape}]`,
        );
      if (y) head.check(y);
    },
  };
}
