/**
 * One transformation for matrices that keep a square matrix of both sides, others where one side is too long for that, another for all
 * other tensors.
 */
import { type Pattern, selectorOf } from "../rule/pattern.ts";
import { type Advice, Partition, type Transformation } from "../rule/transformation.ts";
import { Optimizer } from "./optimizer.ts";

/** What is done by the sides that are short enough. */
export interface BySides {
  readonly both: Transformation;
  readonly rows: Transformation;
  readonly columns: Transformation;
  readonly others: Transformation;
}

/** Which tensors are matrices, how long a side may be, and the longest that is not divided. */
export interface SidesOptions {
  readonly matrices: Pattern | undefined;
  readonly maxSide: number;
  readonly blockSize?: number;
}

type Shape = readonly number[];

const twoAxes = Object.assign((_path: string, { length }: Shape): boolean => length === 2, {
  shapes: [[4, 8]],
});

/** The optimizer. Tensors of more than two axes are asked for at `init`: whether they are matrices, only the user knows. */
export function bySides(
  name: string,
  { matrices, maxSide, blockSize = Number.POSITIVE_INFINITY }: SidesOptions,
  of: BySides,
): Optimizer {
  const where = (isMeant: (shape: Shape) => boolean) => {
    const pattern = (_path: string, shape: Shape): boolean => isMeant(shape);
    // Explanations have a matrix from the division around this one.
    return { pattern: Object.assign(pattern, { shapes: [] }), optional: true };
  };
  const fits = (side: number | undefined): boolean => (side ?? 0) <= maxSide;
  /** Sides that have a matrix are divided where they are longer than a block. */
  const blocks: Advice = {
    asks: () => undefined,
    doubts: () => undefined,
    viewOf(_index, { shape: [rows = 0, columns = 0] }) {
      const length = (side: number) => (fits(side) ? Math.min(side, blockSize) : side);
      const block = { rows: length(rows), columns: length(columns) };
      return block.rows < rows || block.columns < columns ? { blocks: block } : undefined;
    },
  };
  const ofMatrices = new Partition(
    [
      [where(([rows, columns]) => fits(rows) && fits(columns)), of.both],
      [where(([rows]) => fits(rows)), of.rows],
      [where(([, columns]) => fits(columns)), of.columns],
      [where(() => true), of.others],
    ],
    false,
    blocks,
  );
  const advice: Advice = {
    asks(parameters) {
      const more = parameters.filter(({ shape }) => shape.length > 2);
      const named = (path: string) => (path ? `"${path}"` : "the root");
      if (matrices !== undefined) {
        const taken = more.find(({ path, shape }) => selectorOf(matrices).matches(path, shape));
        return (
          taken &&
          `${name} takes matrices, tensors of two axes; ${named(taken.path)} has the shape [${taken.shape.join(", ")}]: give it its shape with tensor(), or leave it out of matrices`
        );
      }
      const listed = more.map(({ path, shape }) => `${named(path)} ${shape.join(" x ")}`);
      return more.length === 0
        ? undefined
        : `${name} takes matrices, tensors of two axes; of more are ${listed.join(", ")}: give them the shape of a matrix with tensor(), or say with matrices which tensors it takes; all others are taken as vectors are`;
    },
    doubts: () => undefined,
  };
  const cases = [
    [selectorOf(matrices ?? { pattern: twoAxes, optional: true }), ofMatrices],
    [selectorOf({ pattern: "*", optional: true }), of.others],
  ] as const;
  return new Optimizer([new Partition(cases, false, advice)]);
}
