// Oracles for NorMuon: Muon whose orthogonal matrix is divided, output by output, by the root of a mean of its squares. Sources: Li et al.,
// 2025, Algorithm 1 (paper); the authors' normuon.py (default), which brings the matrix back to its norm.
import { type OracleCase, oracleCase } from "./case.ts";
import { type After, keller, type MuonOptions, muonForm, quick } from "./muon.ts";
import type { Rows } from "./newton-schulz.ts";

type O = MuonOptions & { b2: number };

const normOf = (x: Rows): number => Math.sqrt(x.flat().reduce((sum, value) => sum + value * value, 0));

/** Divides each output of a matrix by a root of its mean square, and gives the whole a norm. */
const outputs =
  (norm: (o: Rows) => number): After<O> =>
  ({ b2, eps, layout }, [rows, columns]) => {
    const isAcross = layout === "in,out";
    const count = isAcross ? columns! : rows!;
    const v = new Float64Array(count);
    return (o) => {
      const squares = new Float64Array(count);
      for (const [i, row] of o.entries())
        for (const [j, value] of row.entries()) squares[isAcross ? j : i]! += value * value;
      for (let k = 0; k < count; k++)
        v[k] = b2 * v[k]! + ((1 - b2) * squares[k]!) / (isAcross ? rows! : columns!);
      const divided = o.map((row, i) =>
        row.map((value, j) => value / (Math.sqrt(v[isAcross ? j : i]!) + eps)),
      );
      const length = norm(o) / (normOf(divided) + eps);
      return divided.map((row) => row.map((value) => value * length));
    };
  };

const kept = muonForm<O>("keller", outputs(normOf));
const paper = muonForm<O>(
  "keller",
  outputs((o) => Math.sqrt(Math.min(o.length, o[0]!.length))),
);

const authors = { ...keller, layout: "out,in", b2: 0.95, eps: 1e-10, normEps: 1e-7 };
const other = { ...authors, ...quick, b2: 0.8, eps: 1e-6 };

/** The table's rows for `normuon`. */
export const normuonCases: Record<string, OracleCase> = {
  "normuon/default": oracleCase("normuon", undefined, authors, kept),
  "normuon/default+betas": oracleCase("normuon", undefined, { ...other, nesterov: false }, kept),
  "normuon/default+across": oracleCase("normuon", undefined, { ...other, layout: "in,out" }, kept),
  "normuon/paper": oracleCase("normuon", "paper", { ...authors, nesterov: false, scale: "matchRms" }, paper),
  "normuon/paper+across": oracleCase(
    "normuon",
    "paper",
    { ...other, layout: "in,out", scale: "matchRms" },
    paper,
  ),
};
