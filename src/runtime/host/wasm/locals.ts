/** The locals of a kernel's function: which there are, their types and names. No instructions. */
import { operation } from "../../../language/operations.ts";
import { isSliced, type Kernel } from "../../../plan/kernel.ts";
import { type Instruction, i32, set, type ValueType, v128 } from "../../../webassembly/assembler.ts";
import { accumulatorsOf } from "../accumulators.ts";

/** Indices of locals; -1 for what a kernel does not need. The first three are the function's parameters. */
export interface Locals {
  readonly types: readonly ValueType[];
  readonly names: readonly string[];
  /** Parameters: address of the parameter block (at first in units), first segment, segment after the last. */
  readonly block: number;
  readonly first: number;
  readonly last: number;
  /** Rows of the list of segments: address of this one, address after the last. */
  readonly segment: number;
  readonly end: number;
  /** Elements of the segment that are to come. */
  readonly count: number;
  /** Address of the segment's inputs. */
  readonly inputs: number;
  /** Addresses of the next elements of each role, column input and column reduction. */
  readonly roles: readonly number[];
  readonly columns: readonly number[];
  readonly columnSums: readonly number[];
  /** Values; -1 for one that is used once: it stays on the stack. */
  readonly values: readonly number[];
  /** Address of the segment's partial results. */
  readonly partials: number;
  /** For each reduction, the accumulators of the first vector of a pair, then those of the second. */
  readonly sums: readonly (readonly number[])[];
  readonly scratch: number;
  /** For both vectors, which of their elements belong to the segment. */
  readonly masks: readonly number[];
  /** Index of the next element in its tensor. */
  readonly element: number;
  /** A vector of an operation's own, by name: made when it is first asked for. */
  temporary(name: string): number;
  /** A vector that operations need and that is the same for all elements: these instructions make it, before the loops. */
  invariant(made: readonly Instruction[]): number;
  /** Sets the vectors that were asked for so far, in that order. */
  setInvariants(): Instruction[];
}

/** The locals that a kernel needs. */
export function localsOf(kernel: Kernel): Locals {
  const { values, reductions, columnReductions, stores } = kernel;
  const types: ValueType[] = [];
  const names = ["block", "first", "last"];
  const local = (type: ValueType, name: string): number => {
    types.push(type);
    return names.push(name) - 1;
  };
  const many = (type: ValueType, count: number, name: string) =>
    Array.from({ length: count }, (_, index) => local(type, `${name}${index}`));

  const short = (role: string): string => role.replace(/^.*\./, "");
  const uses = values.map(() => 0);
  for (const value of values) if (value.kind === "call") for (const arg of value.args) uses[arg]!++;
  for (const { value } of [...stores, ...reductions, ...columnReductions]) uses[value]!++;
  const isDrawn = values.some((value) => value.kind === "call" && operation(value.op).isDrawn);
  const temporaries = new Map<string, number>();
  const hoisted = new Map<string, { made: readonly Instruction[]; local: number }>();
  const isReducing = reductions.length + columnReductions.length > 0;
  const hasRest = isSliced(kernel) || isReducing;

  return {
    types,
    names,
    block: 0,
    first: 1,
    last: 2,
    segment: local(i32, "segment"),
    end: local(i32, "end"),
    count: local(i32, "count"),
    inputs: kernel.inputs ? local(i32, "inputs") : -1,
    roles: kernel.roles.map((role) => local(i32, `at_${short(role)}`)),
    columns: many(i32, kernel.columns, "at_column"),
    columnSums: many(i32, columnReductions.length, "at_columnSum"),
    values: values.map((value, index) => {
      if (value.kind === "call") return uses[index]! > 1 ? local(v128, `x${index}`) : -1;
      return local(
        v128,
        value.kind === "load" ? short(kernel.roles[value.role]!) : `${value.kind[0]}${index}`,
      );
    }),
    partials: reductions.length ? local(i32, "partials") : -1,
    sums: reductions.map(({ op }, r) => many(v128, 2 * accumulatorsOf(op, kernel.dtype), `sum${r}_`)),
    scratch: hasRest ? local(v128, "scratch") : -1,
    masks: many(v128, hasRest ? 2 : 0, "mask"),
    element: isDrawn ? local(i32, "element") : -1,
    invariant: (made) => {
      const key = made.join(";");
      const known = hoisted.get(key) ?? { made, local: local(v128, `c_${hoisted.size}`) };
      hoisted.set(key, known);
      return known.local;
    },
    setInvariants: () => [...hoisted.values()].flatMap((found) => [...found.made, set(found.local)]),
    temporary: (name) => {
      const known = temporaries.get(name) ?? local(v128, name);
      temporaries.set(name, known);
      return known;
    },
  };
}
