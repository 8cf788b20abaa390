/** Options of `lbfgs`, and the defaults of its forms. */
import { likeOf } from "../compose/presets.ts";
import { box, flag, kind, oneOf, whole } from "../options/kinds.ts";
import { type Option, type Options, onlyIn } from "../options/option.ts";
import { type Hyper, reader, schedulable } from "../rule/hyper.ts";
import type { ProjectionBoxOptions } from "../transforms/projection-box.ts";

/** Options of `lbfgs`. */
export interface LbfgsOptions {
  /** Step size: the first step that the line search tries, or without one the step; in optax's form a factor of the direction. Default 1. */
  readonly learningRate?: Hyper | undefined;
  /** How many of the last steps are remembered; default 10, with `like: "torch"` 100. Memory: twice as many numbers for each parameter. */
  readonly memorySize?: number | undefined;
  /** The line search; default `"strongWolfe"`, with `like: "torch"` `"none"`. */
  readonly linesearch?: "strongWolfe" | "none" | undefined;
  /** Sufficient decrease: the part of the decrease that the slope promises; default 1e-4. */
  readonly c1?: number | undefined;
  /** Curvature: the part of the slope that may be left; default 0.9. */
  readonly c2?: number | undefined;
  /** The most evaluations of a line search; default 40, with `like: "optax"` 20. torch's form has `maxEval`. */
  readonly maxLinesearchSteps?: number | undefined;
  /** Bounds of the parameters, as in `projectionBox`, by numbers that stay. In the default form. */
  readonly bounds?: ProjectionBoxOptions | undefined;
  /** Whether the recursion begins with the scale of the newest pair; default true. With `like: "optax"`. */
  readonly scaleInitPrecond?: boolean | undefined;
  /** The most iterations of a step; default 20. With `like: "torch"`. */
  readonly maxIter?: number | undefined;
  /** The most evaluations of a step; default 5/4 of `maxIter`, rounded down. With `like: "torch"`. */
  readonly maxEval?: number | undefined;
  /** A step ends where no element of the gradient is larger; default 1e-7. With `like: "torch"`. */
  readonly toleranceGrad?: number | undefined;
  /** A step ends where no parameter, or not the loss, changes by more; default 1e-9. With `like: "torch"`. */
  readonly toleranceChange?: number | undefined;
  /** Whether to maximize the function; default false. */
  readonly maximize?: boolean | undefined;
  /** Whose form and defaults. */
  readonly like?: "torch" | "optax" | undefined;
}

/** The defaults of all forms, and those that differ. */
export const forms = {
  default: {
    learningRate: 1,
    memorySize: 10,
    linesearch: "strongWolfe",
    c1: 1e-4,
    c2: 0.9,
    maxLinesearchSteps: 40,
  },
  torch: {
    ...{ learningRate: 1, memorySize: 100, linesearch: "none", c1: 1e-4, c2: 0.9 },
    ...{ maxIter: 20, toleranceGrad: 1e-7, toleranceChange: 1e-9 },
  },
  optax: {
    ...{ learningRate: 1, memorySize: 10, linesearch: "strongWolfe", c1: 1e-4, c2: 0.9 },
    ...{ maxLinesearchSteps: 20, scaleInitPrecond: true },
  },
} as const satisfies Readonly<Record<"default" | "torch" | "optax", LbfgsOptions>>;

const share: Option = kind(
  "a number between 0 and 1",
  (value) => typeof value === "number" && value > 0 && value < 1,
);
const notNegative: Option = kind("a number, at least 0", (value) => typeof value === "number" && value >= 0);
/** What each may be. */
export const declared: Options<LbfgsOptions> = {
  learningRate: /* @__PURE__ */ schedulable("[0, inf)"),
  memorySize: whole(1),
  linesearch: oneOf("strongWolfe", "none"),
  c1: share,
  c2: share,
  maxLinesearchSteps: onlyIn(["default", "optax"], whole(1)),
  bounds: onlyIn(["default"], box),
  scaleInitPrecond: onlyIn(["optax"], flag),
  maxIter: onlyIn(["torch"], whole(1)),
  maxEval: onlyIn(["torch"], whole(1)),
  toleranceGrad: onlyIn(["torch"], notNegative),
  toleranceChange: onlyIn(["torch"], notNegative),
  maximize: flag,
  like: likeOf(forms),
};

/** Reads them. @throws HyperparameterError */
export const readLbfgs = reader<LbfgsOptions>("lbfgs", declared);
