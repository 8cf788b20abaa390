/**
 * Work of the host for slices of tensors, on arrays: one operation runs over all slices of a group at once. Allocates nothing when it
 * runs.
 */

import type { Call } from "../../language/graph.ts";
import type { Reduction } from "../../language/operations.ts";
import { placesIn } from "../../plan/blocks.ts";
import type { Tensor } from "../../plan/groups.ts";
import { checkEven } from "../../plan/restrictions.ts";
import type { Scope, SliceScope } from "../../plan/scope.ts";
import { countOf, membership, shapeOf, startsOf } from "../../plan/slices.ts";
import type { Assignment, SliceReduction, SliceWork } from "../../plan/stages.ts";
import { loopOf, reduceArray, type Source } from "./array-loops.ts";
import type { HostValues, Operand, SlicePlace } from "./values.ts";

/** Work on arrays: computes a value for each slice. */
export interface ArrayOperation {
  /** The slices, and their number. */
  readonly place: SlicePlace;
  readonly length: number;
  /** Computes the values of slices from one number to before another. */
  readonly run: (from: number, to: number) => void;
}

/** Host work for slices, ready to run. */
export const arrayOperations = (work: readonly SliceWork[], values: HostValues): ArrayOperation[] =>
  work.flatMap(({ group, scope, reductions, nodes }) => [
    ...reductions.flatMap((reduction) => reductionsOf(reduction, group, scope, values)),
    ...nodes.map((call) => operationOf(call, group, scope, values)),
  ]);

/** An operand as a loop reads it, and what has to be done before. */
interface Prepared {
  readonly source: Source;
  readonly gather?: (from: number, to: number) => void;
}

/** Values of coarser slices are spread over the finer ones first. */
function prepare({ values, at, stride }: Operand): Prepared {
  if (stride !== undefined) return { source: { values, stride } };
  const spread = new Float64Array(at.length);
  return {
    source: { values: spread, stride: 1 },
    gather: (from, to) => {
      for (let i = from; i < to; i++) spread[i] = values[at[i]!]!;
    },
  };
}

function operationOf(call: Call, group: number, scope: SliceScope, values: HostValues): ArrayOperation {
  const loop = loopOf(call.op);
  const out = values.of(call, group);
  const operands = call.args.map((arg) => prepare(values.operand(arg, group, scope)));
  const [a, b = a!, c = a!] = operands.map(({ source }) => source);
  const gathers = operands.flatMap(({ gather }) => gather ?? []);
  return {
    place: values.placeOf(group, scope),
    length: out.length,
    run: (from, to) => {
      for (let g = 0; g < gathers.length; g++) gathers[g]!(from, to);
      loop(out, a!, b, c, from, to);
    },
  };
}

/** The slices whose values are added up: those of the argument, where they lie within those of the result. */
export function itemsOf(argument: Scope, result: SliceScope): SliceScope {
  const isCoarser = argument === "uniform" || argument === "tensor" || argument === result;
  if (isCoarser || result === "tensor") return isCoarser ? result : (argument as SliceScope);
  return argument === "unit" || argument === "matrix" ? "row" : (argument as SliceScope);
}

/** A reduction within tensors; of a value that changes with the column over a unit in two parts. */
function reductionsOf(
  { symbol, op, extent, of }: SliceReduction,
  group: number,
  scope: SliceScope,
  values: HostValues,
): ArrayOperation[] {
  const tensors = values.tensorsOf(group);
  const argument = values.scopeOf(of);
  const out = values.of(symbol, group);
  const place = values.placeOf(group, scope);
  if (scope !== "unit" || argument !== "column") {
    const items = itemsOf(argument, scope);
    const each = shares(tensors, extent, scope, items);
    return [reducing(op, out, values.operand(of, group, items), each, place)];
  }
  // A unit is a row of a matrix or has whole matrices: every row is worth the columns of its matrix, which are reduced once.
  const matrices = startsOf(tensors, "matrix");
  const ofMatrices = new Float64Array(matrices.at(-1)!);
  const ofRows = { values: ofMatrices, at: membership(tensors, "row", "matrix"), stride: undefined };
  const inMatrices = shares(tensors, "row", "matrix", "column");
  const { starts } = shares(tensors, extent, "unit", "row");
  const once = { starts, weights: new Float64Array(out.length).fill(1) };
  return [
    reducing(op, ofMatrices, values.operand(of, group, "column"), inMatrices, { group, starts: matrices }),
    reducing(op === "max" ? "max" : "sum", out, ofRows, once, place),
  ];
}

