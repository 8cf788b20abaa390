/** The sides of matrices that routines work on. */
import type { Side } from "../language/matrix-shapes.ts";
import { type MatrixPlace, placesIn } from "./blocks.ts";
import type { Link, Tensor } from "./groups.ts";
import { shapeOf } from "./slices.ts";

/** A state of a link. */
interface Of {
  readonly link: Link;
  readonly name: string;
}

/** A tensor's shape, and how its rules see it. */
type Shaped = Pick<Tensor, "shape" | "view" | "blocks">;

/** A matrix of a tensor as a rule has it. */
export interface SidedMatrix {
  readonly place: MatrixPlace;
  /** Whether it is the transpose of what lies there. */
  readonly isTurned: boolean;
  readonly sides: Readonly<Record<Side, number>>;
}

/** The matrices of a tensor, in order; where `isWide`, the transposes of those that have more rows than columns. */
export const matricesOf = (tensor: Shaped, isWide: boolean): SidedMatrix[] =>
  placesIn(shapeOf(tensor), tensor.blocks).map((place) => {
    const { rows, columns } = place;
    const isTurned = isWide && rows > columns;
    return { place, isTurned, sides: isTurned ? { rows: columns, columns: rows } : { rows, columns } };
  });

/** The side of a state that is a square matrix; undefined for others. */
export const squareOf = ({ link, name }: Of): Side | undefined => link.instance.rule.matrices?.squares[name];

/** Where the square matrices of a tensor begin in a state, one after the other; at the end their number of elements. */
export function squareStarts(side: Side, matrices: readonly SidedMatrix[]): number[] {
  const starts = [0];
  for (const { sides } of matrices) starts.push(starts.at(-1)! + sides[side] ** 2);
  return starts;
}

/** Number of elements of a state that has a value for each element, or is a square matrix of each of the tensor's matrices. */
export function stateSize(state: Of, tensor: Shaped & Pick<Tensor, "size">): number {
  const side = squareOf(state);
  if (side === undefined) return tensor.size;
  return squareStarts(side, matricesOf(tensor, state.link.instance.rule.matrices!.isWide)).at(-1)!;
}
