/**
 * A plan bound to memory and to a backend's kernels: carries out steps. Allocates and compiles nothing once it is
 * made. Knows nothing of trees, names and users; that is the descent's work.
 */
import type { Allocation, Backend, Run } from "../backend/backend.ts";
import { type Arena, blockLayout, layOut, type PlacedPass, writeTables } from "../kernel/arena.ts";
import { bytesOf, type DType } from "../kernel/groups.ts";
import { run as runTape } from "../kernel/host.ts";
import type { HostWork, Plan, PlannedPhase } from "../kernel/plan.ts";
import { countOf, membership, type SliceScope } from "../kernel/slices.ts";
import type { AroundPass } from "./columns.ts";
import { Table } from "./table.ts";
import type { Elements } from "./tree.ts";

/** An input of segments: values of a table, and which of them each slice of the pass takes. */
interface Input {
  readonly values: Float64Array;
  readonly at: Int32Array;
}

/** Where a reduction's partial results go: one number of the file, or of a table, for each segment. */
interface Result {
  readonly into: Float64Array;
  readonly at: Int32Array;
  readonly partials: Float64Array;
  readonly isMax: boolean;
}

interface BoundPass {
  readonly run: Run;
  readonly address: number;
  readonly segments: number;
  /** The arena's memory as elements of the kernel's dtype, and where the inputs begin in it. */
  readonly memory: Elements;
  readonly uniforms: readonly number[];
  readonly uniformsAt: number;
  readonly inputs: readonly Input[];
  readonly inputsAt: number;
  readonly results: readonly Result[];
  /** Partial results of a segment. */
  readonly width: number;
  readonly columns: AroundPass | undefined;
}

type BoundStages = readonly (readonly BoundPass[])[];

/** A plan at work. */
export class Program {
  readonly plan: Plan;
  readonly arena: Arena;
  readonly allocation: Allocation;
  /** Registers of the host: hyperparameters and the step are written here before a run. */
  readonly file: Float64Array;
  /** Values of slices, by group. */
  readonly tables: readonly (readonly Table[])[];
  #stages: BoundStages = [];
  #before: BoundStages = [];

  private constructor(plan: Plan, allocation: Allocation, arena: Arena) {
    this.plan = plan;
    this.arena = arena;
    this.allocation = allocation;
    this.file = plan.registers.file();
    this.tables = plan.groups.map(({ tensors }, group) => {
      const made: Table[] = [];
      for (const { scope, registers } of plan.tables[group]!) {
        made.push(new Table(scope, registers, tensors, [...made]));
      }
      return made;
    });
    for (const { group, register, scope } of plan.sizes) {
      const { tensors } = plan.groups[group]!;
      for (const [index, tensor] of tensors.entries()) {
        this.tables[group]![0]!.of(register, index)[0] = tensor.size / countOf(scope, tensor);
      }
    }
  }

