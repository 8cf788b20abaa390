/** The error for an expression that has no derivative. */
import type { OperationName } from "./operations.ts";

/** An expression that cannot be differentiated: names the operation and says why. */
export class DerivativeError extends TypeError {
  override readonly name = "DerivativeError";
  /** The operation that has no derivative. */
  readonly operation: OperationName;

  constructor(operation: OperationName, why: string) {
    super(`${operation}() cannot be differentiated: ${why}`);
    this.operation = operation;
  }
}
