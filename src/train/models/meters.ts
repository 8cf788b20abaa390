/**
 * Metrics of a model's outputs, summed in float64 outside jax-js, batch by batch.
 */
import type { Meter, Metrics } from "./model.ts";

/**
 * For values. `loss`: mean squared error, as the model is trained on it. `mse`, `rmse`, `mae`: in the target's own units, that is, times
 * `scale` (squared for `mse`). `r2`: 1 - (sum of squared errors) / (that of the targets about their mean); left out where all targets are equal.
 */
export function regressionMeter(scale = 1): Meter {
  let [count, squares, absolutes, first, sum, sumOfSquares] = [0, 0, 0, 0, 0, 0];
  return {
    add(outputs, batch, examples) {
      const { data, shape } = batch.y!;
      const length = (examples * data.length) / shape[0]!;
      for (let i = 0; i < length; i++) {
        const target = data[i]!;
        const error = outputs[i]! - target;
        squares += error * error;
        absolutes += Math.abs(error);
        // About the first target: targets far from 0 would lose their variance to rounding.
        if (count++ === 0) first = target;
        sum += target - first;
        sumOfSquares += (target - first) ** 2;
      }
    },
    read() {
      const loss = squares / count;
      const mse = loss * scale ** 2;
      const variation = sumOfSquares - sum ** 2 / count;
      return {
        loss,
        mse,
        rmse: Math.sqrt(mse),
        mae: (absolutes / count) * scale,
        ...(variation > 0 && { r2: 1 - squares / variation }),
      };
    },
  };
}

/** For logits of two classes. `loss`: log loss in nats. `accuracy`: the share whose logit has the side of its target, 0 or 1. */
export function binaryMeter(): Meter {
  let [count, loss, right] = [0, 0, 0];
  return {
    add(outputs, batch, examples) {
      const { data } = batch.y!;
      for (let i = 0; i < examples; i++) {
        const [z, y] = [outputs[i]!, data[i]!];
        loss += Math.max(z, 0) - y * z + Math.log1p(Math.exp(-Math.abs(z)));
        if (z > 0 === y > 0.5) right++;
      }
      count += examples;
    },
    read: () => ({ loss: loss / count, accuracy: right / count }),
  };
}

/**
 * For logits of several classes, one label for each row of logits (of text: for each character). `loss`: log loss in nats. `accuracy`: the share
 * whose largest logit is the label's; the first of equal ones. `more` adds what follows from them.
 */
export function classesMeter(
  classes: number,
  more: (metrics: Metrics) => Metrics = (metrics) => metrics,
): Meter {
  let [count, loss, right] = [0, 0, 0];
  return {
    add(outputs, batch, examples) {
      const { data, shape } = batch.y!;
      const rows = (examples * data.length) / shape[0]!;
      for (let row = 0; row < rows; row++) {
        const start = row * classes;
        let best = 0;
        for (let c = 1; c < classes; c++) if (outputs[start + c]! > outputs[start + best]!) best = c;
        const largest = outputs[start + best]!;
        let sum = 0;
        for (let c = 0; c < classes; c++) sum += Math.exp(outputs[start + c]! - largest);
        loss += largest + Math.log(sum) - outputs[start + data[row]!]!;
        if (best === data[row]) right++;
      }
      count += rows;
    },
    read: () => more({ loss: loss / count, accuracy: right / count }),
  };
}

/** Whether larger values of a metric are better. */
export const isLargerBetter = (metric: string): boolean => metric === "accuracy" || metric === "r2";
