/** The sides of matrices that routines work on. */
import type { MatrixShape, Side } from "../language/matrix-shapes.ts";
import type { MatrixForm } from "../rule/rule.ts";
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

/** The matrices of a tensor, in order; the transposes of those that turn. */
export const matricesOf = (tensor: Shaped, { turns, rank }: MatrixForm): SidedMatrix[] =>
  placesIn(shapeOf(tensor), tensor.blocks).map((place) => {
    const [rows, columns] = [place.rows, place.columns];
    const isTurned = turns === "wide" ? rows > columns : turns === "tall" && rows < columns;
    const sides = isTurned ? { rows: columns, columns: rows } : { rows, columns };
    return { place, isTurned, sides: { ...sides, rank: Math.ceil(rank * Math.min(rows, columns)) } };
  });

/** The shape of a state that has another than the gradient's; undefined for others. */
export const ownShapeOf = ({ link, name }: Of): MatrixShape | undefined =>
  link.instance.rule.matrices?.own[name];

/** Where the tensor's matrices of such a shape begin in a state, one after the other; at the end their number of elements. */
export function ownStarts([rows, columns]: MatrixShape, matrices: readonly SidedMatrix[]): number[] {
  const starts = [0];
  for (const { sides } of matrices) starts.push(starts.at(-1)! + sides[rows] * sides[columns]);
  return starts;
}

/** Number of elements of a state that has a value for each element, or a shape of its own. */
export function stateSize(state: Of, tensor: Shaped & Pick<Tensor, "size">): number {
  const shape = ownShapeOf(state);
  if (!shape) return tensor.size;
  return ownStarts(shape, matricesOf(tensor, state.link.instance.rule.matrices!)).at(-1)!;
}
