/** What a rule of whole matrices says of reductions between its products. */
import { expect, test } from "vitest";
import { matrixRule, RuleSyntaxError } from "../index.ts";

const problem = (found: string) =>
  `from the first product to the last, numbers are made of hyperparameters and t; found ${found}: let it stand before or after them`;

test.each([
  ["u = norm(g @ g')*g", "norm(g @ g')"],
  ["u = (1 / max(mean((g @ g') .* (g @ g')), 1))*g @ g' @ g", "mean((g @ g') .* (g @ g'))"],
  ["A = g @ g'; u = (2*sum(A))*A @ g", "sum(A)"],
  ["a = norm(g); A = g @ g'; u = a*A @ g", "a"],
])("%s: what is found stands as it is written", (text, found) => {
  expect(() => matrixRule({ name: "test", text })).toThrow(RuleSyntaxError);
  expect(() => matrixRule({ name: "test", text })).toThrow(problem(found));
});
