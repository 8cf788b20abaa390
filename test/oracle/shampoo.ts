// Oracle for Shampoo grafted to Adam: Shi et al., arXiv 2309.06497, Algorithms 1 to 3, as facebookresearch/optimizers@f606606 computes it, without
// blocks. Matrices have two axes; tensors of other ranks, and sides above maxSide, have no inverse roots.
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { inverseRoot, type Rows, times, turned } from "./matrices.ts";
import { spans } from "./tensors.ts";

type O = {
  learningRate: number;
  b1: number;
  b2: number;
  eps: number;
  graftEps: number;
  weightDecay: number;
  every: number;
  start: number;
  maxSide: number;
  /** 4, or 2 with one side, where it is left out. */
  root?: number;
};

const length = (x: Rows): number => Math.sqrt(x.flat().reduce((sum, value) => sum + value * value, 0));

function create(_n: number, options: O, shapes: Shapes): Oracle {
  const { b1, b2, eps, graftEps, weightDecay, every, start, maxSide } = options;
  const zeros = (rows: number, columns: number): Rows =>
    Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  const tensors = spans(shapes).map(({ at, size, shape }) => {
    const isMatrix = shape.length === 2;
    const [height, width] = isMatrix ? (shape as [number, number]) : [1, size];
    const side = (n: number): { factor: Rows; inverse: Rows } | undefined =>
      isMatrix && n <= maxSide ? { factor: zeros(n, n), inverse: zeros(n, n) } : undefined;
    const [left, right] = [side(height), side(width)];
    return { at, width, height, left, right, m: zeros(height, width), v: zeros(height, width) };
  });
  const weight = b2 < 1 ? 1 - b2 : 1;
  let t = 0;
  return {
    step(p, g, rate) {
      t += 1;
      const correction = b2 < 1 ? 1 - b2 ** t : 1;
      for (const { at, width, height, left, right, m, v } of tensors) {
        const gradient = zeros(height, width).map((row, i) => row.map((_, j) => g[at + i * width + j]!));
        const mean = zeros(height, width);
        const adam = zeros(height, width);
        for (let i = 0; i < height; i++)
          for (let j = 0; j < width; j++) {
            const value = gradient[i]![j]!;
            m[i]![j] = b1 * m[i]![j]! + (1 - b1) * value;
            v[i]![j] = b2 * v[i]![j]! + weight * value * value;
            mean[i]![j] = m[i]![j]! / (1 - b1 ** t);
            adam[i]![j] = mean[i]![j]! / (Math.sqrt(v[i]![j]! / correction) + graftEps);
          }
        const sides = [
          [left, () => times(gradient, turned(gradient))],
          [right, () => times(turned(gradient), gradient)],
        ] as const;
        const root = options.root ?? (left && right ? 4 : 2);
        for (const [side, product] of sides) {
          if (!side) continue;
          const made = product();
          side.factor = side.factor.map((row, i) => row.map((x, j) => b2 * x + weight * made[i]![j]!));
          if (t !== start && !(t > start && t % every === 0)) continue;
          const corrected = side.factor.map((row) => row.map((x) => x / correction));
          side.inverse = inverseRoot(corrected, root, eps);
        }
        let direction = adam;
        if (t >= start && (left || right)) {
          const half = left ? times(left.inverse, mean) : mean;
          const whole = right ? times(half, right.inverse) : half;
          const factor = length(adam) / (length(whole) + 1e-16);
          direction = whole.map((row) => row.map((x) => factor * x));
        }
        for (const [i, value] of direction.flat().entries())
          p[at + i] = p[at + i]! - rate * (value + weightDecay * p[at + i]!);
      }
    },
  };
}

const plain = {
  ...{ learningRate: 0.001, b1: 0.9, b2: 0.999, eps: 1e-12, graftEps: 1e-8, weightDecay: 0 },
  ...{ every: 2, start: 3, maxSide: 5 },
};
const quick = {
  ...{ learningRate: 0.01, b1: 0.8, b2: 0.9, eps: 1e-3, graftEps: 1e-4, weightDecay: 0.2 },
  ...{ every: 3, start: 4, maxSide: 5 },
};
const tensors = { square: [5, 5], wide: [3, 6], tall: [6, 3], vector: [4] };

/** The table's rows for `shampoo`. */
export const shampooCases: Record<string, OracleCase> = {
  "shampoo/default": oracleCase("shampoo", undefined, plain, create, { tensors }),
  "shampoo/default+often": oracleCase("shampoo", undefined, quick, create, { tensors }),
  "shampoo/default+whole": oracleCase("shampoo", undefined, { ...plain, eps: 1e-3, maxSide: 6 }, create, {
    tensors,
  }),
  "shampoo/default+quick": oracleCase("shampoo", undefined, { ...quick, maxSide: 6 }, create, { tensors }),
  "shampoo/default+sums": oracleCase(
    "shampoo",
    undefined,
    { ...quick, b2: 1, eps: 1, every: 1, start: 1, root: 3, maxSide: 6 },
    create,
    { tensors },
  ),
};
