/** Optimizers from equations. */
import type { Options } from "../options/option.ts";
import { declareRule, defineRule, type Overrides, type RuleMaker } from "../rule/define-rule.ts";
import { reader } from "../rule/hyper.ts";
import type { RuleDefinition, RuleInstance } from "../rule/rule.ts";
import { checkMoments, type MomentsOptions, momentsOption } from "./moments.ts";
import { Optimizer } from "./optimizer.ts";

/**
 * Declares a rule.
 *
 * In the text, `g` is the incoming update (the gradient, for the first rule of a chain), `p` the parameter, `t`
 * the step counted from 1, `u` the outgoing update; states and hyperparameters have their declared names. A name
 * keeps its old value until its line assigns it. Every state and `u` must be assigned. A line `accept = ...`, a
 * condition that is the same for all tensors, decides whether the step is taken at all; a line `eval = ...`, of states,
 * hyperparameters, `p` and `t`, says which parameters to evaluate with. `gradient` is the gradient at the start of the chain,
 * `loss` what `step(grads, { loss })` is given.
 *
 * `b^t` of a hyperparameter `b` is the product of its values in the steps so far; while `b` is constant, that is the power. So
 * `1 - b^t` is the sum of the weights in a mean `m = b*m + (1 - b)*g`, also where a schedule or `set` changes `b`. `b^(t + k)` with
 * a whole number `k` is that product times `b^k`; any other exponent with `t` gives the plain power. `presentPowers: true` makes
 * all of them plain powers of the present value, as libraries have them.
 *
 * Functions: `abs sqrt floor ceil sign square cbrt pow exp log sin cos tanh min max clip where`, and the constant `pi`; over a tensor `sum sumSquares mean norm size finite`; the same with
 * `unit` (slices along the first axis), `row` and `column` (of the last two axes; sums, means, sizes and maxima), and with
 * `global` (all tensors of the rule) before them, as in `unitNorm(g)` and `columnMax(g)`; `normal(seed)` for noise. `project(x)` is the
 * nearest point within the parameters' bounds, `outside(x)` whether `x` lies outside; without bounds they are `x` and false.
 *
 * `before` holds equations for gradients that come before the step's own. `every` names the hyperparameter that says how many
 * gradients make a step; without it users call `perturb()`. `flush` holds the equations for a step on the gradients that have
 * come. `estimate` holds equations for what `descent.estimate()` is given. `project`, an expression of `x`, bounds the parameters. `declined` holds what states become in a step that the rule declines by
 * `accept`. `lossScale` names the state or hyperparameter that `descent.lossScale` shows.
 *
 * `moments` says which states are decaying means or sums that may be stored in fewer bits, `{ m: "first", v: "second" }`, and `ratio`,
 * `["m", "v"]`, that the root of one divides the other. The function that is returned then has the option `moments` of optimizers.
 *
 * @returns a function from overrides of hyperparameters to a transformation.
 * @throws RuleSyntaxError with line and caret; HyperparameterError from the returned function.
 * @example
 * const signSgd = rule({ name: "signSgd", text: "u = sign(g)" });
 * const optimizer = chain(signSgd(), scaleByLearningRate(0.01));
 */
export function checkedRule<
  const H extends string = never,
  const S extends string = never,
  const Text extends string = string,
>(definition: RuleDefinition<H, S, Text>): OptimizerMaker<H, S> {
  return optimizersOf(definition, defineRule(definition));
}

/** The same for rules of whole matrices, where what they need is loaded. */
export const definedRule = <
  const H extends string = never,
  const S extends string = never,
  const Text extends string = string,
>(
  definition: RuleDefinition<H, S, Text>,
): OptimizerMaker<H, S> => optimizersOf(definition, defineRule(definition, true));

/** The same for rules of the library itself, whose texts are read when an optimizer is made: loading it reads none. */
export function rule<
  const H extends string = never,
  const S extends string = never,
  const Text extends string = string,
>(definition: RuleDefinition<H, S, Text>): OptimizerMaker<H, S> {
  return optimizersOf(definition, declareRule(definition));
}

/** Makes optimizers of one rule. A rule with moments takes `moments` too: how they are stored. */
export type OptimizerMaker<H extends string, S extends string> = RuleMaker<
  H,
  Optimizer<H, S>,
  Overrides<H> & MomentsOptions
>;

function optimizersOf<H extends string, S extends string>(
  { name, moments }: Pick<RuleDefinition<H, S, string>, "name" | "moments">,
  make: RuleMaker<H, RuleInstance>,
): OptimizerMaker<H, S> {
  const hasMoments = Object.keys(moments ?? {}).length > 0;
  if (!hasMoments || "moments" in make.options)
    return Object.assign((overrides?: Overrides<H>) => new Optimizer<H, S>([make(overrides)]), {
      options: make.options,
    });
  const options = { ...make.options, ...momentsOption };
  const read = reader<Overrides<string> & MomentsOptions>(name, options);
  const optimizer = (given?: Overrides<H> & MomentsOptions) => {
    const { moments: storage, ...overrides } = read(given);
    const made = new Optimizer<H, S>([make(overrides as Overrides<H>)], false, storage);
    if (storage !== undefined) checkMoments(name, made, storage);
    return made;
  };
  return Object.assign(optimizer, { options });
}

/** A rule under the name it is exported by; messages use that name. */
export function called<H extends string, S extends string>(
  name: string,
  make: OptimizerMaker<H, S>,
): OptimizerMaker<H, S> {
  const read = reader<Overrides<H>>(name, make.options as Options<Overrides<H>>);
  return Object.assign((overrides?: Overrides<H> & MomentsOptions) => make(read(overrides)), {
    options: make.options,
  });
}
