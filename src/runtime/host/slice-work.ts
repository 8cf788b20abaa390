/**
 * Work of the host for slices of tensors, on arrays: one operation runs over all slices of a group at once. Allocates nothing when it
 * runs.
 */
import { type Meaning, meaningOf } from "../../language/evaluate.ts";
import type { Assignment, SliceWork } from "../../plan/stages.ts";

import type { HostValues, Operand, SlicePlace } from "./values.ts";

/** An operation on arrays. */
export interface ArrayOperation {
  readonly evaluate: Meaning;
  readonly out: Float64Array;
  readonly place: SlicePlace;
  readonly a: Operand;
  readonly b: Operand;
  readonly c: Operand;
}

/** Host work for slices, ready to run. */
export const arrayOperations = (work: readonly SliceWork[], values: HostValues): ArrayOperation[] =>
  work.flatMap(({ group, scope, nodes }) =>
    nodes.map((call) => {
      const [a, b = a!, c = a!] = call.args.map((arg) => values.operand(arg, group, scope));
      return {
        evaluate: meaningOf(call.op)!,
        out: values.of(call, group),
        place: values.placeOf(group, scope),
        a: a!,
        b,
        c,
      };
    }),
  );

/** Runs operations, in order. */
export function runArrays(operations: readonly ArrayOperation[]): void {
  for (let o = 0; o < operations.length; o++) {
    const { evaluate, out, a, b, c } = operations[o]!;
    for (let i = 0; i < out.length; i++)
      out[i] = evaluate(a.values[a.at[i]!]!, b.values[b.at[i]!]!, c.values[c.at[i]!]!);
  }
}

/** The same on some of the slices: those between pairs of numbers, for each operation. */
export function runArraysIn(operations: readonly ArrayOperation[], ranges: readonly Int32Array[]): void {
  for (let o = 0; o < operations.length; o++) {
    const { evaluate, out, a, b, c } = operations[o]!;
    const between = ranges[o]!;
    for (let r = 0; r < between.length; r += 2) {
      for (let i = between[r]!; i < between[r + 1]!; i++)
        out[i] = evaluate(a.values[a.at[i]!]!, b.values[b.at[i]!]!, c.values[c.at[i]!]!);
    }
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