/** Reduces the operand's values in the shares of each slice. */
function reducing(
  op: Reduction,
  out: Float64Array,
  operand: Operand,
  { starts, weights }: Shares,
  place: SlicePlace,
): ArrayOperation {
  const { source, gather } = prepare(operand);
  const spread = source.stride === 1 ? source.values : new Float64Array(operand.at.length);
  return {
    place,
    length: out.length,
    run: (from, to) => {
      const [first, end] = [starts[from]!, starts[to]!];
      gather?.(first, end);
      if (source.stride === 0) for (let i = first; i < end; i++) spread[i] = source.values[0]!;
      reduceArray(op, out, spread, starts, weights, from, to);
    },
  };
}

/** What `reduceArray` adds up for each slice. */
export interface Shares {
  readonly starts: Int32Array;
  readonly weights: Float64Array;
}

/** Where the items of each slice begin, at the end their number; and how many elements of what is reduced an item stands for. */
export function shares(
  tensors: readonly Tensor[],
  extent: SliceScope,
  scope: SliceScope,
  items: SliceScope,
): Shares {
  const starts = [0];
  const weights: number[] = [];
  const add = (slices: number, items: number, elements: number): void => {
    const each = slices && items / slices;
    for (let slice = 0; slice < slices; slice++) {
      starts.push(starts.at(-1)! + each);
      weights.push(each && elements / each);
    }
  };
  for (const tensor of tensors) {
    if (scope === "tensor" && (extent !== "tensor" || items !== "tensor")) checkEven(tensor);
    if (tensor.blocks && scope !== "tensor")
      for (const { rows, columns } of placesIn(shapeOf(tensor), tensor.blocks)) {
        const counts = { tensor: 1, matrix: 1, unit: rows, row: rows, column: columns };
        add(counts[scope], counts[items], (rows * columns) / counts[extent]);
      }
    else add(countOf(scope, tensor), countOf(items, tensor), tensor.size / countOf(extent, tensor));
  }
  return { starts: Int32Array.from(starts), weights: Float64Array.from(weights) };
}

/** Runs operations, in order. */
export function runArrays(operations: readonly ArrayOperation[]): void {
  for (let o = 0; o < operations.length; o++) operations[o]!.run(0, operations[o]!.length);
}

/** The same on some of the slices: those between pairs of numbers, for each operation. */
export function runArraysIn(operations: readonly ArrayOperation[], ranges: readonly Int32Array[]): void {
  for (let o = 0; o < operations.length; o++) {
    const between = ranges[o]!;
    for (let r = 0; r < between.length; r += 2) operations[o]!.run(between[r]!, between[r + 1]!);
  }
}

/** A new value of a state: read before any state is written, then written. */
export interface Move {
  readonly from: Operand;
  readonly between: Float64Array;
  readonly to: Float64Array;
  readonly place: SlicePlace;
}

/** Assignments to states that slices have, ready to run. */
export const movesOf = (commit: readonly Assignment[], values: HostValues): Move[] =>
  commit.flatMap((one) => {
    if (one.scope === "uniform") return [];
    const to = values.of(one.state, one.group);
    const from = values.operand(one.value, one.group, one.scope);
    return [{ from, between: new Float64Array(to.length), to, place: values.placeOf(one.group, one.scope) }];
  });

/** The first half of assignments. */
export function readAll(moves: readonly Move[]): void {
  for (let m = 0; m < moves.length; m++) {
    const { from, between } = moves[m]!;
    for (let i = 0; i < between.length; i++) between[i] = from.values[from.at[i]!]!;
  }
}

/** The same for some of the slices: those between pairs of numbers, for each move. */
export function readIn(moves: readonly Move[], ranges: readonly Int32Array[]): void {
  for (let m = 0; m < moves.length; m++) {
    const { from, between } = moves[m]!;
    for (let r = 0; r < ranges[m]!.length; r += 2)
      for (let i = ranges[m]![r]!; i < ranges[m]![r + 1]!; i++) between[i] = from.values[from.at[i]!]!;
  }
}

/** The second half. */
export function writeAll(moves: readonly Move[]): void {
  for (let m = 0; m < moves.length; m++) moves[m]!.to.set(moves[m]!.between);
}

/** The second half for some of the slices. */
export function writeIn(moves: readonly Move[], ranges: readonly Int32Array[]): void {
  for (let m = 0; m < moves.length; m++) {
    const { between, to } = moves[m]!;
    for (let r = 0; r < ranges[m]!.length; r += 2)
      for (let i = ranges[m]![r]!; i < ranges[m]![r + 1]!; i++) to[i] = between[i]!;
  }
}
