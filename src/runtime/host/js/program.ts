/**
 * A kernel as a list of loops: each computes one form of `forms.ts` or one operation into a block of elements, which is
 * used again after the value's last use. Places are numbered here; `run.ts` knows where they are in memory.
 */
import type { Node } from "../../../language/graph.ts";
import { type Loop, operation } from "../../../language/operations.ts";
import { codingOf } from "../../../language/storage.ts";
import { isSliced, type Kernel, type Value } from "../../../plan/kernel.ts";
import { copy } from "./copy.ts";
import { forms } from "./forms.ts";

/** One loop, and the places of its result and of its operands; operands that it does not have are 0. */
export interface Instruction {
  readonly loop: Loop;
  readonly out: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
}

/** The loop that computes a value, and the values that it takes. */
interface Selected {
  readonly loop: Loop;
  readonly value: number;
  readonly operands: readonly number[];
}

function instructionOf(loop: Loop, out: number, operands: readonly number[]): Instruction {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = operands;
  return { loop, out, a, b, c, d, e };
}

/**
 * The loops of a kernel in order. Places are numbered: those of the kernel's values, of which calls have none, then the
 * index of a block's first element in its tensor, then blocks.
 */
export interface Program {
  readonly instructions: readonly Instruction[];
  /** Blocks that hold a value which is the same for all elements. */
  readonly spread: readonly { readonly value: number; readonly place: number }[];
  /** Blocks that hold the numbers of roles that are stored in codes. */
  readonly decoded: readonly { readonly value: number; readonly place: number }[];
  readonly blocks: number;
  /** Places of the values that are stored and reduced. */
  readonly stored: readonly number[];
  readonly reduced: readonly number[];
  readonly columnReduced: readonly number[];
}

/** Operations whose operands may be exchanged. */
const commutative = new Set(["add", "mul"]);

/** Whether all elements of a segment share a value. */
export const isScalar = ({ kind }: Value): boolean =>
  kind === "uniform" || kind === "segment" || kind === "constant";

type Operands = ReadonlyMap<string, number>;

/** The operands of a form where a value has it. What lies between two of its operations is used nowhere else. */
function match(
  pattern: Node,
  index: number,
  values: readonly Value[],
  uses: readonly number[],
): Operands | undefined {
  const value = values[index]!;
  if (pattern.kind === "symbol") {
    const { name } = pattern;
    return isScalar(value) === (name === "s" || name === "t") ? new Map([[name, index]]) : undefined;
  }
  if (pattern.kind !== "call" || value.kind !== "call" || value.op !== pattern.op) return undefined;
  const matchAll = (args: readonly number[]): Operands | undefined => {
    const found = args.map((arg, n) => {
      const part = pattern.args[n]!;
      return part.kind === "call" && uses[arg] !== 1 ? undefined : match(part, arg, values, uses);
    });
    return found.every((operands) => operands !== undefined)
      ? new Map(found.flatMap((operands) => [...operands]))
      : undefined;
  };
  return matchAll(value.args) ?? (commutative.has(value.op) ? matchAll(value.args.toReversed()) : undefined);
}

/** How often each value is used: by other values, by stores and by reductions. */
function usesOf({ values, stores, reductions, columnReductions }: Kernel): number[] {
  const uses = values.map(() => 0);
  for (const { value } of [...stores, ...reductions, ...columnReductions]) uses[value]!++;
  for (const value of values) if (value.kind === "call") for (const arg of value.args) uses[arg]!++;
  return uses;
}

/** The program of a kernel. */
export function programOf(kernel: Kernel): Program {
  const { dtype, values, storages, stores, reductions, columnReductions } = kernel;
  const element = values.length;
  const uses = usesOf(kernel);
  const spread: { value: number; place: number }[] = [];
  /** An operand with a value for each element. */
  const spreadOf = (value: number): number => {
    if (!isScalar(values[value]!)) return value;
    const known = spread.find((other) => other.value === value);
    if (known) return known.place;
    const place = element + 1 + spread.length;
    spread.push({ value, place });
    return place;
  };
  const select = (index: number, { op, args }: Value & { kind: "call" }): Omit<Selected, "value"> => {
    for (const { pattern, operands, [dtype]: loop } of forms) {
      const found = match(pattern, index, values, uses);
      if (found) return { loop, operands: operands.map((name) => found.get(name)!) };
    }
    const { js, isDrawn } = operation(op);
    return { loop: js!, operands: [...args.map(spreadOf), ...(isDrawn ? [element] : [])] };
  };

  // From the end, so that it is known what a value's users take, and which values disappear in a form.
  const stored = stores.map(({ value }) => spreadOf(value));
  const reduced = reductions.map(({ value }) => spreadOf(value));
  const columnReduced = columnReductions.map(({ value }) => spreadOf(value));
  const needed = new Map<number, number>();
  const need = (place: number) => needed.set(place, (needed.get(place) ?? 0) + 1);
  [...stored, ...reduced, ...columnReduced].forEach(need);
  const selected: Selected[] = [];
  for (const [index, value] of [...values.entries()].reverse()) {
    if (value.kind !== "call" || !needed.has(index)) continue;
    const { loop, operands } = select(index, value);
    operands.forEach(need);
    selected.push({ loop, value: index, operands });
  }

  const isCoded = (role: number): boolean => codingOf(storages[role]!) !== undefined;
  const coded = [...values.keys()].filter((index) => {
    const value = values[index]!;
    return value.kind === "load" && isCoded(value.role);
  });
  const decoded = coded.map((value, index) => ({ value, place: element + 1 + spread.length + index }));
  // Forwards: blocks for values, free again after their last use.
  let blocks = spread.length + decoded.length;
  const free: number[] = [];
  const places = new Map<number, number>();
  const placeOf = (value: number): number => places.get(value) ?? value;
  const release = (value: number): void => {
    needed.set(value, needed.get(value)! - 1);
    const place = places.get(value);
    if (needed.get(value) === 0 && place !== undefined && place > element) free.push(place);
  };
  // A value is computed where it is stored if what was there is not needed any more. Not in slices, whose ends may lie
  // within four elements.
  const targets = new Map<number, number>();
  for (const { role, value } of isSliced(kernel) ? [] : stores) {
    const load = values.findIndex((other) => other.kind === "load" && other.role === role);
    if (load >= 0 && !isCoded(role)) targets.set(value, load);
  }
  const instructions = selected.toReversed().map(({ loop, value, operands }) => {
    const from = operands.map(placeOf);
    operands.forEach(release);
    const target = targets.get(value);
    if (target !== undefined && needed.get(target) === 0) places.set(value, target);
    else places.set(value, free.pop() ?? element + 1 + blocks++);
    return instructionOf(loop, placeOf(value), from);
  });
  // A stored value that is loaded is copied before a store can overwrite it.
  const copied = stored.map((value) => {
    const { kind } = values[value] ?? {};
    if (kind !== "load" && kind !== "column") return placeOf(value);
    const out = element + 1 + blocks++;
    instructions.push(instructionOf(copy, out, [value]));
    return out;
  });
  return {
    instructions,
    spread,
    decoded,
    blocks,
    stored: copied,
    reduced: reduced.map(placeOf),
    columnReduced: columnReduced.map(placeOf),
  };
}
