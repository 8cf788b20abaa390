/**
 * Losses of jax-js for models of one's own, each the mean over all examples. Stable for logits of any size, and differentiable
 * everywhere. They consume their arrays, as all of jax-js does.
 */
import type { Jax, JaxArray } from "./model.ts";

/**
 * The mean of (prediction - target)^2, without a half: torch's `MSELoss`, Keras' `MeanSquaredError`. Both have the same shape, or as many
 * elements.
 */
export function squaredError(predictions: JaxArray, targets: JaxArray, jax: Jax): JaxArray {
  const difference = predictions.reshape([-1]).sub(targets.reshape([-1]));
  return jax.numpy.mean(jax.numpy.square(difference));
}

/**
 * The mean of -log p(target) for targets 0 and 1, from logits: log(1 + exp(z)) - y z. optax' `sigmoid_binary_cross_entropy`.
 */
export function binaryCrossEntropy(logits: JaxArray, targets: JaxArray, jax: Jax): JaxArray {
  const { numpy: np, lax } = jax;
  const z = logits.reshape([-1]);
  // The larger of 0 and z taken out of both exponentials, as a constant: a max or an |z| in the formula has a wrong slope at 0.
  const largest = lax.stopGradient(np.maximum(z.ref, 0));
  const sum = np.exp(largest.ref.neg()).add(np.exp(z.ref.sub(largest.ref)));
  return np.mean(
    np
      .log(sum)
      .add(largest)
      .sub(targets.reshape([-1]).mul(z)),
  );
}

/**
 * The mean of -log p(target) for whole numbers in [0, classes), from logits whose last axis is the class. optax'
 * `softmax_cross_entropy_with_integer_labels`. It cannot see that a label is out of range; check labels before.
 */
export function crossEntropy(logits: JaxArray, labels: JaxArray, jax: Jax): JaxArray {
  const { numpy: np, nn } = jax;
  const classes = logits.shape.at(-1)!;
  const rows = logits.reshape([-1, classes]);
  const isLabel = labels.reshape([-1, 1]).equal(np.arange(classes));
  // Chosen by a sum over the row, whose gradient is elementwise; that of picking elements is a scatter.
  const chosen = np.sum(np.where(isLabel, rows.ref, 0), -1);
  return np.mean(nn.logsumexp(rows, -1).sub(chosen));
}
