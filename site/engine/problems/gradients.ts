/**
 * One parameter and the losses of the steps one after the other: gradients that were pasted, which do not depend on where it is, or a
 * function of the parameter x, the step t and a random number r.
 */
import { expression, uniform } from "glissade/language";
import { type GradientsSetup, bounds as limits, type StepLoss } from "../experiment.ts";
import type { PreparedProblem, Problem } from "./problem.ts";

/** What the steps have in common: the mean of their losses, and the loss and gradient of each. */
interface Steps {
  mean(x: number): number;
  loss(x: number, step: number, seed: number): number;
  gradient(x: number, step: number, seed: number): number;
}

/** In how many parts of (0, 1) the mean takes r, each at its middle. */
const parts = 100;

/**
 * The problem of these gradients. Its loss is the mean over a period.
 *
 * @throws RangeError for no gradients, too many, or ones that are not finite; RuleSyntaxError, DerivativeError for a text.
 */
export function gradientsProblem({ gradients, start, bounds }: GradientsSetup): PreparedProblem {
  if (!Number.isFinite(start)) throw new RangeError(`the start must be a finite number; got ${start}`);
  if (bounds && !(bounds[0] < bounds[1]))
    throw new RangeError(`the lower bound must be below the upper; got ${bounds.join(" and ")}`);
  const { mean, loss, gradient } = "text" in gradients ? ofText(gradients) : ofList(gradients);
  return {
    surface: null,
    picture: null,
    forSeed: (seed): Problem => ({
      dimension: 1,
      start: Float64Array.of(start),
      bounds,
      loss: (p) => mean(p[0] as number),
      gradient(p, step, into) {
        const x = p[0] as number;
        into[0] = gradient(x, step, seed);
        return loss(x, step, seed);
      },
    }),
  };
}

function ofList(gradients: readonly number[]): Steps {
  if (gradients.length === 0 || gradients.length > limits.gradients)
    throw new RangeError(`give from 1 to ${limits.gradients} gradients; got ${gradients.length}`);
  const wrong = gradients.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new RangeError(`gradient ${wrong + 1} must be a finite number; got ${gradients[wrong]}`);
  const slope = gradients.reduce((sum, value) => sum + value / gradients.length, 0);
  const at = (step: number) => gradients[(step - 1) % gradients.length] as number;
  return {
    mean: (x) => slope * x,
    loss: (x, step) => at(step) * x,
    gradient: (_, step) => at(step),
  };
}

function ofText({ text, period }: StepLoss): Steps {
  if (text.length > limits.functionLength)
    throw new RangeError(
      `a function has at most ${limits.functionLength} characters; this text has ${text.length}`,
    );
  if (!(Number.isInteger(period) && period >= 1 && period <= limits.period))
    throw new RangeError(`the period must be a whole number from 1 to ${limits.period}; got ${period}`);
  const names = ["x", "t", "r"] as const;
  const loss = expression(text, { names });
  const slope = loss.derivative("x");
  const made = (of: typeof loss) => of.toFunction(names) as (x: number, t: number, r: number) => number;
  const [at, slopeAt] = [made(loss), made(slope)];
  const isRandom = expression(text).names.includes("r");
  const random = (step: number, seed: number) => (isRandom ? uniform(seed, step, 0, "r") : 0.5);
  const average = (of: (t: number, r: number) => number): number => {
    const count = isRandom ? parts : 1;
    let sum = 0;
    for (let t = 1; t <= period; t++) for (let i = 0; i < count; i++) sum += of(t, (i + 0.5) / count);
    return sum / (period * count);
  };
  const others = {
    loss: (x: number, step: number, seed: number) => at(x, step, random(step, seed)),
    gradient: (x: number, step: number, seed: number) => slopeAt(x, step, random(step, seed)),
  };
  // Where each loss is a straight line, so is their mean: two numbers in place of a sum at every step.
  if (!expression(slope.text).names.includes("x")) {
    const [offset, mean] = [average((t, r) => at(0, t, r)), average((t, r) => slopeAt(0, t, r))];
    return { mean: (x) => offset + mean * x, ...others };
  }
  return { mean: (x) => average((t, r) => at(x, t, r)), ...others };
}
