/**
 * Slices of tensors: units, rows and columns, numbered through all tensors of a group. A tensor of shape
 * [..., rows, columns] is a batch of matrices; units lie along its first axis; a vector is one unit, one matrix and one row. Of a tensor
 * that is divided into blocks, the blocks are its matrices, and their rows its units.
 */

import { countsIn, placeOf, placesIn } from "./blocks.ts";
import type { Tensor } from "./groups.ts";
import type { Scope, SliceScope } from "./scope.ts";

/** The shape of a tensor as its rules see it. */
export const shapeOf = ({ shape, view = shape }: Pick<Tensor, "shape" | "view">): readonly number[] => view;

/** What slices are of blocks. */
const inBlocks = (scope: Exclude<SliceScope, "tensor">) => (scope === "unit" ? "row" : scope);

/** Number of slices of a tensor. */
export function countOf(scope: SliceScope, tensor: Tensor): number {
  const { size } = tensor;
  const shape = shapeOf(tensor);
  if (scope === "tensor") return 1;
  if (tensor.blocks) return countsIn(shape, tensor.blocks)[inBlocks(scope)];
  const isVector = shape.length < 2;
  if (scope === "matrix") return shape.slice(0, -2).reduce((count, length) => count * length, 1);
  if (scope === "column") return isVector ? size : size / shape.at(-2)!;
  return isVector ? 1 : scope === "unit" ? shape[0]! : size / shape.at(-1)!;
}

/**
 * Number of slices that lie within each row, what one index of the first axis holds, and in no other; 0 where slices reach across rows, as a
 * column of a matrix does. Slices are numbered row by row.
 */
export function countInRow(scope: Scope, tensor: Tensor): number {
  const { shape, size } = tensor;
  const rank = shape.length;
  const rows = shape[0]!;
  if (scope === "element") return size / rows;
  const reaches =
    scope === "uniform" ||
    scope === "tensor" ||
    (rank === 1 && scope !== "column") ||
    (rank === 2 && (scope === "column" || scope === "matrix"));
  return reaches ? 0 : countOf(scope, tensor) / rows;
}

/** Where the slices of each tensor begin; at the end the number of all. */
export function startsOf(tensors: readonly Tensor[], scope: SliceScope): number[] {
  const starts = [0];
  for (const tensor of tensors) starts.push(starts.at(-1)! + countOf(scope, tensor));
  return starts;
}

/** The slice of a tensor that an element belongs to. */
export function sliceOf(scope: SliceScope, tensor: Tensor, element: number): number {
  if (scope === "tensor") return 0;
  if (tensor.blocks) return placeOf(element, shapeOf(tensor), tensor.blocks)[inBlocks(scope)];
  if (scope !== "column") return Math.floor((element * countOf(scope, tensor)) / tensor.size);
  const columns = shapeOf(tensor).at(-1) ?? 1;
  const matrix = Math.floor((element * countOf("matrix", tensor)) / tensor.size);
  return matrix * columns + (element % columns);
}

/** For each slice the coarser one that it belongs to. */
export function membership(tensors: readonly Tensor[], fine: SliceScope, coarse: SliceScope): Int32Array {
  const starts = startsOf(tensors, coarse);
  return Int32Array.from(
    tensors.flatMap((tensor, index) => {
      if (tensor.blocks && coarse === "matrix" && fine !== "matrix") {
        const side = fine === "column" ? "columns" : "rows";
        return placesIn(shapeOf(tensor), tensor.blocks).flatMap((place, matrix) =>
          new Array<number>(place[side]).fill(starts[index]! + matrix),
        );
      }
      const [few, many] = [countOf(coarse, tensor), countOf(fine, tensor)];
      return Array.from({ length: many }, (_, slice) => starts[index]! + Math.floor((slice * few) / many));
    }),
  );
}
