/**
 * A rule: the equations of one transformation of gradients, its state and its hyperparameters. How one is declared:
 * define-rule.ts. What it does is the planner's work.
 */
import type { Graph, Node } from "../language/graph.ts";
import type { GradientSide, MatrixShape } from "../language/matrix-shapes.ts";
import type { Checked } from "../language/names.ts";
import type { Line } from "../language/parse.ts";
import { type Bounds, checkOrder, type Hyper, type Interval } from "./hyper.ts";

/** The value of a state before its first step. */
export interface Initial {
  readonly value: Node;
  /** As it was written. */
  readonly text: string;
  /** Names that it depends on. */
  readonly names: ReadonlySet<string>;
}

/**
 * What a decaying mean of gradients is of: gradients, of either sign (`first`), or their squares or another size, 0 or more (`second`).
 */
export type Moment = "first" | "second";

/** How a rule of whole matrices has them. */
export interface MatrixForm {
  /** `wide`: a matrix with more rows than columns comes, and is handed on, as its transpose; `tall`: one with fewer. */
  readonly turns: "wide" | "tall" | undefined;
  /** The side `rank` as a share of the shorter one, above 0. */
  readonly rank: number;
}

/** What a rule of whole matrices says of them. */
export interface Matrices extends MatrixForm {
  /** By name, in terms of the gradient's. */
  readonly shapes: ReadonlyMap<string, MatrixShape>;
  /** States of another shape than the gradient's, by name. */
  readonly own: Readonly<Partial<Record<string, MatrixShape>>>;
  /** The lines from the first with a product to the last: the number of the first, and that after the last. */
  readonly products: readonly [first: number, end: number];
}

/** A checked rule. */
export interface Rule {
  readonly name: string;
  readonly text: string;
  readonly hyper: Readonly<Record<string, number>>;
  readonly bounds: ReadonlyMap<string, Bounds>;
  readonly state: Readonly<Record<string, Initial>>;
  readonly moments: Readonly<Partial<Record<string, Moment>>>;
  /** A first moment, and the second one by whose root it is divided. */
  readonly ratio: readonly [first: string, second: string] | undefined;
  readonly graph: Graph;
  readonly lines: readonly Line[];
  /** The parameters to evaluate with, if they differ from those that are trained. */
  readonly evaluation: Line | undefined;
  /** Whether `b^t` of a hyperparameter is the power of its present value. */
  readonly presentPowers: boolean;
  /** The equations for gradients before the step's own, and the hyperparameter that counts the gradients of a step. */
  readonly before: { readonly lines: readonly Line[]; readonly every: string | undefined } | undefined;
  /** What states become by what `estimate()` is given. */
  readonly estimate: readonly Line[] | undefined;
  /** The equations of a step on the gradients that have come, without one of its own. */
  readonly flush: readonly Line[] | undefined;
  /** What `project(x)` means for the parameters that the rule acts on. */
  readonly projection: Line | undefined;
  /** Hyperparameters of which the first must not be above the second. */
  readonly ordered: readonly [low: string, high: string] | undefined;
  /** The hyperparameter that says how many steps in a row may be declined. */
  readonly mostDeclined: string | undefined;
  /** What states become in a step that the rule declines. */
  readonly declined: readonly Line[] | undefined;
  /** The hyperparameter or state by which the loss was multiplied. */
  readonly lossScale: string | undefined;
  /** Of a rule whose names stand for whole matrices. */
  readonly matrices: Matrices | undefined;
}

