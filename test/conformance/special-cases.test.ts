/**
 * Optimizers that equal others when their momentum or a term is zero, as theory says: to 1e-12, since the formulas differ.
 */
import { describe, expect, test } from "vitest";
import type { Optimizer } from "../../src/index.ts";
import { isExported, make } from "./cases.ts";
import { trajectory } from "./descents.ts";
import { hasMoved, worstError } from "./errors.ts";
import { type Problem, restrict, shaped } from "./problems.ts";

type Side = readonly [optimizer: string, options?: Readonly<Record<string, unknown>>];

const steps = 24;
const gentle = shaped({ steps, patterns: ["flip", "normal", "alternate"] });
const first = (count: number): Problem => ({ ...gentle, gradients: gentle.gradients.slice(0, count) });
const small: Problem = { ...gentle, gradients: gentle.gradients.map((row) => row.map((g) => g * 1e-6)) };
const vectors = restrict(gentle, ["vector", "scalar"]);
const scalars = restrict(gentle, ["scalar"]);
/** Every gradient is larger than the one before. */
const growing: Problem = {
  ...gentle,
  gradients: gentle.gradients.map((row, t) => row.map((_, i) => (-1) ** (t + i) * (1 + i) * 1.2 ** t)),
};

const rate = (count: number): number => 0.01 * (1 + (count % 5) / 10);
const eps = 1e-300;
/** Where 0 itself is refused. */
const nearly0 = 1e-14;
const b2 = 0.9;
const t = (count: number): number => count + 1;
const corrected = (count: number): number => rate(count) * Math.sqrt(1 - b2 ** t(count));

const likes = (optimizer: string, other: string, forms: readonly string[], options: object, others: object) =>
  forms.map((like): [string, Side, Side] => [
    `${optimizer} like ${like}`,
    [optimizer, { like, ...options }],
    [other, { like, ...others }],
  ]);

const identities: readonly (readonly [what: string, one: Side, other: Side, problem?: Problem])[] = [
  [
    "Adam without momentum is RMSProp at a corrected rate",
    ["adam", { b1: 0, b2, eps }],
    ["rmsprop", { decay: b2, eps, learningRate: corrected }],
  ],
  [
    "the eps-hat form of it is so at any eps",
    ["adam", { like: "keras", b1: 0, b2, eps: 0.01 }],
    ["rmsprop", { decay: b2, eps: 0.01, learningRate: corrected }],
  ],
  ...likes("adamw", "adam", ["torch", "optax", "keras"], { weightDecay: 0 }, {}),
  ...likes("nadamw", "nadam", ["torch", "optax", "keras"], { weightDecay: 0 }, {}),
  ...likes("sgd", "sgd", ["torch", "optax", "textbook", "keras"], { momentum: 0 }, {}),
  ...likes("sgd", "sgd", ["torch", "optax", "keras"], { momentum: 0, nesterov: true }, {}),
  ...likes("rmsprop", "rmsprop", ["torch", "optax", "keras"], { momentum: 0 }, {}),
  ...likes("amsgrad", "adam", ["torch", "optax", "keras"], { b2 }, { b2 }).map(
    (identity) => [...identity, growing] as const,
  ),
  [
    "the momenta of torch and keras are one while the rate is",
    ["sgd", { like: "torch", momentum: 0.9, learningRate: 0.1 }],
    ["sgd", { like: "keras", momentum: 0.9, learningRate: 0.1 }],
  ],
  [
    "Yogi without momentum, while squares are above v, is Adagrad at a corrected rate",
    ["yogi", { like: "textbook", b1: 0, b2, eps }],
    [
      "adagrad",
      { eps, initialAccumulator: 0, learningRate: (n: number) => corrected(n) / Math.sqrt(1 - b2) },
    ],
    growing,
  ],
  [
    "Adagrad's decay of the rate is a schedule",
    ["adagrad", { lrDecay: 0.1 }],
    ["adagrad", { learningRate: (n: number) => rate(n) / (1 + 0.1 * n) }],
  ],
  ["Adamax without memory is sign descent", ["adamax", { b1: 0, b2: 0, eps }], ["signSgd"]],
  ["NAdam without momentum is Adam without", ["nadam", { b1: 0, b2 }], ["adam", { b1: 0, b2 }]],
  ["so it is like optax", ["nadam", { like: "optax", b1: 0, b2 }], ["adam", { like: "optax", b1: 0, b2 }]],
  ["RAdam is plain descent at first", ["radam", { b1: 0 }], ["sgd"], first(5)],
  ["Adan without differences is Adam", ["adan", { b1: 0.8, b2: 0, b3: b2 }], ["adam", { b1: 0.8, b2 }]],
  ["AdEMAMix without its slow mean is Adam", ["ademamix", { alpha: 0, b2 }], ["adam", { b2 }]],
  ["Lion with one momentum is Signum", ["lion", { b1: 0.8, b2: 0.8 }], ["signum", { momentum: 0.8 }]],
  ["Lion without momentum is sign descent", ["lion", { b1: 0, b2: 0 }], ["signSgd"]],
  ["Signum without momentum is sign descent", ["signum", { momentum: 0 }], ["signSgd"]],
  [
    "MARS without correction or clip is Adam",
    ["mars", { gamma: 0, b1: 0.9, b2, eps }],
    ["adam", { b2, eps }],
    small,
  ],
  [
    "optimistic descent that expects nothing is plain descent",
    ["optimisticGradientDescent", { alpha: 1, beta: 0 }],
    ["sgd"],
  ],
  [
    "Prodigy that keeps its first estimate is Adam in the eps-hat form",
    ["prodigy", { biasCorrection: true, d0: 1, dCoef: eps, b2, eps: 0.01 }],
    ["adam", { like: "keras", b2, eps: 0.01 }],
  ],
  ["schedule-free descent at beta 0 is plain descent", ["scheduleFreeSgd", { momentum: nearly0 }], ["sgd"]],
  [
    "schedule-free AdamW at beta 0 is Adam without momentum",
    ["scheduleFreeAdamw", { b1: nearly0, b2 }],
    ["adam", { b1: 0, b2 }],
  ],
  [
    "SM3 on vectors is Adagrad",
    ["sm3", { momentum: 0 }],
    ["adagrad", { eps, initialAccumulator: 0 }],
    vectors,
  ],
  ["Lookahead that goes all the way is what it is around", ["lookahead", { slowStepSize: 1 }], ["sgd"]],
  ["Adam-mini on single numbers is Adam", ["adamMini", { b2, blocks: "tensor" }], ["adam", { b2 }], scalars],
];

const optimizerOf = ([optimizer, options = {}]: Side): Optimizer =>
  make(optimizer, { learningRate: rate, ...options });

describe("special cases", () => {
  for (const [what, one, other, problem = gentle] of identities) {
    if (!isExported({ optimizer: one[0] }) || !isExported({ optimizer: other[0] })) {
      test.todo(`${what}: ${one[0]} or ${other[0]} is not exported yet`);
      continue;
    }
    test(what, async () => {
      const [expected, found] = [
        await trajectory(optimizerOf(other), problem),
        await trajectory(optimizerOf(one), problem),
      ];
      expect(hasMoved(expected, problem.start)).toBe(true);
      expect(worstError(expected, found)).toBeLessThan(1e-12);
    });
  }
});
