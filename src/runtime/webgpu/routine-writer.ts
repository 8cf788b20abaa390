/** Writes the dispatches of a routine: tensor after tensor, step after step; the matrices of a batch are taken at once. */
import type { Node } from "../../language/graph.ts";
import type { Routine, RoutineName, RoutineStep } from "../../plan/planned-routines.ts";
import type { MatrixStep, Operand, RoutineMatrix } from "../../plan/routines.ts";
import { matricesOf } from "../../plan/sides.ts";
import { DeviceError } from "../device.ts";
import { declinedLine, type Surroundings } from "./element-lines.ts";
import type { Layout } from "./layout.ts";
import { copyKernel } from "./matrix-kernels.ts";
import type { Dispatch, Module } from "./module.ts";
import { largeRoot, mostRoot } from "./newton-kernels.ts";
import { rootDispatches } from "./newton-root.ts";
import type { Words } from "./parts.ts";
import { flatKernel } from "./pass-kernels.ts";
import { type MatrixSurroundings, productKernel, productWorkgroups, stateLength } from "./product-kernel.ts";

/** A matrix where it lies: the rows and columns that lie there, and whether it is the transpose of that. */
interface Placed {
  readonly buffer: string;
  readonly rows: number;
  readonly columns: number;
  readonly transposed: boolean;
}

const turned = (one: Placed): Placed => ({ ...one, transposed: !one.transposed });
const rowsOf = ({ rows, columns, transposed }: Placed): number => (transposed ? columns : rows);
const columnsOf = ({ rows, columns, transposed }: Placed): number => (transposed ? rows : columns);

type FactorisationStep = Extract<MatrixStep, { readonly numbers: unknown }>;

function checkRoot(node: Node): void {
  if (node.kind === "constant" && node.value > mostRoot) throw new DeviceError(largeRoot(node.value));
}

/** What routines are written with. */
export interface RoutineSurroundings {
  readonly layout: Layout;
  readonly phase: string;
  /** WGSL of a value that is the same for all tensors. */
  readonly at: (node: Node) => string;
  /** The place of a value among the numbers that the host brings, where it knows them at the call. */
  readonly placeOf: (node: Node) => number | undefined;
  /** Of passes, whose roles lie elsewhere. */
  readonly passes: Surroundings;
}

/** What can be done with whole matrices. */
export const routinesOnGpu: ReadonlySet<RoutineName> = new Set<RoutineName>([
  "product",
  "ownProduct",
  "copy",
  "newtonRoot",
]);

/** The dispatches of a routine. */
export function routineDispatches(routine: Routine, around: RoutineSurroundings): Dispatch[] {
  const { tensors } = around.layout.plan.groups[routine.group]!;
  return [...tensors.keys()]
    .filter((tensor) => tensors[tensor]!.size > 0)
    .flatMap((tensor) => new RoutineWriter(routine, tensor, around).write());
}

class RoutineWriter {
  readonly #routine: Routine;
  readonly #tensor: number;
  readonly #around: RoutineSurroundings;
  readonly #count: number;
  readonly #placed: readonly Placed[];
  /** Shared buffers that its matrices take. */
  #shared = 0;
  /** The place of the condition of the block that is written. */
  #when: number | undefined;