/** What `rule` takes. */
export interface RuleDefinition<H extends string, S extends string, Text extends string> {
  /** Short name, unique in the field: `adam`. Appears in messages and qualifies names of states. */
  readonly name: string;
  /** Hyperparameters and their defaults. */
  readonly hyper?: Readonly<Record<H, number>>;
  /**
   * States and their initial values: a number, or an expression of hyperparameters and `p` or of the first step's `g`.
   */
  readonly state?: Readonly<Record<S, number | string>>;
  /**
   * Which of the states are decaying means or sums of what the gradients were, that a rounding error leaves again as it came. They may be
   * stored in fewer bits (`moments: "bf16"`). Not: points, sums over all steps, maxima, in which errors stay.
   */
  readonly moments?: Readonly<Partial<Record<NoInfer<S>, Moment>>>;
  /**
   * A first moment and the second one by whose root it is divided, where the quotient stays small whatever gradients are: within 8 with
   * the usual betas of Adam. `moments: "q8"` stores the quotient and the root.
   */
  readonly ratio?: readonly [first: NoInfer<S>, second: NoInfer<S>];
  /** Intervals of hyperparameters, where the field's conventions do not already give them. */
  readonly bounds?: Readonly<Partial<Record<NoInfer<H>, Interval>>>;
  /** The equations, one a line. */
  readonly text: Text & Checked<Text, H, S>;
  /**
   * Equations for gradients that come before the step's own, for steps that take several. Only states and `u`, what
   * the parameters move by, are assigned; the rest of the chain waits for the step.
   */
  readonly before?: string;
  /** The hyperparameter that says how many gradients make a step; without it the user calls `perturb()`. */
  readonly every?: NoInfer<H>;
  /**
   * Whether `b^t` of a hyperparameter is the power of its present value, as most libraries compute bias corrections. Without
   * it, it is the product of the values that the hyperparameter has had; the two differ only where it changes.
   */
  readonly presentPowers?: boolean;
  /**
   * Equations for `flush()`: a step on the gradients that have come, without one of its own. Only states and `u`
   * are assigned.
   */
  readonly flush?: string;
  /**
   * Equations for `descent.estimate(values)`: what states become when something else than a gradient is known of all elements, such as an
   * estimate of the Hessian's diagonal. `g` is what was given, whatever rules stand ahead. Only states are assigned; the parameters stay.
   */
  readonly estimate?: string;
  /**
   * Bounds: the point nearest to `x` that they allow, an expression of `x`, hyperparameters and states. At the end of every step
   * the parameters that the rule acts on are moved there. `project(x)` means this point in all their rules.
   */
  readonly project?: string;
  /** Two hyperparameters; the first must not be above the second. */
  readonly ordered?: readonly [low: NoInfer<H>, high: NoInfer<H>];
  /** The hyperparameter that says after how many declined steps in a row `step` throws. */
  readonly mostDeclined?: NoInfer<H>;
  /**
   * Equations for a step that this rule declines by `accept`: what its states become, each one number for all parameters. States
   * without a line keep their values, as those of all other rules do.
   */
  readonly declined?: string;
  /**
   * The hyperparameter or state that `descent.lossScale` shows: the user multiplies the loss by it, and `u` is the gradient
   * without it, the gradient of the step for all rules after this one.
   */
  readonly lossScale?: NoInfer<H | S>;
  /**
   * That names stand for whole matrices, as `matrixRule` has it: as they lie, or `"wide"`: those with more rows than columns as their
   * transposes, or `"tall"`: those with fewer.
   */
  readonly matrices?: "asGiven" | "wide" | "tall";
  /** Of whole matrices: which states are square matrices, of the gradient's rows or of its columns; others are as large as it. */
  readonly squares?: Readonly<Partial<Record<NoInfer<S>, GradientSide>>>;
  /** The same of those that have as many rows as the gradient has rows, or columns, and `rank` columns. */
  readonly thin?: Readonly<Partial<Record<NoInfer<S>, GradientSide>>>;
  /** The number `rank` as a share of the shorter side, rounded up; default 1. */
  readonly rank?: number;
}

/** Bounds of single elements by path; a parameter that is not named has `rest` for all of its elements. */
export interface ElementBounds {
  readonly at: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: ArrayLike<number> }>;
  readonly rest: number;
}

/** Bounds on both sides: values of the states `min` and `max`, which never change. */
export interface BoxBounds {
  readonly min: ElementBounds;
  readonly max: ElementBounds;
}

/** What a rule is told besides its hyperparameters. */
interface InstanceOptions {
  /** Hyperparameters that count as 0: their terms apply to other parameters only. */
  readonly without?: readonly string[];
  /** Bounds of single elements, if the user gives them. */
  readonly box?: BoxBounds | undefined;
  /** Whether `t` and the powers of all parameters are those of the descent's count, also where some take no part in a step. */
  readonly hasOneCount?: boolean;
}

/** One rule with its hyperparameters: a transformation of gradients. Immutable. */
export class RuleInstance {
  readonly rule: Rule;
  readonly hyper: Readonly<Record<string, Hyper>>;
  readonly without: readonly string[];
  readonly box: BoxBounds | undefined;
  readonly hasOneCount: boolean;

  constructor(
    rule: Rule,
    overrides: Readonly<Record<string, Hyper>>,
    { without = [], box, hasOneCount = false }: InstanceOptions = {},
  ) {
    this.rule = rule;
    this.hyper = Object.freeze({ ...rule.hyper, ...overrides });
    this.without = without;
    this.box = box;
    this.hasOneCount = hasOneCount;
    if (!rule.ordered) return;
    const [low, high] = rule.ordered;
    checkOrder(rule.ordered, [this.hyper[low], this.hyper[high]]);
  }
}
