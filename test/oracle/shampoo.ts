// Oracle for Shampoo: Shi et al., arXiv 2309.06497, Algorithms 1 to 3, as facebookresearch/optimizers@f606606 computes it. Matrices have two axes;
// sides longer than a block are divided, and every block is a matrix by itself. Tensors of other ranks, and sides above maxSide, have no inverse
// roots.
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { inverseRoot, type Rows, times, turned } from "./matrices.ts";
import { spans } from "./tensors.ts";

type O = {
  learningRate: number;
  b1: number;
  b2: number;
  eps: number;
  grafting?: "adam" | "rmsprop" | "adagrad" | "sgd" | "none";
  graftEps?: number;
  weightDecay: number;
  every: number;
  start: number;
  maxSide?: number;
  blockSize?: number;
  /** 4, or 2 with one side, where it is left out. */
  root?: number;
};

const length = (x: Rows): number => Math.sqrt(x.flat().reduce((sum, value) => sum + value * value, 0));
const zeros = (rows: number, columns: number): Rows =>
  Array.from({ length: rows }, () => new Array<number>(columns).fill(0));

/** From to before: a side in pieces. */
const pieces = (side: number, blockSize: number): [number, number][] => {
  const most = Math.min(side, blockSize);
  return Array.from({ length: Math.ceil(side / most) }, (_, i) => [i * most, Math.min(side, (i + 1) * most)]);
};

/** A matrix, or a vector as one row, by the numbers of its elements. */
function blocksOf(shapes: Shapes, { maxSide = Infinity, blockSize = Infinity }: O) {
  const fits = (side: number) => side <= maxSide;
  return spans(shapes).flatMap(({ at, size, shape }) => {
    const isMatrix = shape.length === 2;
    const [height, width] = isMatrix ? (shape as [number, number]) : [1, size];
    const cut = (side: number) => (isMatrix && fits(side) ? pieces(side, blockSize) : [[0, side] as const]);
    return cut(height).flatMap(([top, bottom]) =>
      cut(width).map(([left, right]) => {
        const [rows, columns] = [bottom - top, right - left];
        const numbers = zeros(rows, columns).map((row, i) =>
          row.map((_, j) => at + (top + i) * width + left + j),
        );
        const side = (all: number, n: number): { factor: Rows; inverse: Rows } | undefined => {
          const identity = zeros(n, n).map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
          return isMatrix && fits(all) ? { factor: zeros(n, n), inverse: identity } : undefined;
        };
        const m = zeros(rows, columns);
        const v = zeros(rows, columns);
        return { numbers, left: side(height, rows), right: side(width, columns), m, v };
      }),
    );
  });
}

function create(_n: number, options: O, shapes: Shapes): Oracle {
  const { b1, b2, eps, grafting = "adam", graftEps = 0, weightDecay, every, start } = options;
  const blocks = blocksOf(shapes, options);
  const weight = b2 < 1 ? 1 - b2 : 1;
  let t = 0;
  /** The direction of the grafted method. */
  const grafted = (method: string, mean: number, v: number): number => {
    if (method === "sgd") return mean;
    const corrected = method === "adam" && b2 < 1 ? v / (1 - b2 ** t) : v;
    return mean / (Math.sqrt(corrected) + graftEps);
  };
  return {
    step(p, g, rate) {
      t += 1;
      const correction = b2 < 1 ? 1 - b2 ** t : 1;
      for (const { numbers, left, right, m, v } of blocks) {
        const hasSide = left || right;
        // Before the first inverse roots and without grafting, these are identities.
        const method = grafting === "none" ? (hasSide ? "sgd" : "adam") : grafting;
        const gradient = numbers.map((row) => row.map((number) => g[number]!));
        const mean = zeros(m.length, m[0]!.length);
        const other = zeros(m.length, m[0]!.length);
        for (const [i, row] of gradient.entries())
          for (const [j, value] of row.entries()) {
            m[i]![j] = b1 * m[i]![j]! + (1 - b1) * value;
            const square = value * value;
            v[i]![j] = method === "adagrad" ? v[i]![j]! + square : b2 * v[i]![j]! + weight * square;
            mean[i]![j] = m[i]![j]! / (1 - b1 ** t);
            other[i]![j] = grafted(method, mean[i]![j]!, v[i]![j]!);
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
        let direction = other;
        if (t >= start && hasSide) {
          const half = left ? times(left.inverse, mean) : mean;
          const whole = right ? times(half, right.inverse) : half;
          const factor = grafting === "none" ? 1 : length(other) / (length(whole) + 1e-16);
          direction = whole.map((row) => row.map((x) => factor * x));
        }
        for (const [i, row] of numbers.entries())
          for (const [j, number] of row.entries())
            p[number] = p[number]! - rate * (direction[i]![j]! + weightDecay * p[number]!);
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
const sums = { ...quick, b2: 1, eps: 0.5, every: 1, start: 1, root: 3, maxSide: 6 };
const short = { ...sums, start: 4, maxSide: 5 };
const { maxSide: _, ...quickBlocks } = { ...quick, blockSize: 4 };
const { maxSide: __, ...sumsBlocks } = { ...short, blockSize: 4 };
const tensors = { square: [5, 5], wide: [3, 6], tall: [6, 3], vector: [4] };

const row = (options: O): OracleCase => oracleCase("shampoo", undefined, options, create, { tensors });

/** The rows of a grafting: divided into blocks, and with sides too long for inverse roots. */
function grafted(grafting: NonNullable<O["grafting"]>): Record<string, OracleCase> {
  const forms = {
    "": quickBlocks,
    "+sums": sumsBlocks,
    "+short": { ...quick, maxSide: 5 },
    "+sums+short": short,
  };
  return Object.fromEntries(
    Object.entries(forms).map(([form, { graftEps, ...options }]) => [
      `shampoo/default+${grafting}${form}`,
      row({ ...options, grafting, ...(grafting !== "sgd" && { graftEps }) }),
    ]),
  );
}

/** The table's rows for `shampoo`. */
export const shampooCases: Record<string, OracleCase> = {
  "shampoo/default": row(plain),
  "shampoo/default+often": row(quick),
  "shampoo/default+whole": row({ ...plain, eps: 1e-3, maxSide: 6 }),
  "shampoo/default+quick": row({ ...quick, maxSide: 6 }),
  "shampoo/default+sums": row(sums),
  "shampoo/default+sums+short": row(short),
  "shampoo/default+blocks": row({ ...quickBlocks, blockSize: 3 }),
  ...grafted("rmsprop"),
  ...grafted("adagrad"),
  ...grafted("sgd"),
  ...grafted("none"),
};