  static async create(plan: Plan, backend: Backend): Promise<Program> {
    const arena = layOut(plan);
    const allocation = backend.allocate(arena.bytes);
    try {
      writeTables(arena, allocation.buffer, allocation.base);
      const program = new Program(plan, allocation, arena);
      const bindAll = (stages: readonly (readonly PlacedPass[])[]) =>
        Promise.all(
          stages.map((passes) => Promise.all(passes.map((placed) => program.#bind(placed, backend)))),
        );
      [program.#stages, program.#before] = await Promise.all([bindAll(arena.passes), bindAll(arena.before)]);
      return program;
    } catch (error) {
      allocation.free();
      throw error;
    }
  }

  async #bind(placed: PlacedPass, backend: Backend): Promise<BoundPass> {
    const { pass, segments, sliceOf, columns } = placed;
    const { kernel, group, inputs, results } = pass;
    const { buffer, base } = this.allocation;
    const { tensors } = this.plan.groups[group]!;
    const width = bytesOf[kernel.dtype];
    const memory = view(kernel.dtype, buffer, 0, Math.floor(buffer.byteLength / width));
    const slice: SliceScope = kernel.segments === "any" ? "tensor" : kernel.segments;
    /** For slices of the pass, where a register's value lies in the table that has it. */
    const find = (register: number, of: Int32Array | undefined): Input => {
      const table = this.tables[group]!.find((candidate) => candidate.startOf(register) >= 0)!;
      const to = membership(tensors, slice, table.scope);
      return {
        values: table.values,
        at: (of?.map((index) => to[index]!) ?? to).map((at) => at + table.startOf(register)),
      };
    };
    const partials = new Float64Array(buffer, base + placed.partials, segments * kernel.reductions.length);
    const column = this.tables[group]!.find(({ scope }) => scope === "column");
    const { columnsOf } = column && columns.length ? await import("./columns.ts") : {};
    return {
      run: await backend.prepare(kernel, this.allocation),
      address: base + placed.block,
      segments,
      memory,
      uniforms: inputs.uniform,
      uniformsAt: (base + placed.block + blockLayout(kernel).firstUniform) / width,
      inputs: inputs.segment.map((register) => find(register, undefined)),
      inputsAt: (base + placed.inputs) / width,
      results: results
        .filter(({ extent }) => extent !== "column")
        .map(({ reduction, op, register, extent }) => {
          const { values: into, at } =
            extent === "global"
              ? { values: this.file, at: new Int32Array(segments).fill(register) }
              : find(register, sliceOf);
          return { into, at, partials: partials.subarray(reduction), isMax: op === "max" };
        }),
      width: kernel.reductions.length,
      columns: columnsOf?.(placed, column!, memory, base),
    };
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
    return this.#run(this.plan, this.#stages);
  }

  /** What comes before the step, in the same way. */
  runBefore(): boolean {
    return this.#run(this.plan.before!, this.#before);
  }

  #run({ stages: work, accepts, commit }: PlannedPhase, stages: BoundStages): boolean {
    const { file } = this;
    const last = stages.length - 1;
    for (let index = 0; index <= last; index++) {
      const { uniforms, slices } = work[index]!;
      runTape(uniforms, file);
      this.#eachSlice(slices);
      if (index === last) for (const register of accepts) if (file[register] === 0) return false;
      const passes = stages[index]!;
      for (let p = 0; p < passes.length; p++) this.#launch(passes[p]!);
      for (let p = 0; p < passes.length; p++) this.#clear(passes[p]!);
      for (let p = 0; p < passes.length; p++) this.#collect(passes[p]!);
    }
    // What a slice's state takes over from a coarser one is the value before this step's end.
    for (let i = commit.slices.length - 1; i >= 0; i--) this.#slice(commit.slices[i]!);
    runTape(commit.uniforms, file);
    return true;
  }

  #eachSlice(slices: HostWork["slices"]): void {
    for (let i = 0; i < slices.length; i++) this.#slice(slices[i]!);
  }

  #slice({ group, table, tape }: HostWork["slices"][number]): void {
    this.tables[group]![table]!.run(tape, this.file);
  }

  #launch({
    run,
    address,
    memory,
    uniforms,
    uniformsAt,
    inputs,
    inputsAt,
    columns,
    segments,
  }: BoundPass): void {
    for (let i = 0; i < uniforms.length; i++) memory[uniformsAt + i] = this.file[uniforms[i]!]!;
    if (inputs.length > 0) {
      const slices = inputs[0]!.at.length;
      for (let slice = 0, to = inputsAt; slice < slices; slice++) {
        for (let i = 0; i < inputs.length; i++) memory[to++] = inputs[i]!.values[inputs[i]!.at[slice]!]!;
      }
    }
    columns?.before();
    run(address, 0, segments);
    columns?.after();
  }

  #clear({ results, segments }: BoundPass): void {
    for (let r = 0; r < results.length; r++) {
      const { into, at, isMax } = results[r]!;
      for (let segment = 0; segment < segments; segment++) into[at[segment]!] = isMax ? -Infinity : 0;
    }
  }

  /** Takes the partial results in order of segments: no number of threads can change what comes out. */
  #collect({ results, segments, width }: BoundPass): void {
    for (let r = 0; r < results.length; r++) {
      const { into, at, partials, isMax } = results[r]!;
      for (let segment = 0; segment < segments; segment++) {
        const [partial, to] = [partials[segment * width]!, at[segment]!];
        into[to] = isMax ? Math.max(into[to]!, partial) : into[to]! + partial;
      }
    }
  }
}

const view = (dtype: DType, buffer: ArrayBufferLike, address: number, size: number): Elements =>
  dtype === "float32" ? new Float32Array(buffer, address, size) : new Float64Array(buffer, address, size);
