/** Routines on the host's memory: steps on the matrices of each tensor, bound to where these lie. */

import { bytesOf, type Elements, viewOf } from "../../language/dtype.ts";
import { type Matrix, transpose } from "../../linear-algebra/matrix.ts";
import { prepareProducts } from "../../linear-algebra/product.ts";
import type { Routine } from "../../plan/planned-routines.ts";
import type { Operand } from "../../plan/routines.ts";
import type { Run } from "./backend.ts";
import { boundPass } from "./bound-pass.ts";
import type { PlacedPass } from "./placed-pass.ts";
import type { PlacedMatrices, PlacedRoutine } from "./placed-routines.ts";
import type { HostMemory } from "./row-work.ts";
import type { BoundBlock, BoundRoutine, Step } from "./run-routine.ts";
import { launch } from "./stage.ts";
import type { WholeMatrices } from "./whole-matrices.ts";

/** The routine; `runOf` has its kernels, `whole` what takes whole matrices. */
export function boundRoutine(
  { routine, tensors }: PlacedRoutine,
  runOf: ReadonlyMap<PlacedPass, Run>,
  host: HostMemory,
  whole: WholeMatrices,
): BoundRoutine {
  return {
    group: routine.group,
    tensors: tensors.map(({ kinds }) =>
      kinds.flatMap((placed) => blocksOf(routine, placed, runOf, host, whole)),
    ),
  };
}

function blocksOf(
  { group, matrices, blocks }: Routine,
  { regions, copied, firsts, passes, isTurned, sides }: PlacedMatrices,
  runOf: ReadonlyMap<PlacedPass, Run>,
  host: HostMemory,
  whole: WholeMatrices,
): BoundBlock[] {
  const { buffer, base } = host.allocation;
  const { dtype } = host.plan.groups[group]!;
  const width = bytesOf[dtype];
  const values = viewOf(dtype, buffer, 0, Math.floor(buffer.byteLength / width));
  const placed = matrices.map(({ symbol, shape: [rows, columns] }): Matrix => {
    const isAcross = isTurned && rows === "rows" && columns === "columns";
    const [high, wide] = isAcross ? [sides[columns], sides[rows]] : [sides[rows], sides[columns]];
    return {
      values,
      offset: (base + regions.get(symbol.name)!) / width,
      rows: high,
      columns: wide,
      transposed: isAcross,
    };
  });
  const matrixOf = ({ matrix, transposed }: Operand): Matrix =>
    transposed ? transpose(placed[matrix]!) : placed[matrix]!;
  /** For one of the matrices, by its number among them. */
  const boundFor = (index: number): BoundBlock[] =>
    blocks.map(({ times, condition, steps }) => ({
      times,
      condition: condition ? host.values.registers.of(condition) : -1,
      steps: steps.map((step): Step => {
        const out = placed[step.out]!;
        if (step.kind === "pass") {
          const of = passes.get(step)!;
          const pass = boundPass(of, runOf.get(of)!, host);
          return (registers) => launch(pass, registers);
        }
        const a = matrixOf(step.a);
        if (step.kind === "copy") return () => whole.copy(out, a);
        if ("numbers" in step) {
          const { kind } = step;
          const other = step.b && matrixOf(step.b);
          const { registers: places } = host.values;
          const given = step.numbers.map((node) => (node.kind === "constant" ? node.value : places.of(node)));
          const drawn = kind === "randomNormal" ? [firsts[index]!] : [];
          const taken = Float64Array.from([...given, ...drawn]);
          const moving = step.numbers.flatMap((node, index) => (node.kind === "constant" ? [] : [index]));
          return (registers) => {
            for (const index of moving) taken[index] = registers[given[index]!]!;
            whole[kind](out, a, taken, other);
          };
        }
        prepareProducts(out);
        const b = step.kind === "product" ? matrixOf(step.b) : transpose(a);
        if (step.kind === "ownProduct" || (step.kind === "product" && step.isSymmetric))
          return () => whole.symmetricProduct(out, a, b);
        // A result that lies across is the transpose of the product of transposes.
        const [to, left, right] = out.transposed ? [out, b, a].map(transpose) : [out, a, b];
        return () => whole.product(to!, left!, right!);
      }),
    }));
  if (copied.length === 0) return boundFor(0);
  return copied.flatMap((lying, index) => {
    const copies = (isBack: boolean): BoundBlock => ({
      times: 1,
      condition: -1,
      steps: [...lying].map(([role, { address, rows, columns, stride }]) => {
        const [here, there] = [regions.get(role)!, address].map((at) => (base + at) / width);
        return () => copyRows(values, here!, there!, isBack, rows, columns, stride);
      }),
    });
    return [copies(false), ...boundFor(index), copies(true)];
  });
}

/** Copies a matrix to where its rows lie one after the other, or back to where they are apart. */
function copyRows(
  values: Elements,
  here: number,
  there: number,
  isBack: boolean,
  rows: number,
  columns: number,
  stride: number,
): void {
  const [count, length] = stride === columns ? [1, rows * columns] : [rows, columns];
  for (let row = 0; row < count; row++) {
    const [near, far] = [here + row * length, there + row * stride];
    if (isBack) values.copyWithin(far, near, near + length);
    else values.copyWithin(near, far, far + length);
  }
}
