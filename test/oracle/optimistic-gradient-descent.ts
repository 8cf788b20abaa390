// Oracle for optimistic gradient descent, which goes on by how the gradient changed. Sources: Mokhtari, Ozdaglar, Pattathil:
// A Unified Analysis of Extra-gradient and Optimistic Gradient Methods, AISTATS 2020, equation 3 in its generalized form;
// optax.optimistic_gradient_descent. There is no change at the first step.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

function optimistic(
  n: number,
  { alpha, beta }: { learningRate: number; alpha: number; beta: number },
): Oracle {
  let previous: Float64Array | undefined;
  return {
    step(p, g, learningRate) {
      previous ??= g.slice();
      for (let i = 0; i < n; i++) {
        p[i] = p[i]! - learningRate * ((alpha + beta) * g[i]! - beta * previous[i]!);
      }
      previous.set(g);
    },
  };
}

const name = "optimisticGradientDescent";
const usual = { learningRate: 0.01, alpha: 1, beta: 1 };
const quick = { learningRate: 0.02, alpha: 0.7, beta: 0.4 };

/** The table's rows for `optimisticGradientDescent`. */
export const optimisticGradientDescentCases: Record<string, OracleCase> = {
  [`${name}/default`]: oracleCase(name, undefined, usual, optimistic),
  [`${name}/default+factors`]: oracleCase(name, undefined, quick, optimistic),
  [`${name}/optax`]: oracleCase(name, "optax", usual, optimistic),
  [`${name}/optax+factors`]: oracleCase(name, "optax", quick, optimistic),
};
