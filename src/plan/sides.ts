/** The sides of matrices that routines work on. */
import type { Side } from "../language/matrix-shapes.ts";
import type { Link, Tensor } from "./groups.ts";
import { shapeOf } from "./slices.ts";

/** A state of a link. */
interface Of {
  readonly link: Link;
  readonly name: string;
}

/** A tensor's shape, and that which its rules see. */
type Shaped = Pick<Tensor, "shape" | "view">;

/** The sides of a tensor's matrices as a rule has them: where `isWide`, of their transposes where they have more rows than columns. */
export function sidesOf(tensor: Shaped, isWide: boolean): Readonly<Record<Side, number>> {
  const [rows, columns] = shapeOf(tensor).slice(-2) as [number, number];
  return isTurned(tensor, isWide) ? { rows: columns, columns: rows } : { rows, columns };
}

/** Whether it is the transpose. */
export const isTurned = (tensor: Shaped, isWide: boolean): boolean =>
  isWide && shapeOf(tensor).at(-2)! > shapeOf(tensor).at(-1)!;

/** The side of a state that is a square matrix; undefined for others. */
export const squareOf = ({ link, name }: Of): Side | undefined => link.instance.rule.matrices?.squares[name];

/** Rows and columns of a tensor's matrix in a state that has a value for each element, or is a square matrix. */
export function stateShape(state: Of, tensor: Shaped): readonly number[] {
  const side = squareOf(state);
  if (side === undefined) return tensor.shape;
  const length = sidesOf(tensor, state.link.instance.rule.matrices!.isWide)[side];
  return [length, length];
}

/** Its number of elements. */
export const stateSize = (state: Of, tensor: Shaped & Pick<Tensor, "size">): number =>
  squareOf(state) === undefined ? tensor.size : stateShape(state, tensor)[0]! ** 2;
