/**
 * The derivative of each operation: for each argument a text of the language in the arguments x, y, z and in the result w; or
 * why there is none. For a reduction it is that of the result with respect to one element.
 *
 * Where a value has a kink or a jump: floor, sign and comparisons have the derivative 0 also at their jumps, abs has
 * sign(x), which is 0 at 0, `where` has that of the branch that is taken, and max and min that of the first argument at a tie.
 * A text that begins with `where` keeps branches apart: what is not taken can make no NaN.
 */
import type { OperationName } from "./operations.ts";

/** Texts, one for each argument, or why there are none. */
export type Derivative = readonly string[] | { readonly refused: string };

const constant = ["0", "0"];
const needsShape = {
  refused: "it goes over a part of a matrix or over several tensors, and names have no shape",
};
const needsBounds = { refused: "it depends on the bounds of a parameter" };
const isStep = { refused: "it is defined for some numbers only" };
const isRandom = { refused: "it is a random number" };

/** The derivative of every operation. */
export const derivatives: Readonly<Record<OperationName, Derivative>> = {
  add: ["1", "1"],
  sub: ["1", "-1"],
  mul: ["y", "x"],
  div: ["1/y", "-x/y^2"],
  neg: ["-1"],
  pow: ["y*x^(y - 1)", "w*log(x)"],
  abs: ["sign(x)"],
  sqrt: ["1/(2*w)"],
  floor: ["0"],
  sign: ["0"],
  exp: ["w"],
  log: ["1/x"],
  min: ["where(x <= y, 1, 0)", "where(x <= y, 0, 1)"],
  max: ["where(x >= y, 1, 0)", "where(x >= y, 0, 1)"],
  lt: constant,
  le: constant,
  gt: constant,
  ge: constant,
  eq: constant,
  ne: constant,
  and: constant,
  or: constant,
  not: ["0"],
  where: ["0", "where(x, 1, 0)", "where(x, 0, 1)"],
  project: needsBounds,
  outside: ["0"],
  roundUp: needsBounds,
  roundDown: needsBounds,
  exp2: isStep,
  exponent: ["0"],
  key0: isRandom,
  key1: isRandom,
  random: isRandom,
  quantile: isRandom,
  hash: ["0"],
  sum: ["1"],
  sumSquares: ["2*x"],
  size: ["0"],
  unitSum: needsShape,
  unitSumSquares: needsShape,
  unitSize: ["0"],
  rowSum: needsShape,
  rowMax: needsShape,
  rowSize: ["0"],
  columnSum: needsShape,
  columnMax: needsShape,
  columnSize: ["0"],
  globalSum: needsShape,
  globalSumSquares: needsShape,
  globalSize: ["0"],
};
