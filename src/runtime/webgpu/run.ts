/** A program on a GPU: its buffers, its pipelines, one command buffer a call. Once made, a call makes nothing but the commands. */
import { type Codes, codesOf } from "../../language/storage.ts";
import type { PhaseName } from "../../plan/phases.ts";
import { type Call, DeviceError } from "../device.ts";
import { type Bindable, Binder, readyAt } from "./binder.ts";
import { checkSizes } from "./buffers.ts";
import { Division, whole } from "./division.ts";
import type { GpuDevice, GpuEncoder, GpuPass, GpuTensor } from "./gpu.ts";
import { fixed } from "./layout.ts";
import { Memory } from "./memory.ts";
import { unused } from "./no-encoder.ts";
import { bringParts, dispatchParts, type Gradients, isDue, type PartPhase } from "./part-calls.ts";
import { codedIn, dataOf, type Piece, Pieces } from "./pieces.ts";
import type { PhaseProgram, Program } from "./program.ts";
import { readBack } from "./read-back.ts";
import { RowCalls } from "./row-calls.ts";
import { dispatchOn } from "./row-moves.ts";
import { type PhaseScalars, Scalars, scalarsOf } from "./scalars.ts";
import type { Precision } from "./shape.ts";

/** A phase, ready to run: its dispatches in the program's order. */
interface ReadyPhase {
  readonly dispatches: readonly Bindable[];
  readonly neutral: readonly Bindable[];
  readonly scalars: PhaseScalars;
}

/** A program in execution. */
export class GpuRun {
  readonly #device: GpuDevice;
  readonly #program: Program;
  readonly #memory: Memory;
  readonly #binder: Binder;
  #phases: Partial<Record<PhaseName, ReadyPhase>> = {};
  readonly #pieces: Pieces;
  readonly #scalars: Scalars;
  /** Tensors that have taken part in different steps, once there are some. */
  #division: Division | undefined;
  #one: Division | undefined;
  readonly #rows: RowCalls;
  /** Where gradients lie that the user gives in buffers, for the call that comes; otherwise they lie here. */
  gradients: Gradients;
  /** The encoder, or the pass that has begun, for the call that comes; otherwise it is submitted. */
  encoder: GpuEncoder | GpuPass | undefined;
  /** Paths of gradients that lie here and are zeros in the call that comes. */
  readonly #silent = new Set<string>();

  private constructor(device: GpuDevice, program: Program, memory: Memory) {
    this.#device = device;
    this.#program = program;
    this.#memory = memory;
    this.#binder = new Binder(program, memory);
    const uniformsOf = (path: string) => this.#division?.of(path)?.uniforms ?? memory.of("h");
    this.#pieces = new Pieces(program, memory, uniformsOf);
    this.#rows = new RowCalls(program, memory, this.#binder, this.#pieces);
    const lengths = Object.values(program.phases).map(({ input }) => input.known.length);
    this.#scalars = new Scalars(memory, lengths);
  }

  /** Makes buffers and pipelines. @throws DeviceError if there is not enough memory, or for what the device refuses. */
  static async make(
    device: GpuDevice,
    program: Program,
    ranges: ReadonlyMap<string, GpuTensor> = new Map(),
  ): Promise<GpuRun> {
    checkSizes(device, program);
    device.pushErrorScope("validation");
    device.pushErrorScope("out-of-memory");
    const run = new GpuRun(device, program, new Memory(device, program, ranges));
    try {
      run.#fill();
      await run.#ready();
    } catch (cause) {
      run.dispose();
      throw cause instanceof DeviceError
        ? cause
        : new DeviceError(`the GPU cannot carry this optimizer out: ${(cause as Error).message}`, { cause });
    } finally {
      const [memory, validation] = [await device.popErrorScope(), await device.popErrorScope()];
      const problem = memory ?? validation;
      if (problem) {
        run.dispose();
        // biome-ignore lint/correctness/noUnsafeFinally: what the scopes caught is why all else failed.
        throw new DeviceError(
          memory
            ? `not enough memory on the GPU: ${memory.message}`
            : `the GPU refuses a part of this optimizer: ${problem.message}`,
        );
      }
    }
    return run;
  }

