/** Reductions: many elements taken together. Elsewhere it says how each device adds them up. */
import { type Extent, ofNumbers, type Reducing, type Rows } from "./row.ts";

const needsShape = {
  refused: "it goes over a part of a matrix or over several tensors, and names have no shape",
};

const below = (extent: Extent): string =>
  extent === "tensor" ? "" : `_{\\text{${extent === "global" ? "all" : extent}}}`;

const sum = <E extends Extent>(extent: E) =>
  ({
    ...ofNumbers[1],
    reduces: [extent, "sum"],
    tex: `\\sum${below(extent)} \\left(#1\\right)`,
    derivative: extent === "tensor" ? ["1"] : needsShape,
  }) as const satisfies Reducing;

const sumSquares = <E extends Extent>(extent: E) =>
  ({
    ...ofNumbers[1],
    reduces: [extent, "sumSquares"],
    tex: `\\sum${below(extent)} \\left(#1\\right)^2`,
    derivative: extent === "tensor" ? ["2*x"] : needsShape,
  }) as const satisfies Reducing;

const max = <E extends "row" | "column">(extent: E) =>
  ({
    ...ofNumbers[1],
    reduces: [extent, "max"],
    tex: `\\max${below(extent)} \\left(#1\\right)`,
    derivative: needsShape,
  }) as const satisfies Reducing;

const size = <E extends Extent>(extent: E, tex: string) =>
  ({ ...ofNumbers[1], reduces: [extent, "size"], tex, derivative: ["0"] }) as const satisfies Reducing;

export const reductions = {
  hash: {
    ...ofNumbers[1],
    reduces: ["tensor", "hash"],
    internal: true,
    tex: "\\mathrm{hash}(#1)",
    derivative: ["0"],
  },
  sum: sum("tensor"),
  sumSquares: sumSquares("tensor"),
  size: size("tensor", "n"),
  unitSum: sum("unit"),
  unitSumSquares: sumSquares("unit"),
  unitSize: size("unit", "n_{\\text{unit}}"),
  rowSum: sum("row"),
  rowMax: max("row"),
  rowSize: size("row", "n_{\\text{row}}"),
  columnSum: sum("column"),
  columnMax: max("column"),
  columnSize: size("column", "n_{\\text{column}}"),
  globalSum: sum("global"),
  globalSumSquares: sumSquares("global"),
  globalSize: size("global", "N"),
} as const satisfies Rows;
