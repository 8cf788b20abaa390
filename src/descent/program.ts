/**
 * A plan bound to memory and to a backend's kernels: carries out steps. Allocates and compiles nothing once it is
 * made. Knows nothing of trees, names and users; that is the descent's work.
 */
import type { Allocation, Backend, Run } from "../backend/backend.ts";
import { type Arena, blockLayout, layOut, type PlacedPass, writeTables } from "../kernel/arena.ts";
import { bytesOf, type DType } from "../kernel/groups.ts";
import { run as runTape } from "../kernel/host.ts";
import type { HostWork, Plan } from "../kernel/plan.ts";
import type { Elements } from "./tree.ts";

interface BoundPass extends Omit<PlacedPass, "partials"> {
  readonly run: Run;
  readonly address: number;
  /** The arena's memory as elements of the kernel's dtype, and where the inputs begin in it. */
  readonly memory: Elements;
  readonly uniformsAt: number;
  readonly tensorsAt: number;
  /** Columns of the kernel's inputs by tensor. */
  readonly columns: readonly number[];
  /** Partial sums, a row a segment. */
  readonly partials: Float64Array;
}

/** A plan at work. */
export class Program {
  readonly plan: Plan;
  readonly arena: Arena;
  readonly allocation: Allocation;
  /** Registers of the host: hyperparameters and the step are written here before a run. */
  readonly file: Float64Array;
  /** A row of columns for each tensor, by group. */
  readonly rows: readonly Float64Array[];
  readonly #stages: readonly (readonly BoundPass[])[];

  private constructor(
    plan: Plan,
    arena: Arena,
    allocation: Allocation,
    stages: readonly (readonly BoundPass[])[],
  ) {
    this.plan = plan;
    this.arena = arena;
    this.allocation = allocation;
    this.file = plan.registers.file();
    this.rows = plan.groups.map(
      ({ tensors }, group) => new Float64Array(tensors.length * plan.columns[group]!.length),
    );
    this.#stages = stages;
    for (const { group, register } of plan.sizes) {
      const columns = plan.columns[group]!;
      for (const [index, { size }] of plan.groups[group]!.tensors.entries()) {
        this.rows[group]![index * columns.length + columns.indexOf(register)] = size;
      }
    }
  }

  static async create(plan: Plan, backend: Backend): Promise<Program> {
    const arena = layOut(plan);
    const allocation = backend.allocate(arena.bytes);
    const { buffer, base } = allocation;
    writeTables(arena, buffer, base);
    const bind = async (placed: PlacedPass): Promise<BoundPass> => {
      const { kernel, group, tensors } = placed.pass;
      const width = bytesOf[kernel.dtype];
      return {
        ...placed,
        run: await backend.prepare(kernel, allocation),
        address: base + placed.block,
        memory: view(kernel.dtype, buffer, 0, Math.floor(buffer.byteLength / width)),
        uniformsAt: (base + placed.block + blockLayout(kernel).firstUniform) / width,
        tensorsAt: (base + placed.tensorInputs) / width,
        columns: tensors.map((register) => plan.columns[group]!.indexOf(register)),
        partials: new Float64Array(
          buffer,
          base + placed.partials,
          placed.segments * kernel.reductions.length,
        ),
      };
    };
    try {
      const stages = await Promise.all(arena.passes.map((passes) => Promise.all(passes.map(bind))));
      return new Program(plan, arena, allocation, stages);
    } catch (error) {
      allocation.free();
      throw error;
    }
  }

  /** A view of a tensor's elements of a role; `tensor` is its index in the group. */
  viewOf(group: number, role: string, tensor: number): Elements | undefined {
    const region = this.arena.regions[group]!.get(role);
    if (region === undefined) return undefined;
    const { tensors, dtype } = this.plan.groups[group]!;
    const address = this.allocation.base + region + this.arena.offsets[group]![tensor]!;
    return view(dtype, this.allocation.buffer, address, tensors[tensor]!.size);
  }

  /** Takes a step with the hyperparameters and the step number in `file`; false where it was not accepted. */
  run(): boolean {
    const { plan, file } = this;
    const stages = this.#stages;
    const last = stages.length - 1;
    for (let index = 0; index <= last; index++) {
      const { uniforms, tensors } = plan.stages[index]!;
      runTape(uniforms, file);
      this.#eachTensor(tensors);
      if (index === last) for (const register of plan.accepts) if (file[register] === 0) return false;
      const passes = stages[index]!;
      for (let p = 0; p < passes.length; p++) this.#launch(passes[p]!);
      for (let p = 0; p < passes.length; p++) this.#clear(passes[p]!);
      for (let p = 0; p < passes.length; p++) this.#collect(passes[p]!);
    }
    // What a tensor's state takes over from a uniform one is the value before this step's end.
    this.#eachTensor(plan.commit.tensors);
    runTape(plan.commit.uniforms, file);
    return true;
  }

  /** The host's work for each tensor, with the tensor's values in their registers. */
  #eachTensor(tensors: HostWork["tensors"]): void {
    const { file } = this;
    for (let i = 0; i < tensors.length; i++) {
      const { group, tape } = tensors[i]!;
      const columns = this.plan.columns[group]!;
      const rows = this.rows[group]!;
      for (let at = 0; at < rows.length; at += columns.length) {
        for (let c = 0; c < columns.length; c++) file[columns[c]!] = rows[at + c]!;
        runTape(tape, file);
        for (let c = 0; c < columns.length; c++) rows[at + c] = file[columns[c]!]!;
      }
    }
  }

  #launch({ pass, run, address, memory, uniformsAt, tensorsAt, columns, segments }: BoundPass): void {
    const { uniforms, group } = pass;
    for (let i = 0; i < uniforms.length; i++) memory[uniformsAt + i] = this.file[uniforms[i]!]!;
    if (columns.length > 0) {
      const rows = this.rows[group]!;
      const width = this.plan.columns[group]!.length;
      for (let tensor = 0, at = tensorsAt; tensor * width < rows.length; tensor++) {
        for (const column of columns) memory[at++] = rows[tensor * width + column]!;
      }
    }
    run(address, 0, segments);
  }

  #clear({ pass }: BoundPass): void {
    for (const { register, extent } of pass.results) {
      if (extent === "global") this.file[register] = 0;
      else {
        const columns = this.plan.columns[pass.group]!;
        const rows = this.rows[pass.group]!;
        for (let at = columns.indexOf(register); at < rows.length; at += columns.length) rows[at] = 0;
      }
    }
  }

  /** Adds the partial sums in order of segments: no number of threads can change the result. */
  #collect({ pass, partials, segments, tensorOf }: BoundPass): void {
    const { results, group, kernel } = pass;
    const columns = this.plan.columns[group]!;
    const rows = this.rows[group]!;
    for (const { reduction, register, extent } of results) {
      const column = columns.indexOf(register);
      for (let segment = 0; segment < segments; segment++) {
        const partial = partials[segment * kernel.reductions.length + reduction]!;
        if (extent === "global") this.file[register]! += partial;
        else rows[tensorOf[segment]! * columns.length + column]! += partial;
      }
    }
  }
}

const view = (dtype: DType, buffer: ArrayBufferLike, address: number, size: number): Elements =>
  dtype === "float32" ? new Float32Array(buffer, address, size) : new Float64Array(buffer, address, size);
