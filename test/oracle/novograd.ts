// Oracle for NovoGrad: one second moment a tensor, starting at the first gradient's. Sources: Ginsburg, Castonguay, Hrinchuk,
// Kuchaiev, Lavrukhin, Leary, Li, Nguyen, Zhang, Cohen: Stochastic Gradient Methods with Layer-wise Adaptive Moments, 2019,
// Algorithm 1; optax.novograd.
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { spans, sumSquares } from "./tensors.ts";

type Plain = { learningRate: number; b1: number; b2: number; eps: number; weightDecay: number };
type Optax = Plain & { epsRoot: number };

type First = "step" | "gradient";

/** All forms: the moment starts at the first step, or at the first gradient that is not 0. The paper has no epsRoot, and eps at the first step too, so that a zero gradient stays one. */
const form =
  (first: First) =>
  (n: number, { b1, b2, eps, epsRoot = 0, weightDecay }: Plain & Partial<Optax>, shapes: Shapes): Oracle => {
    const m = new Float64Array(n);
    const tensors = spans(shapes);
    const v = tensors.map(() => 0);
    let t = 0;
    return {
      skip() {
        t += 1;
      },
      step(p, g, learningRate) {
        t += 1;
        for (const [k, span] of tensors.entries()) {
          const square = sumSquares(g, span);
          const isFirst = first === "step" ? t === 1 : v[k] === 0;
          v[k] = isFirst ? square : b2 * v[k]! + (1 - b2) * square;
          for (let i = span.at; i < span.at + span.size; i++) {
            const d = g[i]! / (Math.sqrt(v[k]! + epsRoot) + eps) + weightDecay * p[i]!;
            m[i] = t === 1 ? d : b1 * m[i]! + d;
            p[i] = p[i]! - learningRate * m[i]!;
          }
        }
      },
    };
  };

const [novograd, own] = [form("step"), form("gradient")];

const usual = { learningRate: 0.01, b1: 0.95, b2: 0.98, eps: 1e-8, weightDecay: 0 };
const quick = { learningRate: 0.003, b1: 0.8, b2: 0.6, eps: 1e-4, weightDecay: 0.2 };

/** The table's rows for `novograd`. */
export const novogradCases: Record<string, OracleCase> = {
  "novograd/default": oracleCase("novograd", undefined, usual, own),
  "novograd/default+betas": oracleCase("novograd", undefined, quick, own),
  "novograd/paper": oracleCase("novograd", "paper", quick, novograd),
  "novograd/optax": oracleCase(
    "novograd",
    "optax",
    { ...usual, b1: 0.9, b2: 0.25, eps: 1e-6, epsRoot: 0 },
    novograd,
  ),
  "novograd/optax+epsRoot": oracleCase("novograd", "optax", { ...quick, epsRoot: 1e-3 }, novograd),
};
