/**
 * A plan on the host's memory: an arena, the host's values, and kernels that a backend has made ready. Once made, it allocates and
 * compiles nothing. Trees, names and counters are the descent's work.
 */
import type { Elements } from "../../language/dtype.ts";
import type { Codes } from "../../language/storage.ts";
import type { Kernel } from "../../plan/kernel.ts";
import type { PhaseName } from "../../plan/phases.ts";
import type { Plan } from "../../plan/plan.ts";
import { entriesOf, type PlannedPhase } from "../../plan/stages.ts";
import type { PlannedState } from "../../plan/states.ts";
import type { Call, Execution, Outcome, Ranks, Timings } from "../device.ts";
import { writeBlocks } from "./arena.ts";
import type { Allocation, Backend, Loops, Run } from "./backend.ts";
import { boundPass } from "./bound-pass.ts";
import { Cohorts, membersOf } from "./cohorts.ts";
import { ElementArrays, type TensorPlace } from "./element-arrays.ts";
import { HostShard } from "./host-shard.ts";
import { type Layout, layoutOf } from "./layout.ts";
import type { PlacedPass } from "./placed-pass.ts";
import { runTape } from "./registers.ts";
import { retired } from "./retired.ts";
import { type HostRoutines, hostRoutinesIn } from "./routine-work.ts";
import { type HostMemory, rowWork } from "./row-work.ts";
import { runDivided, wholeTensors } from "./run-divided.ts";
import { runRoutine } from "./run-routine.ts";
import { sliceStageOf } from "./slice-stage.ts";
import { movesOf, runArrays } from "./slice-work.ts";
import { type BoundPhase, collect, commit, exchange, launch, writeInputs } from "./stage.ts";
import { HostValues } from "./values.ts";

/** Memory of a plan and the kernels bound to it; made by a device. */
export class HostExecution implements Execution {
  readonly #plan: Plan;
  readonly #layout: Layout;
  readonly #allocation: Allocation;
  readonly #values: HostValues;
  /** Values that are the same for all tensors. */
  readonly #registers: Float64Array;
  /** Group and index in it of each tensor. */
  readonly #places: ReadonlyMap<string, TensorPlace>;
  readonly #arrays: ElementArrays;
  readonly #measured: readonly number[];
  readonly #outcome: { taken: boolean; readonly measured: Float64Array };
  /** The first byte of the memory; engines know at once whether a view has its memory, and ask a buffer for it. */
  readonly #firstByte: Uint8Array;
  #phases: Partial<Record<PhaseName, BoundPhase>> = {};
  /** The place of the first hyperparameter among the scalars, and the place after the last. */
  readonly #hypers: readonly [number, number];
  /** Counts the changes of hyperparameters. */
  #version = 0;
  /** Tensors that have taken part in different steps, once there are some. */
  #cohorts: Cohorts | undefined;
  /** All tensors as one cohort, once a call needs them so. */
  #one: Cohorts | undefined;
  readonly #host: HostMemory;
  /** What lies here of states that processes share. */
  readonly shard: HostShard | undefined;
  readonly takesRows: boolean;
  readonly #routines: HostRoutines | undefined;

