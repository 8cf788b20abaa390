/**
 * A small transformer that predicts the next character: GPT-2's form without biases and dropout, with the embedding tied to the last
 * layer. The defaults are nanoGPT's setting for Shakespeare's characters on a CPU (github.com/karpathy/nanoGPT, README). It does not sample text.
 */
import type { Tensor } from "../../index.ts";
import { checkWholeNumbers, softmaxRows } from "./heads.ts";
import { filled, normal } from "./initial.ts";
import { crossEntropy } from "./losses.ts";
import { classesMeter } from "./meters.ts";
import { type Jax, type JaxArray, type Model, ModelError, type Traced } from "./model.ts";

/** Sizes of a transformer. */
export interface TransformerSizes {
  readonly layers: number;
  readonly heads: number;
  /** A multiple of `heads`. */
  readonly width: number;
  /** Characters of a window. */
  readonly context: number;
}

/** nanoGPT's setting for a CPU. */
export const cpuSizes: TransformerSizes = { layers: 4, heads: 4, width: 128, context: 64 };

/** A block: attention, then a perceptron, each added to its input. */
export interface Block {
  readonly norm1: Tensor<Float32Array>;
  /** [width, 3 width]: queries, keys, values. */
  readonly attention: Tensor<Float32Array>;
  readonly projection: Tensor<Float32Array>;
  readonly norm2: Tensor<Float32Array>;
  readonly expand: Tensor<Float32Array>;
  readonly contract: Tensor<Float32Array>;
}

/** Parameters by name: `characters`, `positions`, `norm`, `blocks.0.attention`, ... */
export interface TransformerParams {
  /** [vocabulary, width]; also the last layer. */
  readonly characters: Tensor<Float32Array>;
  /** [context, width] */
  readonly positions: Tensor<Float32Array>;
  readonly norm: Tensor<Float32Array>;
  readonly blocks: readonly Block[];
}

/** Layer normalisation over the last axis, with a weight and no bias. */
function layerNorm(x: JaxArray, weight: JaxArray, { numpy: np }: Jax): JaxArray {
  const centred = x.ref.sub(np.mean(x, -1, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), -1, { keepdims: true });
  return centred.div(np.sqrt(variance.add(1e-5))).mul(weight);
}

function attend(x: JaxArray, weights: JaxArray, heads: number, jax: Jax): JaxArray {
  const { numpy: np, nn } = jax;
  const [n, context, width] = x.shape as [number, number, number];
  const size = width / heads;
  const [queries, keys, values] = np
    .split(np.matmul(x, weights), 3, -1)
    .map((part) => part.reshape([n, context, heads, size]).transpose([0, 2, 1, 3])) as [
    JaxArray,
    JaxArray,
    JaxArray,
  ];
  const scores = np.matmul(queries, keys.transpose([0, 1, 3, 2])).mul(1 / Math.sqrt(size));
  const isPast = np.tri(context, context, 0, { dtype: np.bool });
  const seen = np.where(isPast, scores, Number.NEGATIVE_INFINITY);
  return np.matmul(nn.softmax(seen, -1), values).transpose([0, 2, 1, 3]).reshape([n, context, width]);
}

/**
 * The transformer. Weights are normal with deviation .02, those of the two layers that add to the stream .02 / sqrt(2 layers), so that the
 * stream does not grow with depth (Radford et al., GPT-2, 2.3); norms begin at 1. Exact gelu. Batches have `x` and `y`, whole numbers [n, context]: characters, and those that follow.
 */
export function charTransformer(
  vocabulary: number,
  sizes: TransformerSizes = cpuSizes,
  name = "char-transformer",
): Model<TransformerParams> {
  const { layers, heads, width, context } = sizes;
  if (width % heads !== 0)
    throw new ModelError(
      "spec",
      `${name}: the width must be a multiple of the heads; got ${width} and ${heads}`,
    );
  const outputs: Model<TransformerParams>["outputs"] = (params, { x }, jax) => {
    const { numpy: np, nn } = jax;
    // A product with one-hot rows, whose gradient is a product too; that of picking rows is a scatter.
    const chosen = np.expandDims(x!, -1).equal(np.arange(vocabulary)).astype(params.characters.dtype);
    let stream = np.matmul(chosen, params.characters.ref).add(params.positions);
    for (const block of params.blocks as readonly Traced<Block>[]) {
      const attended = attend(layerNorm(stream.ref, block.norm1, jax), block.attention, heads, jax);
      stream = stream.add(np.matmul(attended, block.projection));
      const wide = np.matmul(layerNorm(stream.ref, block.norm2, jax), block.expand);
      stream = stream.add(np.matmul(nn.gelu(wide, { approximate: false }), block.contract));
    }
    return np.matmul(layerNorm(stream, params.norm, jax), params.characters.transpose());
  };
  return {
    name,
    outputs,
    // The embedding is the last layer too, and norms are vectors.
    hiddenWeights: { matrices: /^blocks\.\d+\.(attention|projection|expand|contract)$/, layout: "in,out" },
    init: (random) => {
      const [deviation, residual] = [0.02, 0.02 / Math.sqrt(2 * layers)];
      return {
        characters: normal(random, deviation, vocabulary, width),
        positions: normal(random, deviation, context, width),
        norm: filled(1, width),
        blocks: Array.from({ length: layers }, () => ({
          norm1: filled(1, width),
          attention: normal(random, deviation, width, 3 * width),
          projection: normal(random, residual, width, width),
          norm2: filled(1, width),
          expand: normal(random, deviation, width, 4 * width),
          contract: normal(random, residual, 4 * width, width),
        })),
      };
    },
    loss: (params, { y, ...inputs }, jax) => crossEntropy(outputs(params, inputs, jax), y!, jax),
    meter: () => classesMeter(vocabulary, (metrics) => ({ ...metrics, perplexity: Math.exp(metrics.loss!) })),
    predictions: (logits) => softmaxRows(logits, vocabulary),
    check: ({ x, y }) => {
      for (const [which, tensor] of Object.entries({ x, ...(y && { y }) })) {
        if (tensor?.shape.length !== 2 || tensor.shape[1] !== context)
          throw new ModelError(
            "data",
            `${which} must be windows of ${context} characters, shape [n, ${context}]; got ${tensor ? `[${tensor.shape}]` : "none"}`,
          );
        checkWholeNumbers(which, "character", tensor.data, vocabulary);
      }
    },
  };
}
