/** The sides of matrices that routines work on. */
import type { Side } from "../language/matrix-shapes.ts";

/** The sides of a tensor's matrix as a rule has it: where `isWide`, of its transpose where it has more rows than columns. */
export function sidesOf(shape: readonly number[], isWide: boolean): Readonly<Record<Side, number>> {
  const [rows, columns] = shape as readonly [number, number];
  return isTurned(shape, isWide) ? { rows: columns, columns: rows } : { rows, columns };
}

/** Whether it is the transpose. */
export const isTurned = ([rows, columns]: readonly number[], isWide: boolean): boolean =>
  isWide && rows! > columns!;
