// Oracles for SM3: Adagrad's sums kept per row and column of a matrix, per element in a vector. A tensor of more axes is
// a batch of matrices: one of the covers that the paper allows; optax has slices along each axis there.
// Sources: Anil, Gupta, Koren, Singer: Memory-Efficient Adaptive Optimization, NeurIPS 2019, Algorithm SM3-II, with the
// momentum of the authors' code; optax.sm3, which adds 1e-8 below the root.
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { along, spans } from "./tensors.ts";

type O = { learningRate: number; momentum: number; eps: number };

function sm3(n: number, { momentum, eps }: O, shapes: Shapes): Oracle {
  const m = new Float64Array(n);
  // A vector is covered by its elements, which are the slices along its one axis. A number gets one axis.
  const matrices = shapes.flatMap((shape): Shapes => {
    const batch = shape.slice(0, -2).reduce((product, length) => product * length, 1);
    return Array(batch).fill(shape.slice(-2));
  });
  const tensors = spans(matrices).map(({ at, size, shape }) => {
    const axes = shape.length === 0 ? [1] : shape;
    return { at, size, axes, mu: axes.map((length) => new Float64Array(length)) };
  });
  return {
    step(p, g, learningRate) {
      for (const { at, size, axes, mu } of tensors) {
        const next = axes.map((length) => new Float64Array(length));
        for (let k = 0; k < size; k++) {
          const d = g[at + k]!;
          const nu = Math.min(...mu.map((slices, axis) => slices[along(axes, axis, k)]!)) + d * d;
          for (const [axis, slices] of next.entries()) {
            const slice = along(axes, axis, k);
            slices[slice] = Math.max(slices[slice]!, nu);
          }
          const u = nu > 0 ? d / Math.sqrt(nu + eps) : 0;
          m[at + k] = momentum * m[at + k]! + (1 - momentum) * u;
          p[at + k] = p[at + k]! - learningRate * m[at + k]!;
        }
        for (const [axis, slices] of next.entries()) mu[axis]!.set(slices);
      }
    },
  };
}

const usual = { learningRate: 0.1, momentum: 0.9, eps: 0 };
const quick = { ...usual, learningRate: 0.02, momentum: 0.5 };

/** The table's rows for `sm3`. */
export const sm3Cases: Record<string, OracleCase> = {
  "sm3/default": oracleCase("sm3", undefined, usual, sm3),
  "sm3/default+momentum": oracleCase("sm3", undefined, quick, sm3),
  "sm3/optax": oracleCase("sm3", "optax", { ...usual, eps: 1e-8 }, sm3),
  "sm3/optax+momentum": oracleCase("sm3", "optax", { ...quick, eps: 1e-8 }, sm3),
};
