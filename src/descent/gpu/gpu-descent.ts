/**
 * A descent on a GPU. Steps return at once and are carried out later, in their order; what has to be read from the GPU is awaited. All
 * else is as in `../descent.ts`.
 */
import { DeviceError } from "../../runtime/device.ts";
import type { GpuDevice, GpuEncoder, GpuTensor } from "../../runtime/webgpu/gpu.ts";
import { ProtocolError } from "../errors.ts";
import type { Hypers } from "../hypers.ts";
import { lossOf, readRestore, type StepInputs } from "../inputs.ts";
import type { LastStep } from "../last.ts";
import type { Gradients, HyperValues, Named } from "../names.ts";
import type { Restored, RestoreOptions } from "../restore.ts";
import type { Running } from "../running.ts";
import type { Snapshot } from "../snapshot.ts";
import { Steps } from "../steps.ts";
import { type DescentSummary, Shown, shapesOf } from "../summary.ts";
import { targetsOf } from "../targets.ts";
import { type Live, ParameterError, type Structure } from "../tree.ts";
import { evaluationOn, lastOf, readParams, restoreOn, snapshotOn, stateOn, writeParams } from "./exchange.ts";
import type { GpuExecution } from "./execution.ts";
import { BufferInlet } from "./inlet.ts";
import { Resolution } from "./resolution.ts";
import { type BufferGradients, gpuTree, type OnGpu } from "./trees.ts";

/** Parameters, gradients and state of an optimizer on a GPU. Made by `optimizer.init(params, { device: "webgpu" })`. */
export class GpuDescent<P = unknown, H extends string = string, S extends string = string> extends Shown {
  readonly #running: Running;
  readonly #execution: GpuExecution;
  readonly #structure: Structure;
  readonly #hypers: Hypers;
  readonly #steps: Steps;
  readonly #resolution: Resolution;
  readonly #targets: ReturnType<typeof targetsOf>;
  readonly #buffers: BufferInlet;
  readonly #params: OnGpu<P>;
  #grads: OnGpu<P> | undefined;
  #restored: Restored | undefined;

  /** Made by `optimizer.init`. */
  constructor(
    running: Running & { readonly execution: GpuExecution },
    structure: Structure,
    hypers: Hypers,
    ranges: ReadonlyMap<string, GpuTensor>,
  ) {
    super();
    const { plan, execution } = running;
    this.#running = running;
    this.#execution = execution;
    this.#structure = structure;
    this.#hypers = hypers;
    this.#targets = targetsOf(running);
    this.#steps = new Steps(running, hypers, structure, this.#targets);
    this.#resolution = new Resolution(plan, execution, hypers, this.#steps);
    const { program } = execution;
    this.#params = gpuTree(structure, (path) => program.handle("p", path)) as OnGpu<P>;
    this.#buffers = new BufferInlet(structure, ranges);
  }

  /** The parameters where they lie: buffers of the GPU, each with offset and size in bytes. To read them, `await descent.read()`. */
  get params(): OnGpu<P> {
    this.#steps.checkAlive();
    return this.#params;
  }

  /** The gradients where they lie: write them there with commands of your own, then call `step()`. */
  get grads(): OnGpu<P> {
    this.#steps.checkAlive();
    const { program } = this.#execution;
    this.#grads ??= gpuTree(this.#structure, (path) => program.handle("g", path)) as OnGpu<P>;
    return this.#grads;
  }

  /** `webgpu`. */
  get device(): "webgpu" {
    return "webgpu";
  }

  /** The GPU device that the descent runs on. */
  get gpu(): GpuDevice {
    return this.#execution.gpu;
  }

  /**
   * Number of steps taken.
   *
   * @throws ProtocolError where the GPU decides whether steps are taken (`skipNonFinite()`) and this is not known of all: await `done()`.
   */
  get count(): number {
    this.#resolution.checkKnown("reading count");
    return this.#steps.counters.count;
  }

