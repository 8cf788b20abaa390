/** The C of an operation, from its row in the table of operations, and of a constant. */
import type { DType } from "../../../language/dtype.ts";
import { type OperationName, operation, operationsOf } from "../../../language/operations.ts";

/** The operations that are emitted; all others are lowered to these. */
export const native = operationsOf("c");

/** A number as C writes it: the shortest digits that name it exactly in its type. */
export function constantOf(dtype: DType, value: number): string {
  const rounded = dtype === "float32" ? Math.fround(value) : value;
  if (Number.isNaN(rounded)) return "(real)NAN";
  if (!Number.isFinite(rounded)) return rounded > 0 ? "(real)INFINITY" : "(real)-INFINITY";
  const digits = String(Math.abs(rounded));
  const isNegative = rounded < 0 || Object.is(rounded, -0);
  const number = `${/[.e]/.test(digits) ? digits : `${digits}.0`}${dtype === "float32" ? "f" : ""}`;
  return isNegative ? `(-${number})` : number;
}

/** The expression of an operation; `args` are names or constants. */
export const expressionOf = (op: OperationName, args: readonly string[]): string =>
  operation(op).c!.replace(/\b[xyz]\b/g, (name) => args["xyz".indexOf(name)]!);
