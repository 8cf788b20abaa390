// Oracle for SOAP: Vyas et al., ICLR 2025, Algorithm 3, as nikhilvyas/SOAP@a1e5535 soap.py computes it, in float64 throughout. Matrices
// have two axes; tensors of other ranks, and sides above maxSide, have no eigenvectors.
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { eigenvectors, orthogonalFactor, type Rows, times, turned } from "./matrices.ts";
import { spans } from "./tensors.ts";

type O = {
  learningRate: number;
  b1: number;
  b2: number;
  b3: number;
  eps: number;
  weightDecay: number;
  every: number;
  maxSide: number;
};

/** A side: its matrix and its eigenvectors. */
interface Side {
  gg: Rows;
  q: Rows | undefined;
}

const rowsOf = (x: Float64Array, columns: number): Rows =>
  Array.from({ length: x.length / columns }, (_, i) => [...x.subarray(i * columns, (i + 1) * columns)]);

const into = (x: Rows, [left, right]: readonly (Side | undefined)[]): Rows => {
  const half = left ? times(turned(left.q!), x) : x;
  return right ? times(half, right.q!) : half;
};

const back = (x: Rows, [left, right]: readonly (Side | undefined)[]): Rows => {
  const half = left ? times(left.q!, x) : x;
  return right ? times(half, turned(right.q!)) : half;
};

function create(_n: number, options: O, shapes: Shapes): Oracle {
  const { b1, b2, eps, weightDecay, every, maxSide } = options;
  let { b3 } = options;
  const tensors = spans(shapes).map(({ at, size, shape }) => {
    const [height, width] = shape.length === 2 ? (shape as [number, number]) : [1, size];
    const isMatrix = shape.length === 2;
    const side = (length: number): Side | undefined =>
      isMatrix && length <= maxSide
        ? { gg: Array.from({ length }, () => new Array<number>(length).fill(0)), q: undefined }
        : undefined;
    const zeros = (): Rows => Array.from({ length: height }, () => new Array<number>(width).fill(0));
    return { at, size, width, m: zeros(), v: zeros(), sides: [side(height), side(width)] as const };
  });
  let t = -1;
  return {
    change(changed) {
      ({ b3 } = { ...options, ...changed });
    },
    step(p, g, rate) {
      t += 1;
      for (const one of tensors) {
        const gradient = rowsOf(g.subarray(one.at, one.at + one.size), one.width);
        const { m, v, sides } = one;
        if (t > 0) {
          const projected = into(gradient, sides);
          for (const [i, row] of m.entries())
            for (const j of row.keys()) {
              row[j] = b1 * row[j]! + (1 - b1) * gradient[i]![j]!;
              v[i]![j] = b2 * v[i]![j]! + (1 - b2) * projected[i]![j]! ** 2;
            }
          const scaled = into(m, sides).map((row, i) =>
            row.map((value, j) => value / (Math.sqrt(v[i]![j]!) + eps)),
          );
          const size = (rate * Math.sqrt(1 - b2 ** t)) / (1 - b1 ** t);
          for (const [i, value] of back(scaled, sides).flat().entries()) {
            const moved = p[one.at + i]! - size * value;
            p[one.at + i] = moved - rate * weightDecay * moved;
          }
        }
        const products = [times(gradient, turned(gradient)), times(turned(gradient), gradient)];
        for (const [axis, side] of sides.entries()) {
          if (!side) continue;
          const product = products[axis]!;
          side.gg = side.gg.map((row, i) => row.map((value, j) => b3 * value + (1 - b3) * product[i]![j]!));
          if (t === 0) side.q = eigenvectors(side.gg);
          if (t === 0 || t % every !== 0) continue;
          const estimates = into(side.gg, [side, side]).map((row, k) => row[k]!);
          const order = estimates.map((_, k) => k).sort((j, k) => estimates[k]! - estimates[j]!);
          const q = side.q!.map((row) => order.map((k) => row[k]!));
          side.q = orthogonalFactor(times(side.gg, q));
          one.v = axis === 0 ? order.map((k) => one.v[k]!) : one.v.map((row) => order.map((k) => row[k]!));
        }
      }
    },
  };
}

/** Longer sides have no eigenvectors: where a matrix has fewer rows than columns, some would be open after the first gradient. */
const plain = {
  ...{ learningRate: 0.003, b1: 0.95, b2: 0.95, b3: 0.95, eps: 1e-8 },
  ...{ weightDecay: 0.01, every: 10, maxSide: 5 },
};
const quick = {
  ...plain,
  learningRate: 0.01,
  b1: 0.8,
  b2: 0.9,
  b3: 0.7,
  eps: 1e-4,
  weightDecay: 0.2,
  every: 3,
};

const tensors = { square: [5, 5], wide: [3, 6], tall: [6, 3], vector: [4] };

/** The table's rows for `soap`. */
export const soapCases: Record<string, OracleCase> = {
  "soap/default": oracleCase("soap", undefined, plain, create, { tensors }),
  "soap/default+often": oracleCase("soap", undefined, quick, create, { tensors }),
  "soap/default+each": oracleCase("soap", undefined, { ...quick, every: 1 }, create, {
    tensors,
    changes: { b3: [0.7, 0.2, 0.9] },
  }),
  "soap/default+both": oracleCase("soap", undefined, { ...quick, maxSide: 6 }, create),
};