  /** Allocates memory; `bind` makes the kernels ready. `ranks` are processes that share states. */
  constructor(plan: Plan, backend: Backend, ranks?: Ranks) {
    this.#plan = plan;
    this.takesRows = !ranks;
    this.#layout = layoutOf(plan, ranks);
    const { registers, arena } = this.#layout;
    const [hyper] = plan.hypers;
    const first = hyper ? plan.scalars.indexOf(hyper.symbol) : 0;
    this.#hypers = [first, first + plan.hypers.length];
    this.#values = new HostValues(plan, registers);
    this.#registers = this.#values.uniform;
    this.#measured = plan.measured.all.map((symbol) => registers.of(symbol));
    this.#outcome = { taken: true, measured: new Float64Array(this.#measured.length) };
    this.#places = new Map(
      plan.groups.flatMap(({ tensors }, group) =>
        tensors.map(({ path }, tensor) => [path, [group, tensor]] as const),
      ),
    );
    this.#routines = hostRoutinesIn(plan, arena, backend);
    this.#allocation = backend.allocate(this.#routines?.bytes ?? arena.bytes, this.kernels);
    this.#arrays = new ElementArrays(plan, this.#layout, this.#allocation, ranks?.rank);
    const [places, arrays, values, allocation] = [this.#places, this.#arrays, this.#values, this.#allocation];
    this.#host = { plan, places, arrays, values, allocation, front: arena.front };
    this.shard = ranks && new HostShard(plan, this.#layout, allocation, arrays, places, ranks);
    this.#firstByte = new Uint8Array(this.#allocation.buffer, 0, 1);
  }

  /** Kernels of all passes. */
  get kernels(): readonly Kernel[] {
    return this.#layout.arena.passes.map(({ pass }) => pass.kernel);
  }

  /** The memory that kernels are made ready on. */
  get allocation(): Allocation {
    return this.#allocation;
  }

  /** Whether there are products of matrices, for which loops can be compiled. */
  get takesLoops(): boolean {
    return this.#routines?.takesLoops ?? false;
  }

  /** Takes the kernels, made ready on this memory, in the order of `kernels`, and loops of linear algebra. */
  bind(runs: readonly Run[], loops?: Loops): void {
    writeBlocks(this.#layout.arena, this.#allocation.buffer, this.#allocation.base);
    const runOf = new Map(this.#layout.arena.passes.map((placed, index) => [placed, runs[index]!]));
    const routineOf = this.#routines?.bind(runOf, this.#host, loops);
    const bound = entriesOf(this.#plan.phases).map(
      ([name, phase]) => [name, this.#bindPhase(name, phase, runOf, routineOf)] as const,
    );
    this.#phases = Object.fromEntries(bound);
  }

  #bindPhase(
    name: PhaseName,
    phase: PlannedPhase,
    runOf: ReadonlyMap<PlacedPass, Run>,
    routineOf: ReturnType<HostRoutines["bind"]> | undefined,
  ): BoundPhase {
    const values = this.#values;
    const tapes = this.#layout.tapes.get(name)!;
    const placed = this.#layout.arena.phases.get(name)!;
    const routines = this.#layout.arena.routines.get(name)!;
    return {
      stages: phase.stages.map((stage, index) => ({
        tape: tapes.stages[index]!,
        varying: tapes.varying[index]!,
        slices: sliceStageOf(stage, placed[index]!, this.#host, this.shard?.ranks),
        passes: placed[index]!.map((pass) => boundPass(pass, runOf.get(pass)!, this.#host)),
        routines: routines[index]!.map((one) => routineOf!(one)),
      })),
      version: -1,
      accepts: phase.accepts.map((node) => values.registers.of(node)),
      decides: phase.decides,
      assign: tapes.assign,
      declined: tapes.declined,
      moves: movesOf(phase.commit, values),
      exchanges: this.shard?.exchangesOf(phase) ?? [],
    };
  }

  run(name: PhaseName, call: Call): Outcome {
    const registers = this.#registers;
    const outcome = this.#outcome;
    if (this.#cohorts || call.rows) return this.#runDivided(this.#phases[name]!, call);
    const scalars = call.scalarsAt(call.count);
    const [first, end] = this.#hypers;
    for (let i = first; i < end; i++) if (!Object.is(registers[i], scalars[i])) this.#version++;
    for (let i = 0; i < scalars.length; i++) registers[i] = scalars[i]!;
    const phases = this.#phases;
    // A name that is written is found faster than one that varies.
    const phase = name === "step" ? phases.step! : phases[name]!;
    const { stages, accepts, decides } = phase;
    const isChanged = phase.version !== this.#version;
    phase.version = this.#version;
    for (let index = 0; index < stages.length; index++) {
      const { tape, varying, slices, passes, routines } = stages[index]!;
      runTape(isChanged ? tape : varying, registers);
      if (slices) {
        runArrays(slices.operations);
        writeInputs(slices);
      }
      if (index === decides) {
        for (let i = 0; i < accepts.length; i++) {
          if (registers[accepts[i]!] !== 0) continue;
          runTape(phase.declined, registers);
          outcome.taken = false;
          return outcome;
        }
      }
      for (let p = 0; p < passes.length; p++) launch(passes[p]!, registers);
      for (let r = 0; r < routines.length; r++) runRoutine(routines[r]!, registers);
      if (slices) collect(slices);
    }
    exchange(phase.exchanges);
    commit(phase, registers);
    for (let i = 0; i < this.#measured.length; i++) outcome.measured[i] = registers[this.#measured[i]!]!;
    outcome.taken = true;
    return outcome;
  }

  async profile(name: PhaseName, call: Call, calls: number): Promise<Timings> {
    const { piecesOf, timingsOf } = await import("./profile.ts");
    const { buffer, base } = this.#allocation;
    this.#values.uniform.set(call.scalarsAt(call.count));
    const subject = {
      pieces: piecesOf(this.#plan.phases[name]!, this.#phases[name]!, this.#values.uniform),
      run: () => this.run(name, call),
      memory: new Float64Array(buffer, base, this.#layout.arena.bytes / 8),
      values: [...this.#values.arrays, ...(this.#cohorts?.arrays ?? []), this.#outcome.measured],
    };
    try {
      return timingsOf(subject, calls);
    } finally {
      this.#version++;
    }
  }

  #runDivided(phase: BoundPhase, call: Call): Outcome {
    const { measured } = this.#outcome;
    const { rows } = call;
    const { uniform } = this.#values;
    this.#one ??= Cohorts.one(this.#plan, this.#values, (...place) => this.#arrays.elements(place));
    const cohorts = this.#cohorts ?? this.#one;
    cohorts.begin(call);
    // Registers are no longer those that tapes ran with last.
    this.#version++;
    this.#outcome.taken = rows
      ? rowWork.run!(this.#host, phase, cohorts, rows)
      : runDivided(phase, cohorts, uniform, wholeTensors(cohorts));
    if (this.#outcome.taken)
      for (let i = 0; i < measured.length; i++) measured[i] = cohorts.descent[this.#measured[i]!]!;
    return this.#outcome;
  }

  divide(cohorts: readonly (readonly string[])[]): void {
    if (cohorts.length === 0) {
      if (this.#cohorts) this.#values.uniform.set(this.#cohorts.descent);
      this.#cohorts = undefined;
      this.#version++;
      return;
    }
    const members = cohorts.map((paths) => membersOf(this.#plan, this.#places, paths));
    const elements = (...place: TensorPlace) => this.#arrays.elements(place);
    this.#cohorts = new Cohorts(this.#plan, this.#values, members, elements, this.#cohorts);
  }

  handle(role: string, path: string): Elements {
    const state = this.#plan.states.find((planned) => planned.role === role);
    if (state?.scope === "uniform") {
      const register = this.#values.registers.of(state.state.symbol);
      return this.#registersOf(state, path).subarray(register, register + 1);
    }
    const place = this.#places.get(path)!;
    const measured = this.#plan.measured.tensors.find(({ name }) => name === role);
    const ofSlices = state?.scope === "element" ? undefined : (state?.state.symbol ?? measured);
    if (ofSlices) return this.#values.ofTensor(ofSlices, ...place);
    return this.#arrays.numbers(role, place);
  }

  codes(role: string, path: string): Codes | undefined {
    const place = this.#places.get(path);
    return place && this.#arrays.codes(role, place);
  }

  /** Where a state that is not one of single tensors is kept for a tensor; without a path, for the descent. */
  #registersOf({ isShared }: PlannedState, path: string): Float64Array {
    const cohorts = this.#cohorts;
    const place = this.#places.get(path);
    if (!cohorts) return this.#values.uniform;
    return isShared || !place ? cohorts.descent : cohorts.of(...place).registers;
  }

  async read(role: string, path: string): Promise<Elements> {
    const place = this.#places.get(path);
    return (place && this.#arrays.decoded(role, place)) ?? this.handle(role, path).slice();
  }

  write(role: string, path: string, values: ArrayLike<number>): void {
    const place = this.#places.get(path);
    if (!place || !this.#arrays.encode(role, place, values)) this.handle(role, path).set(values);
  }

  get isLost(): boolean {
    return this.#firstByte.length === 0 || this.#values.isLost || this.lostBecause !== undefined;
  }

  get lostBecause(): string | undefined {
    return this.#allocation.threads?.broken;
  }

  get threads(): number {
    return this.#allocation.threads?.count ?? 1;
  }

  retire(): () => boolean {
    return retired(this.#allocation, this.#layout.arena.bytes, this.#values.arrays);
  }

  dispose(): void {
    this.#allocation.free();
  }
}
