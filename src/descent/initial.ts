/**
 * Initial values of states that are expressions: of hyperparameters, of the parameter.
 */
import { evaluate } from "../language/evaluate.ts";
import type { PlannedState } from "../plan/plan.ts";
import type { Program } from "./program.ts";

/** The initial value of a state for an element of a parameter. */
export function initialOf({ file, plan }: Program, { state }: PlannedState): (p: number) => number {
  const { link, name } = state;
  const { value, names } = link.instance.rule.state[name]!;
  // A value that depends on the first gradient is set in the first step.
  if (names.has("g")) return () => 0;
  const registers = new Map(plan.hypers.map(({ key, register }) => [key, register]));
  return (p) =>
    evaluate(value, (symbol) => (symbol === "p" ? p : file[registers.get(`${link.key}.${symbol}`)!]!));
}
