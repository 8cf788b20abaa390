/** The WGSL of an operation, from its row in the table of operations, and of a constant. */
import { type OperationName, operation, operationsOf } from "../../language/operations.ts";

/** The operations that are emitted; all others are lowered to these. */
export const emitted = operationsOf("wgsl");

/** A number as WGSL writes it. Infinity and NaN cannot be written: they come with the uniforms. */
export function constantOf(value: number): string {
  const rounded = Math.fround(value);
  if (Number.isNaN(rounded)) return "F(h[0].y)";
  if (!Number.isFinite(rounded)) return rounded > 0 ? "F(h[0].x)" : "F(-h[0].x)";
  // Neither is a literal a negative zero: its sign would be an operation that may be left out.
  if (Object.is(rounded, -0)) return "bitcast<F>(U(0x80000000u))";
  return `F(${rounded}f)`;
}

/** Operations whose results a compiler may combine with others. */
const combined: ReadonlySet<OperationName> = new Set<OperationName>(["add", "sub", "mul"]);

/** Comparisons that are false for NaN. */
const ordered: ReadonlySet<OperationName> = new Set<OperationName>(["lt", "le", "gt", "ge", "eq"]);

/** How operations are written. */
export interface Manner {
  /** Whether sums and products are hidden from a compiler that would combine them. */
  readonly isGuarded: boolean;
  /** Whether comparisons look for NaN in the bits. */
  readonly isCareful: boolean;
}

/**
 * The expression of an operation; `args` are names or constants. What tells NaN and infinity from numbers looks at bits, since a
 * compiler of WGSL may assume that there are neither.
 */
export function expressionOf(op: OperationName, args: readonly string[], manner: Manner): string {
  const [x, y] = args;
  if (x === y && op === "sub") return `zeroIfFinite(${x})`;
  if (x === y && op === "eq") return `!isNan(${x})`;
  if (x === y && op === "ne") return `isNan(${x})`;
  const text = operation(op).wgsl!.replace(/\b[xyz]\b/g, (name) => args["xyz".indexOf(name)]!);
  if (manner.isGuarded && combined.has(op)) return `opaque(${text})`;
  if (!manner.isCareful) return text;
  if (ordered.has(op)) return `(${text}) & !isNan(${x}) & !isNan(${y})`;
  return op === "ne" ? `(${text}) | isNan(${x}) | isNan(${y})` : text;
}
