/**
 * The textbook's model: linear regression y = x w + b with squared loss, its mean loss and the gradient of a
 * minibatch. No allocation; it knows nothing of optimizers or epochs.
 */
import type { Regression } from "../data/standardize.ts";

/** Parameters of the model, or their gradients: `weight` has one value a feature, `bias` one value. */
export interface LinearParams {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** Mean over all examples of (prediction - target)^2 / 2. */
export function meanLoss(data: Regression, params: LinearParams): number {
  let sum = 0;
  for (let row = 0; row < data.count; row++) sum += residual(data, params, row) ** 2;
  return sum / (2 * data.count);
}

/**
 * Writes into `grads` the gradient of the mean loss over the examples `order[start]` to `order[end - 1]`, times
 * `factor`: 1 for the loss (prediction - target)^2 / 2, 2 for the loss without the half.
 * @returns the loss whose gradient it is.
 */
export function batchGradient(
  data: Regression,
  params: LinearParams,
  grads: LinearParams,
  order: Uint32Array,
  start: number,
  end: number,
  factor: number,
): number {
  const { x, width } = data;
  const { weight, bias } = grads;
  const scale = factor / (end - start);
  weight.fill(0);
  bias[0] = 0;
  let sum = 0;
  for (let k = start; k < end; k++) {
    const row = order[k]!;
    const difference = residual(data, params, row);
    const error = difference * scale;
    sum += difference ** 2;
    for (let j = 0; j < width; j++) weight[j]! += error * x[row * width + j]!;
    bias[0]! += error;
  }
  return (sum / 2) * scale;
}

function residual({ x, y, width }: Regression, { weight, bias }: LinearParams, row: number): number {
  let prediction = bias[0]!;
  for (let j = 0; j < width; j++) prediction += weight[j]! * x[row * width + j]!;
  return prediction - y[row]!;
}
