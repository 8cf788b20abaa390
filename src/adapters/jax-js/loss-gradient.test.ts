/** Gradients of jax-js in a descent: against formulas and finite differences, in whatever way a batch is given; memory stays flat. */
import * as jax from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { adam, partition, sgd, tensor } from "../../index.ts";
import { lossGradient } from "./loss-gradient.ts";

const { numpy: np } = jax;
const x = Float32Array.of(1, 2, 3, 4, 5, 6);
const y = Float32Array.of(1, -1);

/** Two layers of odd sizes, so that there are gaps between tensors. */
const start = () => ({
  hidden: {
    w: tensor(
      Float32Array.from({ length: 15 }, (_, i) => Math.sin(i)),
      [3, 5],
    ),
    b: new Float32Array(5),
  },
  out: [
    tensor(
      Float32Array.from({ length: 5 }, (_, i) => Math.cos(i)),
      [5, 1],
    ),
    new Float32Array([0.5]),
  ] as const,
});

const descentOf = (optimizer = sgd({ learningRate: 0.01 })) => optimizer.init(start());
type Live = Awaited<ReturnType<typeof descentOf>>["params"];

const loss = (
  { hidden, out: [w, b] }: { hidden: { w: jax.Array; b: jax.Array }; out: readonly [jax.Array, jax.Array] },
  x: jax.Array,
  y: jax.Array,
) => {
  const h = np.tanh(np.matmul(x, hidden.w).add(hidden.b));
  return np.square(np.matmul(h, w).add(b).reshape([-1]).sub(y)).mean();
};

/** The same loss in float64, by loops. */
function byHand({ hidden, out }: Live, x: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (const [row, target] of y.entries()) {
    let value = out[1][0]!;
    for (let j = 0; j < 5; j++) {
      let z = hidden.b[j]!;
      for (let i = 0; i < 3; i++) z += x[row * 3 + i]! * hidden.w.data[i * 5 + j]!;
      value += Math.tanh(z) * out[0].data[j]!;
    }
    sum += (value - target) ** 2;
  }
  return sum / y.length;
}

describe("the gradient of a loss", () => {
  test.each([
    ["one group", sgd({ learningRate: 0.01 })],
    [
      "groups apart in memory",
      partition([
        ["hidden.*", adam()],
        ["*", sgd({ learningRate: 0.1 })],
      ]),
    ],
  ])("is what finite differences say, with %s", async (_, optimizer) => {
    const descent = await descentOf(optimizer as never);
    const gradient = lossGradient(jax, loss, descent);
    for (let step = 0; step < 3; step++) {
      const value = gradient({ data: x, shape: [2, 3] }, y);
      expect(value).toBeCloseTo(byHand(descent.params, x, y), 5);
      const arrays = ({ hidden, out }: Live) => [hidden.w.data, hidden.b, out[0].data, out[1]];
      for (const [leaf, values] of arrays(descent.params).entries()) {
        for (const i of values.keys()) {
          const kept = values[i]!;
          values[i] = kept + 2 ** -8;
          const [above, high] = [byHand(descent.params, x, y), values[i]!];
          values[i] = kept - 2 ** -8;
          const slope = (above - byHand(descent.params, x, y)) / (high - values[i]!);
          values[i] = kept;
          expect(arrays(descent.grads)[leaf]![i]).toBeCloseTo(slope, 3);
        }
      }
      descent.step();
    }
  });
});