  /** Number of declined steps. Throws as `count` does. */
  get skipped(): number {
    this.#resolution.checkKnown("reading skipped");
    return this.#steps.counters.skipped;
  }

  /** Number of gradients since the last step, where a step takes several. */
  get pending(): number {
    return this.#steps.counters.pending;
  }

  /** Values of the hyperparameters at the last step; before the first step, those of the first. */
  get hyper(): Named<H, number> {
    this.#steps.checkAlive();
    return this.#hypers.values as Named<H, number>;
  }

  /**
   * Takes one step, and returns before it is carried out. Throws as that of `Descent` does; a DeclinedError comes from `done()`.
   *
   * @param grads - gradients with the structure of the parameters, copied to the GPU, or all of them in buffers, other ones at each step if need be: of
   *   parameters that lie in buffers of one's own they are read where they lie, of others copied on the GPU. If left out, those that lie in `grads`.
   * @throws ProtocolError also if of more than a thousand steps it is not known whether they were taken.
   */
  step(grads?: Gradients<P> | BufferGradients<P>, options?: StepInputs): void {
    this.#take("step", grads, lossOf(options));
  }

  /** The first half of a step of `sam`; see `Descent`. */
  perturb(grads?: Gradients<P> | BufferGradients<P>): void {
    this.#steps.checkAlive();
    this.#steps.protocol.checkPerturbs();
    this.#take("perturb", grads);
  }

