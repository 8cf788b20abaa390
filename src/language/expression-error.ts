/** The error for a use of an expression that does not fit its names. */

/** A name that an expression does not have, or a value that a name cannot have. */
export class ExpressionError extends TypeError {
  override readonly name = "ExpressionError";
}
