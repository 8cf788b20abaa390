/** Bounds of norms: optax's `projection_l2_ball`, Keras's constraint `MaxNorm`. */

import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { partition } from "../compose/partition.ts";
import { rule } from "../compose/rule.ts";
import { oneOf } from "../options/kinds.ts";
import { argument, type Hyper, reader } from "../rule/hyper.ts";
import { type Pattern, pattern } from "../rule/pattern.ts";

/** Options of `projectionL2Ball`. */
export interface ProjectionL2BallOptions {
  /**
   * Whose norm is bounded: that of `"all"` parameters together, as in optax, each `"tensor"`, or each `"unit"`, a slice along the
   * first axis, such as the weights of a neuron; default "all".
   */
  readonly over?: "all" | "tensor" | "unit" | undefined;
  /** Which parameters have the bound: a pattern of their paths, as in `partition`; all without it. */
  readonly where?: Pattern | undefined;
}

const ball = (norm: "norm" | "unitNorm" | "globalNorm") =>
  rule({
    name: "projectionL2Ball",
    hyper: { radius: 1 },
    bounds: { radius: "(0, inf)" },
    project: `x*min(1, radius / ${norm}(x))`,
    text: "u = g",
  });
const balls = { all: ball("globalNorm"), tensor: ball("norm"), unit: ball("unitNorm") };

const readRadius = argument<Hyper>("projectionL2Ball", "radius", balls.all.options.radius);
const read = reader<ProjectionL2BallOptions>("projectionL2Ball", {
  over: oneOf("all", "tensor", "unit"),
  where: pattern,
});

/**
 * Keeps parameters in a ball around 0: after every step, parameters whose Euclidean norm exceeds `radius` are scaled down to it.
 * As with `projectionBox`, it may stand anywhere in a chain, and `params` and `evalParams()` lie in the ball after every
 * call, up to rounding.
 *
 * Use it to keep weights from growing without limit: max-norm regularisation, as with dropout
 * (Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: Dropout, JMLR 15 (2014), section 5.1).
 *
 * Memory: none. A step makes one pass over memory more, for the norm.
 *
 * @param radius - the largest norm, above 0.
 * @throws HyperparameterError for a radius that is not above 0; PlanError at `init` where the norm is over all parameters and
 *   the optimizer has groups of parameters with different equations.
 * @example
 * const optimizer = chain(adam(), projectionL2Ball(3, { over: "unit", where: "*.weight" }));
 */
export function projectionL2Ball(radius: Hyper, options: ProjectionL2BallOptions = {}): Optimizer<"radius"> {
  const { over = "all", where } = read(options);
  const everywhere = balls[over]({ radius: readRadius(radius) });
  return where === undefined
    ? everywhere
    : partition([
        [where, everywhere],
        ["*", chain()],
      ]);
}
