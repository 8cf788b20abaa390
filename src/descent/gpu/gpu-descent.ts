/**
 * A descent on a GPU. Steps return at once and are carried out later, in their order; what has to be read from the GPU is awaited. All
 * else is as in `../descent.ts`.
 */
import type { Pattern } from "../../rule/pattern.ts";
import type { GpuDevice, GpuEncoder, GpuPass } from "../../runtime/webgpu/gpu.ts";
import { ProtocolError } from "../errors.ts";
import { lossOf, readRestore, type StepInputs } from "../inputs.ts";
import type { LastStep } from "../last.ts";
import type { Gradients, HyperValues, Named } from "../names.ts";
import type { Restored, RestoreOptions } from "../restore.ts";
import type { Snapshot } from "../snapshot.ts";
import { type DescentSummary, shapesOf } from "../summary.ts";
import { type Live, ParameterError } from "../tree.ts";
import { evaluationOn, lastOf, readParams, restoreOn, snapshotOn, stateOn, writeParams } from "./exchange.ts";
import { GpuEdited } from "./gpu-edited.ts";
import type { GpuParts } from "./gpu-parts.ts";
import type { BufferGradients, OnGpu } from "./trees.ts";

/** Parameters, gradients and state of an optimizer on a GPU. Made by `optimizer.init(params, { device: "webgpu" })`. */
export class GpuDescent<
  P = unknown,
  H extends string = string,
  S extends string = string,
