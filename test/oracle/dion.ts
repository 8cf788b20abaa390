// Oracle for Dion: Ahn et al., 2025, Algorithm 1, and microsoft/dion@0a059a4 dion_reference.py, which takes a matrix so that it has as many rows as
// columns or more (default), or as it lies (paper, dion_simple.py). Its random matrices are those of the library's generator. All other tensors
// go to AdamW as in the authors' code, which is torch's.
import { adamwCases } from "./adamw.ts";
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { orthogonalFactor, type Rows, times, turned } from "./matrices.ts";
import { normal } from "./randoms.ts";
import { spans } from "./tensors.ts";

type O = {
  learningRate: number;
  weightDecay: number;
  momentum: number;
  eps: number;
  rankFraction: number;
  seed: number;
  scale: string;
  layout?: string;
  /** Which of the random numbers is the first: matrices of a batch go on where the one before ends. */
  first?: number;
  adamB1: number;
  adamB2: number;
  adamLearningRate?: number;
  adamEps?: number;
  adamWeightDecay?: number;
};

function factor({ scale, layout }: O, rows: number, columns: number): number {
  const [into, out] = layout === "in,out" ? [rows, columns] : [columns, rows];
  if (scale === "spectral") return Math.sqrt(out / into);
  if (scale === "original") return Math.sqrt(Math.max(1, out / into));
  return scale === "matchRms" ? 0.2 * Math.sqrt(Math.max(rows, columns)) : 1;
}

const form =
  (isPaper: boolean) =>
  (_n: number, options: O, shapes: Shapes): Oracle => {
    const { learningRate: _, weightDecay, momentum, eps, rankFraction, seed, first = 0 } = options;
    const tensors = spans(shapes).map((span) => {
      if (span.shape.length !== 2) {
        const inner = {
          b1: options.adamB1,
          b2: options.adamB2,
          eps: options.adamEps ?? eps,
          weightDecay: options.adamWeightDecay ?? weightDecay,
        };
        return { ...span, adam: adamwCases["adamw/torch"]!.create(span.size, inner, [span.shape]) };
      }
      const [rows, columns] = span.shape as [number, number];
      const isTurned = !isPaper && rows < columns;
      const [height, width] = isTurned ? [columns, rows] : [rows, columns];
      const rank = Math.ceil(rankFraction * Math.min(rows, columns));
      const zeros: Rows = Array.from({ length: height }, () => new Array<number>(width).fill(0));
      const random: Rows = Array.from({ length: width }, (_, i) =>
        Array.from({ length: rank }, (_, j) => normal(seed, first + i * rank + j)),
      );
      return { ...span, isTurned, rows, columns, m: zeros, q: random };
    });
    return {
      step(p, g, rate) {
        for (const one of tensors) {
          const { at, size } = one;
          if ("adam" in one) {
            const adamRate = options.adamLearningRate ?? rate;
            one.adam.step(p.subarray(at, at + size), g.subarray(at, at + size), adamRate);
            continue;
          }
          const { isTurned, rows, columns } = one;
          const lying = Array.from({ length: rows }, (_, i) => [
            ...g.subarray(at + i * columns, at + (i + 1) * columns),
          ]);
          const gradient = isTurned ? turned(lying) : lying;
          const b = one.m.map((row, i) => row.map((value, j) => value + gradient[i]![j]!));
          const isZero = b.flat().every((value) => value === 0);
          const basis = orthogonalFactor(times(b, one.q));
          const r = times(turned(b), basis);
          let update = b.map((row) => row.map(() => 0));
          if (!isZero) {
            const left = times(basis, turned(r));
            one.m = b.map((row, i) => row.map((value, j) => value - (1 - momentum) * left[i]![j]!));
            const norms = turned(r).map(
              (column) => Math.sqrt(column.reduce((sum, x) => sum + x * x, 0)) + eps,
            );
            one.q = r.map((row) => row.map((value, j) => value / norms[j]!));
            update = times(basis, turned(one.q));
          } else one.m = b;
          const d = (isTurned ? turned(update) : update).flat();
          for (let i = 0; i < size; i++)
            p[at + i] = p[at + i]! * (1 - rate * weightDecay) - rate * factor(options, rows, columns) * d[i]!;
        }
      },
    };
  };

const code = {
  ...{ learningRate: 0.01, weightDecay: 0.01, momentum: 0.95, eps: 1e-8, rankFraction: 1, seed: 0 },
  ...{ scale: "spectral", layout: "out,in", adamB1: 0.9, adamB2: 0.95 },
};
const low = {
  ...{ ...code, momentum: 0.8, weightDecay: 0.2, eps: 1e-3, rankFraction: 0.4, seed: 7 },
  ...{ adamB1: 0.8, adamB2: 0.9, adamLearningRate: 0.02, adamEps: 1e-4, adamWeightDecay: 0.1 },
};
const tensors = { square: [5, 5], wide: [3, 6], tall: [6, 3], vector: [4] };

/** The table's rows for `dion`. */
export const dionCases: Record<string, OracleCase> = {
  "dion/default": oracleCase("dion", undefined, code, form(false), { tensors }),
  "dion/default+low": oracleCase("dion", undefined, low, form(false), { tensors }),
  "dion/default+across": oracleCase(
    "dion",
    undefined,
    { ...low, layout: "in,out", scale: "original", rankFraction: 0.7 },
    form(false),
    { tensors },
  ),
  "dion/paper": oracleCase("dion", "paper", code, form(true), { tensors }),
  "dion/paper+low": oracleCase("dion", "paper", { ...low, scale: "matchRms" }, form(true), { tensors }),
};
