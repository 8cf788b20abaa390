/** Loss and gradient of the model: by hand, and against finite differences. */
import { expect, it } from "vitest";
import { autoMpgRegression } from "../../datasets/textbook-data.ts";
import { batchGradient, meanLoss } from "./linear-regression.ts";

const data = autoMpgRegression();
const params = { weight: Float32Array.of(0.5, -0.25, 0.125, -0.5, 0.25), bias: Float32Array.of(0.75) };
const everything = Uint32Array.from({ length: data.count }, (_, index) => index);

it("has the gradient of the mean loss", () => {
  const grads = { weight: new Float32Array(5).fill(9), bias: new Float32Array(1).fill(9) };
  const loss = batchGradient(data, params, grads, everything, 0, data.count, 1);
  expect(loss).toBeCloseTo(meanLoss(data, params), 12);
  const step = 2 ** -7;
  for (const [name, index] of [
    ["weight", 0],
    ["weight", 4],
    ["bias", 0],
  ] as const) {
    const at = (shift: number) => {
      const moved = { weight: params.weight.slice(), bias: params.bias.slice() };
      moved[name][index]! += shift;
      return meanLoss(data, moved);
    };
    expect(grads[name][index]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 5);
  }
});

it("averages over the batch alone, in the order given, times the factor", () => {
  const grads = { weight: new Float32Array(5), bias: new Float32Array(1) };
  const order = Uint32Array.of(7, 300, 41);
  const residual = (row: number) =>
    params.weight.reduce((sum, w, j) => sum + w * data.x[row * 5 + j]!, params.bias[0]!) - data.y[row]!;
  const loss = batchGradient(data, params, grads, order, 1, 3, 2);
  expect(loss).toBeCloseTo((residual(300) ** 2 + residual(41) ** 2) / 2, 6);
  expect(grads.bias[0]).toBeCloseTo(residual(300) + residual(41), 6);
  expect(grads.weight[2]).toBeCloseTo(residual(300) * data.x[1502]! + residual(41) * data.x[207]!, 6);
});
