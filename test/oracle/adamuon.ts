// Oracles for AdaMuon: Muon whose orthogonal matrix is divided, element by element, by the root of a mean of its squares. Sources: Si et al.,
// 2025, Algorithm 1; the authors' code, AdaMuon@3b84e03 adamuon.py, which makes the momentum orthogonal, and @369f0b3 gpt2/models/optimizers/
// adamuon.py, which makes its sign orthogonal, as the paper does.
import { type OracleCase, oracleCase } from "./case.ts";
import { type After, keller, type MuonOptions, muonForm, quick } from "./muon.ts";

type O = MuonOptions & { b2: number };

const elementsOf =
  (corrects: boolean): After<O> =>
  ({ b2, eps }, [rows, columns]) => {
    const v = Array.from({ length: rows! }, () => new Float64Array(columns!));
    let steps = 0;
    return (o) => {
      steps += 1;
      let sum = 0;
      const divided = o.map((row, i) =>
        row.map((value, j) => {
          v[i]![j] = b2 * v[i]![j]! + (1 - b2) * value * value;
          const d = value / (Math.sqrt(v[i]![j]! / (corrects ? 1 - b2 ** steps : 1)) + eps);
          sum += d * d;
          return d;
        }),
      );
      const length = Math.sqrt(Math.min(rows!, columns!)) / (Math.sqrt(sum) + eps);
      return divided.map((row) => row.map((value) => value * length));
    };
  };

const form = muonForm("keller", elementsOf(true));
const paper = muonForm("keller", elementsOf(false), true);

const authors = {
  ...keller,
  ...{ layout: "out,in", b2: 0.999, eps: 1e-8, normEps: 1e-7, weightDecay: 0.01, scale: "matchRms" },
};
const other = { ...authors, ...quick, b2: 0.8, eps: 1e-6 };

/** Normal gradients, whose signs no rounding turns. */
const tensors = { square: [5, 5], wide: [3, 6], tall: [6, 3], vector: [4] };

/** The table's rows for `adamuon`. */
export const adamuonCases: Record<string, OracleCase> = {
  "adamuon/default": oracleCase("adamuon", undefined, authors, form),
  "adamuon/default+plain": oracleCase("adamuon", undefined, { ...other, nesterov: false }, form),
  "adamuon/paper": oracleCase("adamuon", "paper", { ...authors, b2: 0.95, nesterov: false }, paper, {
    tensors,
  }),
  "adamuon/paper+ahead": oracleCase("adamuon", "paper", other, paper, { tensors }),
};
