/** The error of `optimizer.asRule()`. */

/** An optimizer that cannot be written as one rule; the message says why. */
export class OneRuleError extends Error {
  override readonly name = "OneRuleError";
}
