/**
 * A plan bound to memory and to a backend's kernels: carries out steps. Once made, it allocates and compiles nothing.
 * Trees and names are the descent's work.
 */
import { bytesOf, viewOf as elementsAt } from "../language/dtype.ts";
import type { PhaseName } from "../plan/expand.ts";
import { run as runTape, type Tape } from "../plan/host.ts";
import { type HostWork, type Plan, type PlannedPhase, type PlannedState, phasesOf } from "../plan/plan.ts";
import { type Arena, blockLayout, layOut, type PlacedPass, writeTables } from "../runtime/host/arena.ts";
import type { Allocation, Backend, Run } from "../runtime/host/backend.ts";
import type { Around } from "./columns.ts";
import { Slices } from "./slices.ts";
import type { Elements } from "./tree.ts";

interface BoundPass {
  readonly run: Run;
  readonly address: number;
  readonly segments: number;
  /** The arena's memory as elements of the kernel's dtype, and where the inputs begin in it. */
  readonly memory: Elements;
  readonly uniforms: readonly number[];
  readonly uniformsAt: number;
}

interface BoundStage {
  readonly uniforms: Tape;
  readonly around: Around | undefined;
  readonly passes: readonly BoundPass[];
}

interface BoundPhase {
  readonly stages: readonly BoundStage[];
  readonly accepts: readonly number[];
  readonly commit: HostWork;
}

/** A plan in execution. */
export class Program {
  readonly plan: Plan;
  readonly allocation: Allocation;
  /** Registers of the host: hyperparameters and the step are written here before a run. */
  readonly file: Float64Array;
  /** The part for slices of tensors, if the plan has any. */
  readonly slices: Slices | undefined;
  readonly #arena: Arena;
  /** The first byte of the memory; engines know at once whether a view has its memory, and ask a buffer for it. */
  readonly #firstByte: Uint8Array;
  #phases: Partial<Record<PhaseName, BoundPhase>> = {};

  /** Allocates memory; `bind` makes the kernels ready. */
  constructor(plan: Plan, backend: Backend) {
    this.plan = plan;
    this.#arena = layOut(plan);
    const kernels = this.#arena.phases.flat(2).map(({ pass }) => pass.kernel);
    this.allocation = backend.allocate(this.#arena.bytes, kernels);
    this.#firstByte = new Uint8Array(this.allocation.buffer, 0, 1);
    this.file = plan.registers.file();
    this.slices = plan.slices && new Slices(plan, this.file, this.allocation);
  }

  /** Makes the kernels ready on this program's memory. */
  async bind(backend: Backend): Promise<void> {
    const { buffer, base } = this.allocation;
    writeTables(this.#arena, buffer, base);
    const bound = phasesOf(this.plan).map(
      async ([name, phase], index) =>
        [name, await this.#bind(phase, this.#arena.phases[index]!, backend)] as const,
    );
    this.#phases = Object.fromEntries(await Promise.all(bound));
  }

  /** Whether memory was transferred away; no call is possible then. */
  get isLost(): boolean {
    return this.#firstByte.length === 0 || (this.slices?.isLost ?? false);
  }

  async #bind(
    { stages, accepts, commit }: PlannedPhase,
    placed: Arena["phases"][number],
    backend: Backend,
  ): Promise<BoundPhase> {
    const bound = stages.map(async (stage, index) => ({
      uniforms: stage.uniforms,
      around: this.slices?.around(stage, placed[index]!),
      passes: await Promise.all(placed[index]!.map((pass) => this.#bindPass(pass, backend))),
    }));
    return { stages: await Promise.all(bound), accepts, commit };
  }

  async #bindPass({ pass, block, segments }: PlacedPass, backend: Backend): Promise<BoundPass> {
    const { kernel, inputs } = pass;
    const { buffer, base } = this.allocation;
    const width = bytesOf[kernel.dtype];
    return {
      run: await backend.prepare(kernel, this.allocation),
      address: base + block,
      segments,
      memory: elementsAt(kernel.dtype, buffer, 0, Math.floor(buffer.byteLength / width)),
      uniforms: inputs.uniform,
      uniformsAt: (base + block + blockLayout(kernel).firstUniform) / width,
    };
  }

  /** A view of a tensor's elements of a role; `tensor` is its index in the group. */
  viewOf(group: number, role: string, tensor: number): Elements | undefined {
    const region = this.#arena.regions[group]!.get(role);
    if (region === undefined) return undefined;
    const { tensors, dtype } = this.plan.groups[group]!;
    const address = this.allocation.base + region + this.#arena.offsets[group]![tensor]!;
    return elementsAt(dtype, this.allocation.buffer, address, tensors[tensor]!.size);
  }

  /** A tensor's values of a state that is not one number for all tensors. */
  stateOf(state: PlannedState, group: number, tensor: number): Elements {
    return this.viewOf(group, state.role, tensor) ?? this.slices!.stateOf(state, group, tensor);
  }

  /**
   * Carries out a phase with the hyperparameters and the step number in `file`; false where it was not accepted.
   */
  run(phase: PhaseName): boolean {
    const { file } = this;
    const phases = this.#phases;
    // A name that is written is found faster than one that varies.
    const { stages, accepts, commit } = phase === "step" ? phases.step! : phases[phase]!;
    const last = stages.length - 1;
    for (let index = 0; index <= last; index++) {
      const { uniforms, around, passes } = stages[index]!;
      runTape(uniforms, file);
      around?.before();
      if (index === last) for (const register of accepts) if (file[register] === 0) return false;
      for (let p = 0; p < passes.length; p++) this.#launch(passes[p]!);
      around?.after();
    }
    this.slices?.run(commit.slices, true);
    runTape(commit.uniforms, file);
    return true;
  }

  #launch({ run, address, memory, uniforms, uniformsAt, segments }: BoundPass): void {
    for (let i = 0; i < uniforms.length; i++) memory[uniformsAt + i] = this.file[uniforms[i]!]!;
    run(address, 0, segments);
  }
}
