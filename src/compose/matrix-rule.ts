/** Optimizers from equations of whole matrices. */
import { takeWholeMatrices } from "../descent/whole-matrices.ts";
import { flag } from "../options/kinds.ts";
import type { Options } from "../options/option.ts";
import { properties } from "../rule/definition.ts";
import { HyperparameterError, reader } from "../rule/hyper.ts";
import type { MatrixRuleDefinition } from "../rule/matrix-rule.ts";
import type { RuleDefinition } from "../rule/rule.ts";
import { definedRule, type OptimizerMaker, rule } from "./rule.ts";

const { before, every, flush, estimate, project, declined, lossScale, matrices, ...own } = properties;
const read = reader<object>("matrixRule", { ...own, wide: flag, tall: flag } as Options<object>);

/** The definition as rules of elements have it, with what carries it out. */
function plain(
  definition: MatrixRuleDefinition<string, string, string>,
): RuleDefinition<string, string, string> {
  const { wide, tall, ...rest } = read(definition) as typeof definition;
  if (wide && tall)
    throw new HyperparameterError(
      "matrixRule: a matrix comes as its transpose where it has more rows than columns (wide) or fewer (tall), not both; give one of them",
    );
  takeWholeMatrices();
  return { ...rest, matrices: wide ? "wide" : tall ? "tall" : "asGiven" };
}

/**
 * Declares a rule whose names stand for whole matrices: `g`, `p`, `u` and states are as large as the parameter, a tensor of two axes or one matrix of a batch;
 * hyperparameters and `t` are numbers. It chains with rules of elements.
 *
 * `A @ B` is a product, `A'` the transpose; besides there are sums and differences of matrices of one shape, a matrix times or divided by a
 * number, and the functions `norm sum sumSquares mean size finite`. `@` binds tighter than `*`: `c*A @ A` is `c*(A @ A)`. `repeat 5 { ... }`
 * carries lines out five times; in it names get new values, and `;` stands between equations of one line. Shapes are checked: `X @ X` of a
 * gradient is an error with its place, since a gradient need not be square. From the first product to the last, numbers are made of
 * hyperparameters and `t`.
 *
 * `wide: true` is for rules that mean the same for a matrix and its transpose: those with more rows than columns come as their transposes, so
 * that `X @ X'` is as small as it can be. `tall: true` is for those that are made for as many rows or more.
 *
 * @returns a function from overrides of hyperparameters to a transformation.
 * @throws RuleSyntaxError with line and caret.
 * @example
 * const orthogonalized = matrixRule({
 *   name: "orthogonalized",
 *   wide: true,
 *   text: `
 *     X = g / norm(g)
 *     repeat 12 { X = 1.5*X - 0.5*X @ X' @ X }
 *     u = X
 *   `,
 * });
 * const optimizer = partition([
 *   ["blocks.*", chain(orthogonalized(), scaleByLearningRate(0.02))],
 *   ["*", adam()],
 * ]);
 */
export const checkedMatrixRule = <
  const H extends string = never,
  const S extends string = never,
  const Text extends string = string,
>(
  definition: MatrixRuleDefinition<H, S, Text>,
): OptimizerMaker<H, S> => definedRule(plain(definition as never) as never);

/** The same for rules of the library itself, whose texts are read when an optimizer is made. */
export const matrixRule = <
  const H extends string = never,
  const S extends string = never,
  const Text extends string = string,
>(
  definition: MatrixRuleDefinition<H, S, Text>,
): OptimizerMaker<H, S> => rule(plain(definition as never) as never);
