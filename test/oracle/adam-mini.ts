// Oracle for Adam-mini: Adam with one second moment a block. Sources: Zhang, Chen, Li, Ding, Wu, Kingma, Ye, Luo, Sun:
// Adam-mini: Use Fewer Learning Rates To Gain More, ICLR 2025, Algorithm 1; the authors' package adam-mini 1.1.1. Blocks
// "rows": the slices along the first axis where the rank is 2 or more, else the tensor; "tensor": the tensor.
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { spans, sumSquares } from "./tensors.ts";

type O = { learningRate: number; b1: number; b2: number; eps: number; weightDecay: number; blocks: string };

function adamMini(n: number, { b1, b2, eps, weightDecay, blocks }: O, shapes: Shapes): Oracle {
  const m = new Float64Array(n);
  const parts = spans(shapes).flatMap(({ at, size, shape }) => {
    const rows = blocks === "rows" && shape.length > 1 ? shape[0]! : 1;
    return Array.from({ length: rows }, (_, row) => ({
      at: at + (row * size) / rows,
      size: size / rows,
      shape,
    }));
  });
  const v = parts.map(() => 0);
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      for (const [k, part] of parts.entries()) {
        v[k] = b2 * v[k]! + (1 - b2) * (sumSquares(g, part) / part.size);
        const denominator = Math.sqrt(v[k]!) / Math.sqrt(1 - b2 ** t) + eps;
        for (let i = part.at; i < part.at + part.size; i++) {
          m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
          const decayed = p[i]! * (1 - learningRate * weightDecay);
          p[i] = decayed - (learningRate * (m[i]! / (1 - b1 ** t))) / denominator;
        }
      }
    },
  };
}

const usual = { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-8, weightDecay: 0, blocks: "rows" };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.9, eps: 1e-6, weightDecay: 0.2, blocks: "rows" };

/** The table's rows for `adamMini`. */
export const adamMiniCases: Record<string, OracleCase> = {
  "adamMini/default": oracleCase("adamMini", undefined, usual, adamMini),
  "adamMini/default+betas": oracleCase("adamMini", undefined, quick, adamMini),
  "adamMini/default+tensor": oracleCase("adamMini", undefined, { ...quick, blocks: "tensor" }, adamMini),
};
