/** Mutants of rules of whole matrices, and of what stands around them, that no test can tell from their rule. */
import type { Equivalence } from "./equivalence.ts";

/** NorMuon's mean over a row, of which one half goes over a unit. */
const byUnits = [
  "V = b2*V + (1 - b2)*(unitSum(g^2) / rowSize(g^2))",
  "V = b2*V + (1 - b2)*(rowSum(g^2) / unitSize(g^2))",
];

/** SOAP's correction of moments that begin with the second step, and what tells the first. */
const corrected = "sqrt(1 - b2^(t - 1)) / (1 - b1^(t - 1))";
const ofFirst = [
  ...["t >= 1", "t + 1 > 1", "t > 0"].map((condition) => `c = where(${condition}, ${corrected}, 0)`),
  `c = where(t > 1, ${corrected}, 1)`,
  `c = ${corrected}`,
];
const ofFirstMatrix = ["M = where(t > 1, b1*M + (1 - b1)*g, V)", ...ofFirst];

/** Mutants of Shampoo's rules by their inverse roots, for each of its graftings. */
const ofShampoo = (mutants: (roots: readonly string[]) => string[]): Equivalence["mutants"] =>
  Object.fromEntries([
    ["shampooOfElements of shampoo/default", mutants([])],
    ...["", "+rmsprop", "+adagrad", "+sgd", "+none"].flatMap((grafting) => [
      [`shampoo of shampoo/default${grafting}`, mutants(["A", "B"])],
      [`shampooOfRows of shampoo/default${grafting}`, mutants(["A"])],
      [`shampooOfColumns of shampoo/default${grafting}`, mutants(["B"])],
    ]),
  ]);

export const ofMatrices: readonly Equivalence[] = [
  {
    reason: "the rows' matrices have two axes, so a unit is a row",
    mutants: {
      "adamuon of adamuon/paper": ["u = sqrt(min(unitSize(g), columnSize(g))) / (norm(o) + eps)*o"],
      "adamuon of adamuon/default": ["u = sqrt(min(unitSize(g), columnSize(g))) / (norm(o) + eps)*o"],
      "scaleByShape of adamuon/default": ["u = 0.2*sqrt(max(unitSize(g), columnSize(g)))*g"],
      "normuon of normuon/default": byUnits,
      "normuon of normuon/paper": [
        ...byUnits,
        "u = sqrt(min(unitSize(g), columnSize(g))) / (norm(o) + eps)*o",
      ],
      "normuon of normuon/paper+across": ["u = sqrt(min(unitSize(g), columnSize(g))) / (norm(o) + eps)*o"],
      "scaleByShape of muon/default": ["u = sqrt(max(1, columnSize(g) / unitSize(g)))*g"],
      "scaleByShape of dion/default+across": ["u = sqrt(max(1, unitSize(g) / columnSize(g)))*g"],
      "scaleByShape of muon/default+plain": ["u = sqrt(unitSize(g) / columnSize(g))*g"],
      "scaleByShape of dion/default": ["u = sqrt(columnSize(g) / unitSize(g))*g"],
    },
  },
  {
    reason: "both states are 0 until the second step, and nothing is taken of the first one's update",
    mutants: {
      "soapOfElements of soap/default": [
        "m = where(t > 1, b1*m + (1 - b1)*g, v)",
        "v = where(t > 1, b2*v + (1 - b2)*g^2, m)",
        ...ofFirst,
      ],
      "soap of soap/default": ofFirstMatrix,
      "soapOfRows of soap/default": ofFirstMatrix,
      "soapOfColumns of soap/default": ofFirstMatrix,
    },
  },
  {
    reason:
      "in the first step the eigenvectors of the other side are 0, and the moment too; at its end both sides have theirs",
    mutants: { "soap of soap/default": ["QL starts at 1", "QR starts at 1"] },
  },
  {
    reason: "1 - b2 is below 1 where b2 is, unless b2 is 0: then both are 1",
    mutants: ofShampoo(() => ["c = where(w < 1, 1 - b2^t, 1)"]),
  },
  {
    reason:
      "step `start` makes it, and no step before takes anything of it; `start` is one number, not a schedule that falls over a step",
    mutants: ofShampoo((roots) => roots.map((root) => `${root} starts at 1`)),
  },
  {
    reason: "a quotient has the sign of the product, and where p is 0 both choose 0",
    mutants: {
      "cautiousDecay of muon/default+cautious": ["u = g + weightDecay*where(g / p >= 0, p, 0)"],
    },
  },
];
