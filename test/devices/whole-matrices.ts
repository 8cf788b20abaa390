/** What the definition of a device does with whole matrices, in float64: a matrix is a list of rows. */
import type { Plan } from "../../src/index.ts";
import { evaluate, normal } from "../../src/language/index.ts";
import { eigenvectors, inverseRoot, orthogonalFactor, sorting } from "../oracle/matrices.ts";
import { matricesOf, valuesOf } from "./at-an-element.ts";

type Tensor = Plan["groups"][number]["tensors"][number];
export type Routine = Plan["phases"]["step"]["stages"][number]["routines"][number];
type Step = Routine["blocks"][number]["steps"][number];
type Pass = Extract<Step, { kind: "pass" }>["pass"];
type Rows = number[][];

const turn = (rows: Rows): Rows => rows[0]!.map((_, column) => rows.map((row) => row[column]!));

const multiply = (a: Rows, b: Rows): Rows =>
  a.map((row) => b[0]!.map((_, column) => row.reduce((sum, value, k) => sum + value * b[k]![column]!, 0)));

const root = (a: Rows, [of, eps]: readonly number[]): Rows => inverseRoot(a, of!, eps!);
const factorised = {
  ...{ eigh: eigenvectors, qr: orthogonalFactor, sorting, unitColumns },
  ...{ inverseRoot: root, newtonRoot: root },
} satisfies Record<string, (a: Rows, numbers: readonly number[]) => Rows>;

/** Columns over their norms and a number. */
function unitColumns(a: Rows, [eps]: readonly number[]): Rows {
  const norms = turn(a).map((column) => Math.sqrt(column.reduce((sum, x) => sum + x * x, 0)) + eps!);
  return a.map((row) => row.map((value, j) => value / norms[j]!));
}

/** The roles that passes and routines share, each with its tensors. */
export const keptIn = ({ phases, groups }: Plan): [role: string, tensors: readonly Tensor[]][] =>
  Object.values(phases)
    .flatMap(({ stages }) => stages.flatMap(({ routines }) => routines))
    .flatMap(({ group, matrices }) =>
      matrices
        .filter(({ lives }) => lives === "kept")
        .map(({ symbol }): [string, readonly Tensor[]] => [symbol.name, groups[group]!.tensors]),
    );

type Form = Pick<Routine["form"], "turns" | "rank">;

/** The sides of a matrix of a tensor, or of its transpose where the rule turns it. */
function sidesOf(matrix: Rows, { turns, rank }: Form) {
  const [height, width] = [matrix.length, matrix[0]!.length];
  const isTurned = (turns === "wide" && height > width) || (turns === "tall" && height < width);
  const [rows, columns] = isTurned ? [width, height] : [height, width];
  return { isTurned, rows, columns, rank: Math.ceil(rank * Math.min(rows, columns)) };
}

/** How many elements a tensor has in a state: one of a shape of its own as many as that has, for each of its matrices. */
export function elementsIn({ state }: Plan["states"][number], tensor: Tensor): number {
  const { matrices } = state.link.instance.rule;
  const shape = matrices?.own[state.name];
  if (!shape) return tensor.size;
  return matricesOf(tensor).reduce((sum, one) => {
    const sides = sidesOf(one, matrices!);
    return sum + sides[shape[0]] * sides[shape[1]];
  }, 0);
}

/**
 * Carries a routine out for a tensor: for each of its matrices.
 *
 * @param elementsOf - the elements of a role that passes write or read.
 * @param read - the value of a symbol that is the same for all elements.
 */
export function carryOut(
  routine: Routine,
  tensor: Tensor,
  elementsOf: (role: string) => Float32Array | Float64Array,
  read: (name: string) => number,
): void {
  /** Where the next square matrix begins in a state. */
  const begins = new Map<string, number>();
  let first = 0;
  for (const matrix of matricesOf(tensor)) {
    const before = first;
    carryOutFor(routine, matrix, begins, elementsOf, read, (seed, index) => normal(seed, 0, before + index));
    first += matrix.length * matrix[0]!.length;
  }
}

/** For one matrix, given by the numbers of its elements in the tensor. */
function carryOutFor(
  { blocks, matrices, form }: Routine,
  numbers: Rows,
  begins: Map<string, number>,
  elementsOf: (role: string) => Float32Array | Float64Array,
  read: (name: string) => number,
  draw: (seed: number, index: number) => number,
): void {
  const { isTurned, ...sides } = sidesOf(numbers, form);
  const kernel = (pass: Pass, at: (role: string) => number): number => {
    const uniform = pass.inputs.uniform.map((node) => evaluate(node, read));
    return valuesOf(pass, uniform, at, 0)[pass.kernel.stores[0]!.value]!;
  };
  const isOwn = ({ lives }: Routine["matrices"][number]) => lives !== "shared";
  /** Where the elements of a matrix of the tensor's own lie in its role. */
  const places = matrices.map(({ symbol, shape, lives }): Rows => {
    if (lives === "kept") return isTurned ? turn(numbers) : numbers;
    const [down, across] = [sides[shape[0]], sides[shape[1]]];
    const first = begins.get(symbol.name) ?? 0;
    if (lives === "state") begins.set(symbol.name, first + down * across);
    return Array.from({ length: down }, (_, i) =>
      Array.from({ length: across }, (_, j) => first + i * across + j),
    );
  });
  const values = matrices.map((matrix, index): Rows => {
    const all = isOwn(matrix) ? elementsOf(matrix.symbol.name) : [];
    return places[index]!.map((row) => row.map((place) => all[place] ?? Number.NaN));
  });
  const operand = ({ matrix, transposed }: { matrix: number; transposed: boolean }): Rows =>
    transposed ? turn(values[matrix]!) : values[matrix]!;
  const at = new Map(matrices.map(({ symbol }, index) => [symbol.name, index]));
  const carry = (step: Step): Rows => {
    if (step.kind === "product") return multiply(operand(step.a), operand(step.b));
    if (step.kind !== "pass") {
      const a = operand(step.a);
      if (step.kind === "copy") return a;
      if (!("numbers" in step)) return multiply(a, turn(a));
      const numbers = step.numbers.map((node) => evaluate(node, read));
      if (step.kind === "randomNormal")
        return a.map((row, i) => row.map((_, j) => draw(numbers[0]!, i * row.length + j)));
      if (step.kind === "nonzero") return a.flat().every((value) => value === 0) ? operand(step.b!) : a;
      return factorised[step.kind](a, numbers);
    }
    return values[step.out]!.map((row, i) =>
      row.map((_, j) => kernel(step.pass, (role) => values[at.get(role)!]![i]![j]!)),
    );
  };
  for (const { times, condition, steps } of blocks) {
    if (condition && evaluate(condition, read) === 0) continue;
    for (let n = 0; n < times; n++) for (const step of steps) values[step.out] = carry(step);
  }
  for (const [index, matrix] of matrices.entries()) {
    if (!isOwn(matrix)) continue;
    const all = elementsOf(matrix.symbol.name);
    for (const [i, row] of places[index]!.entries())
      for (const [j, place] of row.entries()) all[place] = values[index]![i]![j]!;
  }
}