  constructor(routine: Routine, tensor: number, around: RoutineSurroundings) {
    this.#routine = routine;
    this.#tensor = tensor;
    this.#around = around;
    const one = around.layout.tensorsOf(routine.group)[tensor]!;
    const { matrices, form, rule } = routine;
    if (around.layout.shape.precision === "f16" && matrices.some(({ lives }) => lives === "state"))
      throw new DeviceError(
        `${rule} keeps sums of products, for which float16 has neither range nor digits: leave precision out`,
      );
    if (one.blocks)
      throw new DeviceError(
        `${routine.rule} divides "${one.path}" into blocks of ${one.blocks.rows} x ${one.blocks.columns}, and "webgpu" takes matrices that lie one after the other, tensors as they are and blocks of whole rows: choose such ones, with shampoo a blockSize as long as the longest side or a maxSide no longer than blockSize, with muon of: "rows" and the transpose of a tensor that had of: "columns"; or use "wasm"`,
      );
    const all = matricesOf(one, form);
    this.#count = all.length;
    const { sides, isTurned } = all[0]!;
    this.#placed = matrices.map((matrix) => {
      const [rows, columns] = matrix.shape;
      const transposed = isTurned && rows === "rows" && columns === "columns";
      const [high, wide] = transposed ? [sides[columns], sides[rows]] : [sides[rows], sides[columns]];
      const buffer = this.#bufferOf(matrix, high * wide * this.#count);
      return { buffer, rows: high, columns: wide, transposed };
    });
  }

  #bufferOf({ lives, symbol }: RoutineMatrix, elements: number): string {
    const { layout } = this.#around;
    const { group, rule } = this.#routine;
    const { binding } = layout.shape;
    if (Math.ceil(elements / 4) * 16 > binding) {
      const { path } = layout.tensorsOf(group)[this.#tensor]!;
      throw new DeviceError(
        `${rule} takes "${path}" whole, with a matrix of ${elements * 4} bytes, and "webgpu" binds at most ${binding} of them at once: leave the tensor to another rule, divide it, or use "wasm"`,
      );
    }
    if (lives === "shared") return layout.matrices.share(this.#shared++, elements);
    return layout.rolePlace(group, symbol.name).buffer;
  }

  write(): Dispatch[] {
    return this.#routine.blocks.flatMap(({ times, condition, steps }) => {
      this.#when = condition && this.#around.placeOf(condition);
      const leave = condition ? [`if (${this.#around.at(condition)} == 0f) { return; }`] : [];
      const once = steps.flatMap((step) => this.#step(step, leave));
      return Array.from({ length: times }, () => once).flat();
    });
  }

  #dispatch(label: string, { code, bound }: Module, words: Words, workgroups: number): Dispatch {
    const { group, rule } = this.#routine;
    const over = { kind: "matrices", group, tensor: this.#tensor, words, workgroups } as const;
    const named = `${this.#around.phase}: ${rule}, ${label}`;
    return { label: named, code, bound, workgroups, over, when: this.#when };
  }

  #operand({ matrix, transposed }: Operand): Placed {
    return transposed ? turned(this.#placed[matrix]!) : this.#placed[matrix]!;
  }

  /** Workgroups of kernels whose invocations take one element or vector after the other. */
  #strided(items: number): number {
    const { workgroup, workgroups } = this.#around.layout.shape;
    return Math.min(Math.ceil(items / workgroup), workgroups);
  }

  #step(step: RoutineStep, leave: readonly string[]): Dispatch[] {
    const { passes, layout } = this.#around;
    const out = this.#placed[step.out]!;
    if (step.kind === "pass") {
      const buffers = new Map(
        this.#routine.matrices.map(({ symbol }, index) => [symbol.name, this.#placed[index]!.buffer]),
      );
      const roleAt = (_: number, role: string) => ({ buffer: buffers.get(role)!, first: 0 });
      const module = flatKernel(step.pass, { ...passes, roleAt, isUneven: false, leave });
      const vectors = Math.ceil((this.#count * out.rows * out.columns) / 4);
      return [this.#dispatch("elements", module, [0, vectors, 0, 0], this.#strided(vectors))];
    }
    const around: MatrixSurroundings = {
      uniforms: layout.uniforms,
      workgroup: layout.shape.workgroup,
      leave: [...(passes.mayDecline ? [declinedLine] : []), ...leave],
    };
    const a = this.#operand(step.a);
    if (step.kind === "copy") {
      const isAcross = a.transposed !== out.transposed;
      const module = copyKernel(a.buffer, out.buffer, isAcross, around);
      const words: Words = [out.rows, out.columns, 0, this.#count];
      return [this.#dispatch("copy", module, words, this.#strided(this.#count * out.rows * out.columns))];
    }
    if ("numbers" in step) return this.#root(step, a, out, around);
    const b = step.kind === "product" ? this.#operand(step.b) : turned(a);
    const isHalf = step.kind !== "product" || step.isSymmetric;
    // A result that lies across is the transpose of the product of transposes.
    const [left, right] = out.transposed && !isHalf ? [turned(b), turned(a)] : [a, b];
    const [rows, columns] = [out.rows, out.columns];
    const module = productKernel(
      {
        a: left.buffer,
        b: right.buffer,
        out: out.buffer,
        isATransposed: left.transposed,
        isBTransposed: right.transposed,
        isHalf,
        precision: layout.shape.precision,
      },
      around,
    );
    const workgroups = productWorkgroups(rows, columns, this.#count, around.workgroup);
    if (rowsOf(left) !== rows || columnsOf(right) !== columns) throw new Error("matrices do not fit");
    return [this.#dispatch("product", module, [rows, columns, columnsOf(left), this.#count], workgroups)];
  }

  /** An inverse root by products. */
  #root(step: FactorisationStep, a: Placed, out: Placed, around: MatrixSurroundings): Dispatch[] {
    const { layout, at } = this.#around;
    checkRoot(step.numbers[0]!);
    const [root, epsilon] = step.numbers.map(at) as [string, string];
    const n = out.rows;
    const [all, count] = [n * n * this.#count, this.#count];
    const share = (index: number, elements: number) => layout.matrices.share(this.#shared + index, elements);
    return rootDispatches(
      {
        ...{ a: a.buffer, isAcross: a.transposed !== out.transposed, out: out.buffer },
        otherwise: step.b && this.#operand(step.b).buffer,
        ...{ m: share(0, all), factors: [share(1, all), share(2, all)], product: share(3, all) },
        state: share(4, stateLength * count),
      },
      { root, epsilon },
      around,
      (extent, word, module) => {
        const tiles = productWorkgroups(n, n, count, around.workgroup);
        const workgroups = { product: tiles, elements: this.#strided(all), matrices: count }[extent];
        return this.#dispatch("inverse root", module, [n, n, word, count], workgroups);
      },
    );
  }
}
