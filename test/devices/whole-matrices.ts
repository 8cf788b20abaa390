/** What the definition of a device does with whole matrices, in float64: a matrix is a list of rows. */
import type { Plan } from "../../src/index.ts";
import { evaluate } from "../../src/language/index.ts";
import { eigenvectors, inverseRoot, orthogonalFactor, sorting } from "../oracle/matrices.ts";
import { valuesOf } from "./at-an-element.ts";

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
  ...{ eigh: eigenvectors, qr: orthogonalFactor, sorting },
  ...{ inverseRoot: root, newtonRoot: root },
} satisfies Record<string, (a: Rows, numbers: readonly number[]) => Rows>;

/** The roles that passes and routines share, each with its tensors. */
export const keptIn = ({ phases, groups }: Plan): [role: string, tensors: readonly Tensor[]][] =>
  Object.values(phases)
    .flatMap(({ stages }) => stages.flatMap(({ routines }) => routines))
    .flatMap(({ group, matrices }) =>
      matrices
        .filter(({ lives }) => lives === "kept")
        .map(({ symbol }): [string, readonly Tensor[]] => [symbol.name, groups[group]!.tensors]),
    );

/** How many elements a tensor has in a state: a square matrix those of a side's square. */
export function elementsIn({ state }: Plan["states"][number], { shape, size }: Tensor): number {
  const { matrices } = state.link.instance.rule;
  const side = matrices?.squares[state.name];
  if (!side) return size;
  const sides = matrices!.isWide ? [...shape].sort((a, b) => a - b) : shape;
  return sides[side === "rows" ? 0 : 1]! ** 2;
}

/**
 * Carries a routine out for a tensor.
 *
 * @param elementsOf - the elements of a role that passes write or read.
 * @param read - the value of a symbol that is the same for all elements.
 */
export function carryOut(
  { blocks, matrices, isWide }: Routine,
  { shape: [height, width] }: Tensor,
  elementsOf: (role: string) => Float32Array | Float64Array,
  read: (name: string) => number,
): void {
  const kernel = (pass: Pass, at: (role: string) => number): number => {
    const uniform = pass.inputs.uniform.map((node) => evaluate(node, read));
    return valuesOf(pass, uniform, at, 0)[pass.kernel.stores[0]!.value]!;
  };
  const isTurned = isWide && height! > width!;
  const sides = isTurned ? { rows: width!, columns: height! } : { rows: height!, columns: width! };
  /** Of kept matrices, the elements as they lie; these have the gradient's shape. */
  const lie = (rows: Rows): Rows => (isTurned ? turn(rows) : rows);
  const isOwn = ({ lives }: Routine["matrices"][number]) => lives !== "shared";
  const values = matrices.map((matrix): Rows => {
    const { symbol, shape, lives } = matrix;
    const [down, across] = [sides[shape[0]], sides[shape[1]]];
    const all = isOwn(matrix) ? elementsOf(symbol.name) : [];
    const isAcross = isTurned && lives === "kept";
    const [storedDown, storedAcross] = isAcross ? [across, down] : [down, across];
    const stored = Array.from({ length: storedDown }, (_, i) =>
      Array.from({ length: storedAcross }, (_, j) => all[i * storedAcross + j] ?? Number.NaN),
    );
    return isAcross ? lie(stored) : stored;
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
    const rows = matrix.lives === "kept" ? lie(values[index]!) : values[index]!;
    if (isOwn(matrix)) elementsOf(matrix.symbol.name).set(rows.flat());
  }
}
