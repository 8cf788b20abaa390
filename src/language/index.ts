/**
 * `glissade/language`: the language of rules for expressions on their own. Read, checked, printed, differentiated, made functions; and
 * its operations as functions with the same bits on every engine; its random numbers. `evaluate`, `meaningOf` and `meaningAt` are for devices of one's own.
 * Named re-exports only.
 */

export { OptionError } from "../options/option.ts";
export { DerivativeError } from "./derivative-error.ts";
export { normal, uniform } from "./draws.ts";
export { evaluate, type Meaning, meaningAt, meaningOf } from "./evaluate.ts";
export { type Expression, type ExpressionOptions, expression } from "./expression.ts";
export { ExpressionError } from "./expression-error.ts";
export {
  abs,
  atan,
  cbrt,
  ceil,
  clip,
  cos,
  exp,
  floor,
  log,
  max,
  min,
  pi,
  pow,
  sign,
  sin,
  sqrt,
  square,
  tanh,
} from "./functions-of-numbers.ts";
export type { OperationName } from "./operations.ts";
export { RuleSyntaxError } from "./syntax-error.ts";