  /**
   * Records a step into an encoder of one's own, to be submitted with its other commands. What it needs besides is written on the queue at the call: submit
   * encoders in the order in which steps were recorded, and before later calls of `step`; of up to 1024 steps that are not submitted yet the numbers are kept.
   *
   * @param grads - gradients in buffers; if left out, those that lie in `grads` when the commands run.
   * @throws as `step`; ParameterError for gradients in memory of the host, or what is no GPUCommandEncoder outside of passes.
   */
  encode(encoder: GpuEncoder, grads?: BufferGradients<P>, options?: StepInputs): void {
    checkEncoder(encoder);
    if (grads !== undefined && !this.#buffers.takes(grads))
      throw new ParameterError(
        "encode() takes gradients in buffers, or those that lie in grads: copies from the host come before all commands of an encoder",
      );
    this.#execution.encoder = encoder;
    this.#take("step", grads, lossOf(options));
  }

  #take(call: "step" | "perturb", grads: unknown, loss?: number): void {
    const { pending } = this.#steps.counters;
    const execution = this.#execution;
    try {
      this.#resolution.before();
      const inBuffers = grads !== undefined && this.#buffers.takes(grads);
      if (inBuffers) execution.buffers = this.#buffers.read(grads);
      execution.bringsGradients = grads !== undefined && !inBuffers;
      this.#steps.take(call, inBuffers ? undefined : grads, loss);
    } finally {
      execution.buffers = undefined;
      execution.encoder = undefined;
    }
    if (this.#steps.counters.pending <= pending) this.#resolution.after();
  }

  /** Takes a step on the mean of the gradients since the last step; see `Descent`. */
  flush(): boolean {
    return this.#steps.flush();
  }

  /**
   * Waits until all steps are carried out.
   *
   * @throws DeclinedError if as many steps in a row were declined as `skipNonFinite({ maxConsecutive })` says; DisposedError if the GPU was lost.
   */
  async done(): Promise<void> {
    this.#steps.checkAlive();
    if (this.#resolution.isNeeded) await this.#resolution.resolve();
    else await this.gpu.queue.onSubmittedWorkDone();
    this.#steps.checkAlive();
    this.#steps.protocol.checkDeclined(this.#steps.counters);
  }

  /** Copies of the parameters as they are after all steps so far. */
  async read(): Promise<Live<P>> {
    await this.done();
    return (await readParams(this.#running, this.#execution, this.#structure)) as Live<P>;
  }

  /**
   * Overwrites the parameters. States and counts stay.
   *
   * @throws ParameterError if they do not have the structure of the parameters.
   */
  write(params: P | Live<P>): void {
    this.#steps.checkReady();
    writeParams(this.#execution, this.#structure, this.#targets, params);
    this.#steps.project();
  }

  /** The optimizer's state by name: copies, as `Descent` shows it. */
  get state(): Promise<Named<S, unknown>> {
    this.#steps.checkAlive();
    return stateOn(this.#running, this.#execution, this.#structure, this.#steps) as Promise<
      Named<S, unknown>
    >;
  }

  /**
   * Measurements of the last step; ask for them with `init(params, { measure: true })`.
   *
   * @throws TypeError if the step was not measured.
   */
  get last(): Promise<LastStep> {
    return this.done().then(() => lastOf(this.#running, this.#execution, this.#steps));
  }

  /** Sets hyperparameters by name, from the next step on. @throws as `Descent` does; ProtocolError as `count` does. */
  set(values: HyperValues<H>): void {
    this.#steps.checkAlive();
    this.#resolution.checkKnown("set()");
    this.#hypers.set(values);
  }

  /** The parameters to evaluate with: copies; see `Descent`. */
  async evalParams(): Promise<Live<P>> {
    await this.done();
    const { protocol, counters } = this.#steps;
    protocol.checkUnmoved(counters, "evalParams");
    const subject = { running: this.#running, hypers: this.#hypers, steps: this.#steps };
    return (await evaluationOn(subject, this.#execution, this.#structure)) as Live<P>;
  }

  /** Everything that a run needs to continue later, on this device or on another. Do not take steps before it has resolved. */
  async snapshot(): Promise<Snapshot> {
    await this.done();
    return snapshotOn({ running: this.#running, hypers: this.#hypers, steps: this.#steps }, this.#execution);
  }

  /** Continues from a snapshot, also of a descent on another device. Throws what that of `Descent` rejects with. */
  async restore(snapshot: Snapshot, options: RestoreOptions = {}): Promise<Restored> {
    const read = readRestore(options);
    await this.done();
    this.#steps.checkReady();
    const subject = { running: this.#running, hypers: this.#hypers, steps: this.#steps };
    this.#restored = await restoreOn(subject, this.#execution, snapshot, read);
    this.#resolution.begin();
    this.#steps.project();
    return this.#restored;
  }

  /** What the last `restore`, or `init` with `from`, took of its snapshot; undefined before there was one. */
  get restored(): Restored | undefined {
    return this.#restored;
  }

  /** @throws ProtocolError: on a GPU the scale of the loss is not known at once. */
  get lossScale(): number {
    throw new ProtocolError(
      '"webgpu" does not know the scale of the loss at once: (await descent.state) has it',
    );
  }

  /** @throws DeviceError: on a GPU all parameters take part in every step. */
  freeze(_pattern: unknown): never {
    throw new DeviceError(
      'on "webgpu" all parameters take part in every step: use the optimizer freeze() in a partition, or "wasm"',
    );
  }

  /** A short description, for `JSON.stringify`. `count` is as if all steps that are not known yet were taken. */
  toJSON(): DescentSummary {
    return {
      device: this.device,
      count: this.#steps.counters.count,
      ...(this.#steps.isDisposed && { isDisposed: true }),
      params: shapesOf(this.#targets),
      hyper: this.#hypers.values,
    };
  }

  /** Destroys all buffers that the descent has made. */
  dispose(): void {
    this.#steps.dispose();
  }
}

/** @throws ParameterError for what records no commands outside of passes. */
function checkEncoder(encoder: Partial<GpuEncoder> | undefined | null): void {
  if (typeof encoder?.beginComputePass === "function" && typeof encoder.copyBufferToBuffer === "function")
    return;
  throw new ParameterError(
    "encode() takes a GPUCommandEncoder, not within a pass; give device.createCommandEncoder() and call submit() yourself",
  );
}
