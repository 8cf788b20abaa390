/** Gradients of jax-js in a descent: against formulas and finite differences, in whatever way a batch is given; memory stays flat. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as jax from "@jax-js/jax";
import { describe, expect, test, vi } from "vitest";
import { adam, chain, DisposedError, lossScale, partition, sgd, tensor } from "../../index.ts";
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

  test("is the same for values on the host, for arrays of jax-js and without waiting", async () => {
    const descent = await descentOf();
    const gradient = lossGradient(jax, loss, descent);
    const read = () => JSON.stringify([descent.grads.hidden, descent.grads.out]);
    const value = gradient({ data: x, shape: [2, 3] }, y);
    const grads = read();
    expect(gradient(np.array(x, { shape: [2, 3] }), np.array(y))).toBe(value);
    expect(read()).toBe(grads);
    descent.grads.hidden.b.fill(0);
    const later = gradient.async({ data: x, shape: [2, 3] }, y);
    // The parameters are those at the call, and no gradient is there before it is done.
    descent.params.hidden.b.fill(9);
    expect(descent.grads.hidden.b).toEqual(new Float32Array(5));
    expect(await later).toBe(value);
    expect(read()).toBe(grads);
  });

  test("is that of a loss times its scale, where the optimizer takes that out again", async () => {
    const scaled = chain(lossScale({ initScale: 8, growthInterval: 2 }), sgd({ learningRate: 0.01 }));
    const [plain, other] = [await descentOf(), await descentOf(scaled as never)];
    const gradients = [plain, other].map((descent) => lossGradient(jax, loss, descent));
    for (const scale of [8, 8, 16, 16, 32]) {
      const [value, same] = gradients.map((gradient) => gradient({ data: x, shape: [2, 3] }, y));
      expect([same, other.lossScale]).toEqual([value, scale]);
      for (const [i, g] of plain.grads.hidden.w.data.entries())
        expect(other.grads.hidden.w.data[i]).toBe(g * scale);
      for (const descent of [plain, other]) descent.step();
      expect(other.params).toEqual(plain.params);
    }
  });

  test("takes batches of other shapes and kinds, and numbers", async () => {
    const descent = await sgd().init({ w: Float32Array.of(1, 2) });
    const gradient = lossGradient(
      jax,
      ({ w }, { rows: [index, mask] }: { rows: [jax.Array, jax.Array] }, scale: jax.Array) =>
        w.slice(index).mul(mask).sum().mul(scale),
      descent,
    );
    expect(gradient({ rows: [Int32Array.of(0, 1, 1), Float32Array.of(1, 1, 1)] }, 2)).toBe(10);
    expect([...descent.grads.w]).toEqual([2, 4]);
    expect(gradient({ rows: [Uint32Array.of(0), Float32Array.of(3)] }, 5)).toBe(15);
    expect([...descent.grads.w]).toEqual([15, 0]);
  });

  test("works on the device js and for a parameter alone", async () => {
    const descent = await sgd().init(Float32Array.of(3, 4), { device: "js" });
    expect(lossGradient(jax, (x) => np.square(x).sum(), descent)()).toBe(25);
    expect([...descent.grads]).toEqual([6, 8]);
  });

  test("leaves nothing behind in jax-js: its memory does not grow in 2,000 steps", async () => {
    const grow = vi.spyOn(WebAssembly.Memory.prototype, "grow");
    const descent = await sgd({ learningRate: 1e-3 }).init({
      w: new Float32Array(4000),
      b: new Float32Array(3),
    });
    const gradient = lossGradient(jax, ({ w, b }, x: jax.Array) => w.mul(x).sum().add(b.sum()), descent);
    const batch = new Float32Array(4000).fill(1e-3);
    const steps = async (count: number) => {
      for (let step = 0; step < count; step++) {
        if (step % 4) gradient(batch);
        else await gradient.async(np.array(batch));
        descent.step();
        // A call that fails leaves nothing behind either.
        if (step % 500 === 0) expect(() => gradient(new Float32Array(3999))).toThrow("Incompatible");
      }
    };
    await steps(100);
    grow.mockClear();
    await steps(2000);
    expect(grow).not.toHaveBeenCalled();
    grow.mockRestore();
  });

  test("a loss that is no longer used can be collected, with all that its trace recorded", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const constants: WeakRef<jax.Array>[] = [];
    for (let run = 0; run < 8; run++) {
      const descent = await sgd().init({ w: Float32Array.of(1, 2) });
      const gradient = lossGradient(
        jax,
        ({ w }) => {
          const constant = np.array([3, 4]);
          constants.push(new WeakRef(constant));
          return w.mul(constant).sum();
        },
        descent,
      );
      expect(gradient()).toBe(11);
      gradient.dispose();
      descent.dispose();
    }
    // What a WeakRef gives away lives until the end of the turn.
    await new Promise((resolve) => setTimeout(resolve));
    collect();
    expect(constants.filter((constant) => constant.deref()).length).toBeLessThanOrEqual(1);
  });

  test("is not written after the descent's end", async () => {
    const descent = await descentOf();
    const gradient = lossGradient(jax, loss, descent);
    const later = gradient.async({ data: x, shape: [2, 3] }, y);
    descent.dispose();
    await expect(later).rejects.toThrow(DisposedError);
    expect(() => gradient({ data: x, shape: [2, 3] }, y)).toThrow(DisposedError);
    gradient.dispose();
  });
});
