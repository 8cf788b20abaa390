// Oracles for RAdam: Adam whose step is rectified by the length rho of the average, and unadapted while rho is short.
// Sources: Liu, Jiang, He, Chen, Liu, Gao, Han, ICLR 2020, Algorithm 2; torch.optim.RAdam, optax.radam.
import { decayCases } from "./around.ts";
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Plain = { learningRate: number; b1: number; b2: number; eps: number; nesterov?: boolean };
type Optax = Plain & { epsRoot: number; threshold: number };

/** What a form has of its own: when it adapts, and by what it then divides. `correction` is 1 - b2^t. */
type Form = {
  adapts(rho: number): boolean;
  denominator(v: number, correction: number): number;
};

function radam(n: number, { b1, b2, nesterov = false }: Plain, { adapts, denominator }: Form): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const longest = 2 / (1 - b2) - 1;
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      const correction = 1 - b2 ** t;
      const rho = longest - (2 * t * b2 ** t) / correction;
      const adapted = adapts(rho);
      const short = (rho - 4) * (rho - 2) * longest;
      const rectification = Math.sqrt(short / ((longest - 4) * (longest - 2) * rho));
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        const ahead = (b1 * m[i]!) / (1 - b1 ** (t + 1)) + ((1 - b1) * g[i]!) / (1 - b1 ** t);
        const mHat = nesterov ? ahead : m[i]! / (1 - b1 ** t);
        const u = adapted ? (rectification * mHat) / denominator(v[i]!, correction) : mHat;
        p[i] = p[i]! - learningRate * u;
      }
    },
  };
}

/** torch and the default: adapts above 5; eps is compared with the uncorrected root. */
const torch = (n: number, options: Plain): Oracle =>
  radam(n, options, {
    adapts: (rho) => rho > 5,
    denominator: (v, correction) => (Math.sqrt(v) + options.eps) / Math.sqrt(correction),
  });

/** optax: adapts from the threshold on. */
const optax = (n: number, options: Optax): Oracle =>
  radam(n, options, {
    adapts: (rho) => rho >= options.threshold,
    denominator: (v, correction) => Math.sqrt(v / correction + options.epsRoot) + options.eps,
  });

/** The paper: adapts above 4. It writes no eps; here it stands as in Adam's Algorithm 1. */
const paper = (n: number, options: Plain): Oracle =>
  radam(n, options, {
    adapts: (rho) => rho > 4,
    denominator: (v, correction) => Math.sqrt(v / correction) + options.eps,
  });

const usual = { learningRate: 0.001, b1: 0.9, b2: 0.999, eps: 1e-8 };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.9, eps: 1e-6 };
// So short an average that it takes more steps than 5 to be trusted.
const short = { ...quick, b2: 0.7 };
const ofOptax = { ...usual, epsRoot: 0, threshold: 5 };

/** The table's rows for `radam`. */
export const radamCases: Record<string, OracleCase> = {
  "radam/default": oracleCase("radam", undefined, usual, torch),
  "radam/default+betas": oracleCase("radam", undefined, quick, torch),
  "radam/default+short": oracleCase("radam", undefined, short, torch),
  "radam/torch": oracleCase("radam", "torch", usual, torch),
  "radam/torch+betas": oracleCase("radam", "torch", quick, torch),
  "radam/optax": oracleCase("radam", "optax", ofOptax, optax),
  "radam/optax+betas": oracleCase("radam", "optax", { ...ofOptax, ...quick }, optax),
  "radam/optax+threshold": oracleCase("radam", "optax", { ...ofOptax, ...quick, threshold: 8 }, optax),
  "radam/optax+epsRoot": oracleCase("radam", "optax", { ...ofOptax, epsRoot: 1e-6 }, optax),
  "radam/default+nesterov": oracleCase("radam", undefined, { ...quick, nesterov: true }, torch),
  "radam/default+short+nesterov": oracleCase("radam", undefined, { ...short, nesterov: true }, torch),
  "radam/optax+nesterov": oracleCase(
    "radam",
    "optax",
    { ...ofOptax, ...quick, epsRoot: 1e-4, nesterov: true },
    optax,
  ),
  ...decayCases("radam", undefined, quick, torch),
  ...decayCases("radam", "torch", quick, torch),
  "radam/paper": oracleCase("radam", "paper", usual, paper),
  "radam/paper+betas": oracleCase("radam", "paper", quick, paper),
  "radam/paper+short": oracleCase("radam", "paper", short, paper),
};