> extends GpuEdited<P> {
  #parts: GpuParts;
  #restored: Restored | undefined;

  /** Made by `optimizer.init`. */
  constructor(parts: GpuParts) {
    super();
    this.#parts = parts;
  }

  protected override parts(): GpuParts {
    return this.#parts;
  }

  protected override become(parts: GpuParts): void {
    this.#parts = parts;
  }

  /** The parameters where they lie: buffers of the GPU, each with offset and size in bytes. To read them, `await descent.read()`. */
  get params(): OnGpu<P> {
    this.#parts.steps.checkAlive();
    return this.#parts.params as OnGpu<P>;
  }

  /** The gradients where they lie: write them there with commands of your own, then call `step()`. */
  get grads(): OnGpu<P> {
    this.#parts.steps.checkAlive();
    return this.#parts.grads as OnGpu<P>;
  }

  /** `webgpu`. */
  get device(): "webgpu" {
    return "webgpu";
  }

  /** The GPU device that the descent runs on. */
  get gpu(): GpuDevice {
    return this.#parts.execution.gpu;
  }

  /**
   * Number of steps taken.
   *
   * @throws ProtocolError where the GPU decides whether steps are taken (`skipNonFinite()`) and this is not known of all: await `done()`.
   */
  get count(): number {
    this.#parts.resolution.checkKnown("reading count");
    return this.#parts.steps.counters.count;
  }

  /** Number of declined steps. Throws as `count` does. */
  get skipped(): number {
    this.#parts.resolution.checkKnown("reading skipped");
    return this.#parts.steps.counters.skipped;
  }

  /** Number of gradients since the last step, where a step takes several. */
  get pending(): number {
    return this.#parts.steps.counters.pending;
  }

  /** Values of the hyperparameters at the last step; before the first step, those of the first. */
  get hyper(): Named<H, number> {
    this.#parts.steps.checkAlive();
    return this.#parts.hypers.values as Named<H, number>;
  }

  /**
   * Takes one step, and returns before it is carried out. Throws as that of `Descent` does; a DeclinedError comes from `done()`.
   *
   * @param grads - gradients with the structure of the parameters, copied to the GPU, or all of them in buffers, other ones at each step if need be: of
   *   parameters that lie in buffers of one's own they are read where they lie, of others copied on the GPU. If left out, those that lie in `grads`.
   *   Where `null` stands, parameters have none and take no part, as with `Descent`.
   * @throws ProtocolError also if of more than a thousand steps it is not known whether they were taken.
   */
  step(grads?: Gradients<P> | BufferGradients<P>, options?: StepInputs): void {
    this.#parts.take("step", grads, lossOf(options));
  }

  /** The first half of a step of `sam`; see `Descent`. */
  perturb(grads?: Gradients<P> | BufferGradients<P>): void {
    this.#parts.steps.checkAlive();
    this.#parts.steps.protocol.checkPerturbs();
    this.#parts.take("perturb", grads);
  }

  /** Tells the optimizer what it needs beside gradients; see `Descent`. It goes through the memory of `grads`. Throws as `count` does, too. */
  estimate(values?: Gradients<P> | BufferGradients<P>): void {
    this.#parts.estimate(values);
  }

  /**
   * Records a step into an encoder of one's own, or into a compute pass that has begun, to be submitted with its other commands. What it needs besides is written on the queue at the call: submit
   * encoders in the order in which steps were recorded, and before later calls of `step`; of up to 1024 steps that are not submitted yet the numbers are kept.
   *
   * @param grads - gradients in buffers; if left out, those that lie in `grads` when the commands run. A pass can copy nothing:
   *   there gradients are of parameters in buffers of one's own, or lie in `grads`, and all parameters take part in all steps.
   * @throws as `step`; ParameterError for gradients in memory of the host, or what is neither a GPUCommandEncoder nor a pass.
   */
  encode(encoder: GpuEncoder | GpuPass, grads?: BufferGradients<P>, options?: StepInputs): void {
    checkEncoder(encoder);
    if (grads !== undefined && (!this.#parts.areInBuffers(grads) || this.#parts.haveRows(grads)))
      throw new ParameterError(
        "encode() takes gradients in buffers, or those that lie in grads: copies from the host come before all commands of an encoder",
      );
    this.#parts.execution.encoder = encoder;
    this.#parts.take("step", grads, lossOf(options));
  }

  /** Takes a step on the mean of the gradients since the last step; see `Descent`. */
  flush(): boolean {
    return this.#parts.steps.flush();
  }

  /**
   * Waits until all steps are carried out.
   *
   * @throws DeclinedError if as many steps in a row were declined as `skipNonFinite({ maxConsecutive })` says; DisposedError if the GPU was lost.
   */
  async done(): Promise<void> {
    this.#parts.steps.checkAlive();
    if (this.#parts.resolution.isNeeded) await this.#parts.resolution.resolve();
    else await this.gpu.queue.onSubmittedWorkDone();
    this.#parts.steps.checkAlive();
    this.#parts.steps.protocol.checkDeclined(this.#parts.steps.counters);
  }

  /** Copies of the parameters as they are after all steps so far. */
  async read(): Promise<Live<P>> {
    await this.done();
    return (await readParams(this.#parts)) as Live<P>;
  }

  /**
   * Overwrites the parameters. States and counts stay.
   *
   * @throws ParameterError if they do not have the structure of the parameters.
   */
  write(params: P | Live<P>): void {
    this.#parts.steps.checkReady();
    writeParams(this.#parts, params);
    this.#parts.steps.project();
  }

  /** The optimizer's state by name: copies, as `Descent` shows it. */
  get state(): Promise<Named<S, unknown>> {
    this.#parts.steps.checkAlive();
    return stateOn(this.#parts) as Promise<Named<S, unknown>>;
  }

  /**
   * Measurements of the last step; ask for them with `init(params, { measure: true })`.
   *
   * @throws TypeError if the step was not measured.
   */
  get last(): Promise<LastStep> {
    return this.done().then(() => lastOf(this.#parts));
  }

  /** Sets hyperparameters by name, from the next step on. @throws as `Descent` does; ProtocolError as `count` does. */
  set(values: HyperValues<H>): void {
    this.#parts.steps.checkAlive();
    this.#parts.resolution.checkKnown("set()");
    this.#parts.hypers.set(values);
  }

  /** The parameters to evaluate with: copies; see `Descent`. */
  async evalParams(): Promise<Live<P>> {
    await this.done();
    const { protocol, counters } = this.#parts.steps;
    protocol.checkUnmoved(counters, "evalParams");
    return (await evaluationOn(this.#parts)) as Live<P>;
  }

  /** Everything that a run needs to continue later, on this device or on another. Do not take steps before it has resolved. */
  async snapshot(): Promise<Snapshot> {
    await this.done();
    return snapshotOn(this.#parts);
  }

  /** Continues from a snapshot, also of a descent on another device. Throws what that of `Descent` rejects with. */
  async restore(snapshot: Snapshot, options: RestoreOptions = {}): Promise<Restored> {
    const read = readRestore(options);
    await this.done();
    this.#parts.steps.checkReady();
    this.#restored = await restoreOn(this.#parts, snapshot, read);
    this.#parts.resolution.begin();
    this.#parts.steps.project();
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

  /** Freezes parameters by a pattern of their paths; see `Descent`. */
  freeze(pattern: Pattern): void {
    this.#parts.steps.freeze("freeze", pattern);
  }

  /** Trains frozen parameters again, with the states and counts that they had. */
  unfreeze(pattern: Pattern): void {
    this.#parts.steps.freeze("unfreeze", pattern);
  }

  /** Paths of the parameters that are frozen. */
  get frozen(): readonly string[] {
    return this.#parts.steps.participants.frozen;
  }

  /** A short description, for `JSON.stringify`. `count` is as if all steps that are not known yet were taken. */
  toJSON(): DescentSummary {
    return {
      device: this.device,
      count: this.#parts.steps.counters.count,
      ...(this.#parts.steps.isDisposed && { isDisposed: true }),
      params: shapesOf(this.#parts.targets),
      hyper: this.#parts.hypers.values,
    };
  }

  /** Destroys all buffers that the descent has made. */
  dispose(): void {
    this.#parts.steps.dispose();
  }
}

/** @throws ParameterError for what records no commands. */
function checkEncoder(encoder: Partial<GpuEncoder & GpuPass> | undefined | null): void {
  const isEncoder =
    typeof encoder?.beginComputePass === "function" && typeof encoder.copyBufferToBuffer === "function";
  if (isEncoder || typeof encoder?.dispatchWorkgroups === "function") return;
  throw new ParameterError(
    "encode() takes a GPUCommandEncoder or a GPUComputePassEncoder; give device.createCommandEncoder() and call submit() yourself",
  );
}
