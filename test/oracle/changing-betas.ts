// The table of optimizers of corrected moments whose betas change from step to step. Their formulas: changing-betas-forms.ts.
import type { Like, OptimizerName } from "./case.ts";
import {
  adam,
  adamKeras,
  adamMini,
  adamOptax,
  adamTorch,
  adan,
  ademamix,
  alpha,
  type Betas,
  belief,
  type Change,
  each,
  eps,
  epsRoot,
  faded,
  gamma,
  lamb,
  laprop,
  largest,
  mars,
  mean,
  moment,
  momentumDecay,
  nadam,
  nadamOptax,
  present,
  presentPower,
  product,
  radam,
  second,
  slow,
  total,
  yogi,
} from "./changing-betas-forms.ts";

export type { Betas };

/** An optimizer, its options besides the betas, and its steps at the rate 1 of one vector. */
export interface ChangingRow {
  readonly optimizer: OptimizerName;
  readonly like: Like | undefined;
  readonly options: Readonly<Record<string, number>>;
  readonly change: Change;
  /** Whether every step has the rate's length for a constant gradient. */
  readonly isSteady: boolean;
}

const row = (
  optimizer: OptimizerName,
  like: Like | undefined,
  change: Change,
  options: Readonly<Record<string, number>> = {},
  isSteady = false,
): ChangingRow => ({ optimizer, like, options: { eps, ...options }, change, isSteady });

const rooted = { epsRoot };
const steady = true;

/** The table, by name. */
export const changingRows: Readonly<Record<string, ChangingRow>> = {
  "adam/default": row("adam", undefined, each(adam), {}, steady),
  "adam/paper": row("adam", "paper", each(adam), {}, steady),
  "adam/textbook": row("adam", "textbook", each(adam), {}, steady),
  "adam/torch": row("adam", "torch", each(adamTorch)),
  "adam/optax": row("adam", "optax", each(adamOptax), rooted),
  "adam/keras": row("adam", "keras", each(adamKeras)),
  "adamw/default": row(
    "adamw",
    undefined,
    each((g, b, p) => adam(g, b) + 0.1 * p),
    { weightDecay: 0.1 },
  ),
  "adamw/default+steady": row("adamw", undefined, each(adam), { weightDecay: 0 }, steady),
  "adamw/torch": row(
    "adamw",
    "torch",
    each((g, b, p) => adamTorch(g, b) + 0.1 * p),
    { weightDecay: 0.1 },
  ),
  "amsgrad/default": row(
    "amsgrad",
    undefined,
    each((g, b) => mean(g, b.b1) / (Math.sqrt(largest(g, b, second) / total(b.b2)) + eps)),
    {},
    steady,
  ),
  "amsgrad/torch": row(
    "amsgrad",
    "torch",
    each(
      (g, b) => moment(g, b.b1) / present(b.b1) / (Math.sqrt(largest(g, b, second) / present(b.b2)) + eps),
    ),
  ),
  "amsgrad/keras": row(
    "amsgrad",
    "keras",
    each(
      (g, b) =>
        ((Math.sqrt(present(b.b2)) / present(b.b1)) * moment(g, b.b1)) /
        (Math.sqrt(largest(g, b, second)) + eps),
    ),
  ),
  "amsgrad/optax": row(
    "amsgrad",
    "optax",
    each((g, b) => {
      const top = largest(g, b, (until, betas) => second(until, betas) / present(betas.b2));
      return moment(g, b.b1) / present(b.b1) / (Math.sqrt(top + epsRoot) + eps);
    }),
    rooted,
  ),
  "adamax/default": row(
    "adamax",
    undefined,
    each((g, b) => mean(g, b.b1) / faded(g, b, (value) => Math.abs(value) + eps)),
    {},
    steady,
  ),
  "adamax/torch": row(
    "adamax",
    "torch",
    each((g, b) => moment(g, b.b1) / present(b.b1) / faded(g, b, (value) => Math.abs(value) + eps)),
  ),
  "adamax/keras": row(
    "adamax",
    "keras",
    each((g, b) => moment(g, b.b1) / present(b.b1) / (faded(g, b, Math.abs) + eps)),
  ),
  "adan/default": row("adan", undefined, each(adan((b2) => b2, total, 0)), {}, steady),
  "adan/optax": row("adan", "optax", each(adan((b2) => 1 - b2, present, epsRoot)), rooted),
  "mars/default": row("mars", undefined, mars, { gamma }, steady),
  "adamMini/default": row("adamMini", undefined, adamMini, {}, steady),
  "nadam/default": row("nadam", undefined, each(nadam(total)), { momentumDecay }),
  "nadam/torch": row("nadam", "torch", each(nadam(present)), { momentumDecay }),
  "nadam/optax": row("nadam", "optax", each(nadamOptax), rooted),
  "radam/default": row("radam", undefined, each(radam(product, adam, 5, "raw"))),
  "radam/paper": row("radam", "paper", each(radam(product, adam, 4, "mean"))),
  "radam/torch": row("radam", "torch", each(radam(presentPower, adamTorch, 5, "raw"))),
  "radam/optax": row("radam", "optax", each(radam(presentPower, adamOptax, 6, "mean")), {
    epsRoot,
    threshold: 6,
  }),
  "adabelief/default": row("adabelief", undefined, each(belief(eps, total))),
  "adabelief/optax": row("adabelief", "optax", each(belief(epsRoot, present)), rooted),
  "yogi/default": row("yogi", undefined, each(yogi(total, 0, "moments"))),
  "yogi/optax": row("yogi", "optax", each(yogi(present, 1e-6, "moments"))),
  "yogi/keras": row("yogi", "keras", each(yogi(present, 0, "rate"))),
  "laprop/default": row("laprop", undefined, each(laprop), {}, steady),
  "laprop/torch": row("laprop", "torch", each(laprop), {}, steady),
  "lamb/default": row("lamb", undefined, lamb(adam)),
  "lamb/optax": row("lamb", "optax", lamb(adamOptax), rooted),
  "lamb/keras": row("lamb", "keras", lamb(adamTorch)),
  "ademamix/default": row("ademamix", undefined, each(ademamix(total, 0)), { alpha, b3: slow }),
  // Without estimates eps divides.
  "sophia/optax": row(
    "sophia",
    "optax",
    each((g, b) => Math.max(-1, Math.min(1, moment(g, b.b1) / present(b.b1) / 2))),
    { eps: 2, weightDecay: 0 },
  ),
  "ademamix/optax": row("ademamix", "optax", each(ademamix(present, epsRoot)), { alpha, b3: slow, epsRoot }),
};
