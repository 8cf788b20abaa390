/** The sides of matrices that routines work on. */
import type { Side } from "../language/matrix-shapes.ts";
import type { Link, Tensor } from "./groups.ts";

/** A state of a link. */
interface Of {
  readonly link: Link;
  readonly name: string;
}

/** The sides of a tensor's matrix as a rule has it: where `isWide`, of its transpose where it has more rows than columns. */
export function sidesOf(shape: readonly number[], isWide: boolean): Readonly<Record<Side, number>> {
  const [rows, columns] = shape as readonly [number, number];
  return isTurned(shape, isWide) ? { rows: columns, columns: rows } : { rows, columns };
}

/** Whether it is the transpose. */
export const isTurned = ([rows, columns]: readonly number[], isWide: boolean): boolean =>
  isWide && rows! > columns!;

/** The side of a state that is a square matrix; undefined for others. */
export const squareOf = ({ link, name }: Of): Side | undefined => link.instance.rule.matrices?.squares[name];

/** Rows and columns of a tensor's matrix in a state that has a value for each element, or is a square matrix. */
export function stateShape(state: Of, shape: readonly number[]): readonly number[] {
  const side = squareOf(state);
  if (side === undefined) return shape;
  const length = sidesOf(shape, state.link.instance.rule.matrices!.isWide)[side];
  return [length, length];
}

/** Its number of elements. */
export const stateSize = (state: Of, { shape, size }: Pick<Tensor, "shape" | "size">): number =>
  squareOf(state) === undefined ? size : stateShape(state, shape)[0]! ** 2;