  #fill(): void {
    const { layout } = this.#program;
    const start = new Float32Array(12);
    start[fixed.infinity] = Number.POSITIVE_INFINITY;
    start[fixed.nan] = Number.NaN;
    start[fixed.taken] = 1;
    this.#memory.write("h", 0, start);
    this.#memory.write("t", 0, layout.tables);
    for (const { at, values } of layout.constants) this.#memory.write("v", at, values);
  }

  async #ready(): Promise<void> {
    const binder = this.#binder;
    const uniforms = this.#memory.of("h");
    const phases = Object.entries(this.#program.phases);
    // A dispatch of a block that is repeated is there several times.
    const all = new Set(phases.flatMap(([, { dispatches, neutral }]) => [...dispatches, ...neutral]));
    await Promise.all([...[...all].map((one) => binder.load(one)), this.#rows.load(), this.#scalars.load()]);
    const bound = new Map(
      [...all].map((one) => [one, binder.ready(one, whole(this.#program, one), uniforms)]),
    );
    const ready = (list: PhaseProgram["dispatches"]) => list.map((one) => bound.get(one)!);
    this.#phases = Object.fromEntries(
      phases.map(([name, { dispatches, neutral, input }]) => [
        name,
        { dispatches: ready(dispatches), neutral: ready(neutral), scalars: scalarsOf(input, uniforms) },
      ]),
    );
  }

  /** How products of matrices take their factors. */
  get precision(): Precision {
    return this.#program.layout.shape.precision;
  }

  /**
   * Carries out a phase.
   *
   * @param base - the number of steps that the device had taken when its counters began.
   */
  run(name: PhaseName, call: Call, base: number): void {
    const phase = this.#phases[name]!;
    const { gradients, encoder: target } = this;
    const begun = target && "dispatchWorkgroups" in target ? target : undefined;
    const own = begun ? undefined : (target as GpuEncoder | undefined);
    const division = this.#division;
    this.gradients = undefined;
    this.encoder = undefined;
    // A pass of the user's needs no encoder: it copies nothing, as the caller has seen to.
    const encoder = own ?? (begun ? unused : this.#device.createCommandEncoder());
    // What is refused of rows is refused before anything moves.
    const tables = this.#rows.begin(call.rows ?? []);
    const scalars = call.scalarsAt(call.count);
    const loss = this.#lossIn(scalars);
    if (division) bringParts(this.#scalars, phase.scalars, division, call, loss, [encoder, own]);
    else this.#scalars.bring(phase.scalars, scalars, call.count - base, loss, target);
    if (gradients) this.#copyGradients(encoder, gradients);
    this.#silence(encoder);
    const pass = begun ?? encoder.beginComputePass();
    const parts = division ?? (tables.length > 0 ? this.#undivided : undefined);
    if (parts) dispatchParts(pass, this.#partPhase(name), parts, call, tables, gradients);
    else {
      const { dispatches } = this.#program.phases[name]!;
      const { next } = phase.scalars;
      for (let d = 0; d < dispatches.length; d++)
        if (isDue(dispatches[d]!, next)) dispatchOn(pass, readyAt(phase.dispatches[d]!, gradients));
    }
    if (begun) return;
    pass.end();
    if (!own) this.#device.queue.submit([encoder.finish()] as never);
  }

  /** All tensors as one cohort, once a call needs them so. */
  get #undivided(): Division {
    const { groups } = this.#program.layout.plan;
    const paths = groups.flatMap(({ tensors }) => tensors.map(({ path }) => path));
    this.#one ??= new Division(this.#program, this.#memory, [paths]);
    return this.#one;
  }

  #partPhase(name: PhaseName): PartPhase {
    const { dispatches: ready, neutral, scalars } = this.#phases[name]!;
    return {
      scalars,
      program: this.#program,
      binder: this.#binder,
      phase: this.#program.phases[name]!,
      ready,
      neutral,
      uniforms: this.#memory.of("h"),
      rows: this.#rows,
    };
  }

  /** The loss among the scalars of a call, where the plan has one. */
  #lossIn(scalars: Float64Array): number | undefined {
    const { plan } = this.#program.layout;
    return plan.scalars.at(-1)?.name === "loss" ? scalars.at(-1) : undefined;
  }

  /**
   * Divides the tensors, by path, into those that have taken part in the same steps; see `Execution.divide`.
   *
   * @param own - the user's encoder in which the call that comes is recorded, if it is.
   */
  divide(cohorts: readonly (readonly string[])[], own: GpuEncoder | undefined): void {
    if (cohorts.length === 0) {
      this.#division = undefined;
      return;
    }
    const encoder = own ?? this.#device.createCommandEncoder();
    this.#division = new Division(this.#program, this.#memory, cohorts, encoder, this.#division);
    if (!own) this.#device.queue.submit([encoder.finish()] as never);
  }

  /** The paths of each cohort, where tensors are divided. */
  get cohorts(): readonly (readonly string[])[] | undefined {
    return this.#division?.all.map(({ paths }) => paths);
  }

  /** Makes the gradient of a tensor zeros where it lies here, before the next call. */
  silence(path: string): void {
    this.#silent.add(path);
  }

  #silence(encoder: GpuEncoder): void {
    for (const path of this.#silent)
      for (const { buffer, offset, length } of this.#pieces.pieces("g", path))
        encoder.clearBuffer(buffer as never, offset, length * 4);
    this.#silent.clear();
  }

  /** Copies gradients of tensors that lie here from buffers of the user's own. */
  #copyGradients(encoder: GpuEncoder, gradients: ReadonlyMap<string, GpuTensor>): void {
    for (const [path, { buffer, offset, size }] of gradients) {
      if (this.#memory.ranges.has(path)) continue;
      const [to] = this.#pieces.pieces("g", path) as [Piece];
      // Gradients that were written in place.
      if (buffer === to.buffer && offset === to.offset) continue;
      encoder.copyBufferToBuffer(buffer as never, offset, to.buffer as never, to.offset, size);
    }
  }

  /** Overwrites an array: numbers, or codes where it is stored in them. */
  write(role: string, path: string, values: ArrayLike<number>): void {
    const data = values instanceof Float32Array ? values : dataOf(values);
    let from = 0;
    for (const { buffer, offset, length } of this.#pieces.placeOf(role, path)) {
      if (length > 0) this.#device.queue.writeBuffer(buffer as never, offset, data as never, from, length);
      from += length;
    }
  }

  /** Copies of arrays, all from the same moment; of those in codes, these. */
  async read(wanted: readonly (readonly [role: string, path: string])[]): Promise<(Float32Array | Codes)[]> {
    const places = wanted.map(([role, path]) => this.#pieces.placeOf(role, path));
    const all = await readBack(this.#device, places.flat());
    let begin = 0;
    return places.map((pieces, index) => {
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      begin += length;
      const words = all.slice(begin - length, begin);
      const coded = codedIn(this.#program.layout.plan, ...wanted[index]!);
      return coded ? codesOf(coded.bytes, words.buffer, 0, coded.size) : words;
    });
  }

  /** The same of arrays that are not in codes. */
  async numbers(wanted: readonly (readonly [role: string, path: string])[]): Promise<Float32Array[]> {
    return (await this.read(wanted)) as Float32Array[];
  }

  /** Steps taken and calls declined since `forget`, those in a row, and the most of them. */
  async counters(): Promise<{ count: number; skipped: number; inARow: number; mostInARow: number }> {
    const place = { buffer: this.#memory.of("h"), offset: fixed.count * 4, length: 4 };
    const [count = 0, skipped = 0, inARow = 0, mostInARow = 0] = await readBack(this.#device, [place]);
    return { count, skipped, inARow, mostInARow };
  }

  /** Begins the device's counters anew; those in a row go on. */
  forget(inARow: number): void {
    this.#memory.write("h", fixed.count, Float32Array.of(0, 0, inARow, 0));
  }

  /** A gradient, or what users have of a parameter, where it lies. */
  handle(role: "p" | "g", path: string): GpuTensor {
    return this.#pieces.shown(role, path);
  }

  /** Whether a tensor's gradient has memory: that of one in a buffer of the user's own once it is first needed. */
  hasGradient(path: string): boolean {
    return this.#memory.hasGradient(path);
  }

  dispose(): void {
    this.#memory.dispose();
    this.#scalars.dispose();
  }
}
