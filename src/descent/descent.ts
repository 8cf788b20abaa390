/**
 * A descent: parameters, gradients, state and step count on a device. This is the object that users work with; `steps.ts` carries
 * out its calls.
 */
import type { Shard } from "../runtime/device.ts";
import { Edited } from "./edited.ts";
import { evaluationOf } from "./evaluation.ts";
import { encodeAll } from "./half-arrays.ts";
import { lossOf, readRestore, type StepInputs } from "./inputs.ts";
import type { LastStep } from "./last.ts";
import type { Gradients, HyperValues, Named } from "./names.ts";
import type { Parts } from "./parts.ts";
import { type Restored, type RestoreOptions, restoreInto } from "./restore.ts";
import { type Snapshot, type SnapshotPart, snapshotOf, snapshotPartOf } from "./snapshot.ts";
import { type DescentSummary, shapesOf } from "./summary.ts";
import { type Live, treeOf } from "./tree.ts";

/** Parameters, gradients and state of an optimizer on a device. Made by `optimizer.init`. */
export class Descent<P = unknown, H extends string = string, S extends string = string> extends Edited<P> {
  #parts: Parts;
  #restored: Restored | undefined;

  /** Made by `optimizer.init`. */
  constructor(parts: Parts) {
    super();
    this.#parts = parts;
  }

  protected override parts(): Parts {
    return this.#parts;
  }

  protected override become(parts: Parts): void {
    this.#parts = parts;
  }

  /**
   * The parameters: views into the arena with the structure that was given to `init`. To send values to another thread, post
   * copies, `array.slice()`, or a `snapshot()`. Posting a view clones the whole memory behind it, 1 MiB for a small descent on
   * `wasm`; transferring one on `js` takes the descent's memory away; with `threads` the other side sees every later step.
   */
  override get params(): Live<P> {
    this.#parts.steps.checkAlive();
    return this.#parts.params as Live<P>;
  }

  /** The gradients: write them here, then call `step()`. They keep their values. */
  get grads(): Live<P> {
    this.#parts.steps.checkAlive();
    return this.#parts.grads as Live<P>;
  }

  /**
   * The optimizer's state by name: `descent.state.m`. A state of elements has the structure of the parameters; one of
   * tensors, units, rows or columns has values by path; one that is the same for all tensors is a number. Where processes share states,
   * those of elements have by path what lies here, as `shard.part(path)` says.
   */
  get state(): Named<S, unknown> {
    this.#parts.steps.checkAlive();
    return this.#parts.state as Named<S, unknown>;
  }

  /** Number of steps taken. */
  override get count(): number {
    return this.#parts.steps.counters.count;
  }

  /** Number of declined steps (`skipNonFinite()`). */
  get skipped(): number {
    return this.#parts.steps.counters.skipped;
  }

  /** Number of gradients since the last step, where a step takes several. */
  get pending(): number {
    return this.#parts.steps.counters.pending;
  }

  /** The device that the descent runs on: `wasm`, `js`, or the name of one of your own. */
  get device(): string {
    return this.#parts.device;
  }

  /** The number of threads that steps as they come now run on; `"auto"` finds it in the first ones, apart for steps far apart in time. */
  get threads(): number {
    return this.#parts.running.execution.threads ?? 1;
  }

  /** Which states lie here, where processes share them (`init` with `shard`); undefined where all do. */
  get shard(): Shard | undefined {
    return this.#parts.running.execution.shard;
  }

  /** Values of the hyperparameters at the last step; before the first step, those of the first. */
  get hyper(): Named<H, number> {
    this.#parts.steps.checkAlive();
    return this.#parts.hypers.values as Named<H, number>;
  }

  /**
   * Measurements of the last step; ask for them with `init(params, { measure: true })`, or `"tensors"` for those of each tensor too.
   *
   * @throws TypeError if the step was not measured.
   */
  get last(): LastStep {
    this.#parts.steps.checkAlive();
    const { outcome, counters, participants } = this.#parts.steps;
    return this.#parts.measurements.read(outcome?.measured, counters.isTaken, participants);
  }

  /**
   * Takes one step.
   *
   * @param grads - gradients with the structure of the parameters, copied in, from 16 bits too; if left out, those in `grads` are used. Where `null` stands
   *   for one or for a part of the tree, parameters have no gradient: they keep every bit, and so do their states. For them the step is
   *   not counted; norms are without them. With gradients written in place, `step({ ...descent.grads, expert: null })`.
   * @param options - `loss`, the loss at the parameters, where the optimizer reads it.
   * @throws ParameterError, with the path, if they do not have the structure or the lengths of the parameters, or
   *   if a loss is needed and not given; HyperparameterError if a schedule leaves its interval. Nothing has
   *   changed then. DeclinedError if as many steps in a row were declined as `skipNonFinite({ maxConsecutive })` says.
   */
  step(grads?: Gradients<P>, options?: StepInputs): void {
    this.#parts.steps.take("step", grads, lossOf(options));
  }

  /**
   * The first half of a step of `sam`: given the gradient at the parameters, moves them to the point where the optimizer needs
   * the gradient of its step. Then call `step()` with the gradient there.
   *
   * @param grads - as `step` takes them.
   * @throws ProtocolError for an optimizer that takes one gradient a step, or if called twice in a row.
   * @example
   * const descent = await sam(sgd({ learningRate: 0.1 })).init({ x: new Float32Array([1]) });
   * descent.perturb({ x: descent.params.x });
   * descent.step({ x: descent.params.x });
   */
  perturb(grads?: Gradients<P>): void {
    this.#parts.steps.checkAlive();
    this.#parts.steps.protocol.checkPerturbs();
    this.#parts.steps.take("perturb", grads);
  }

  /**
   * Tells the optimizer what it needs beside gradients, between steps: for `sophia`, an estimate of the Hessian's diagonal. Parameters stay
   * as they are, and so do gradients in `grads`. Nothing declines values that are not finite, and no scale of the loss is taken out of them.
   *
   * @param values - one for each element, with the structure of the parameters; in 16 bits where the parameters are. If left out, those in
   *   `grads`. `null` may stand for parameters whose rules take none; frozen ones are told nothing.
   * @throws ParameterError as `step` does; ProtocolError for an optimizer that takes no estimates, or between `perturb()` and `step()`;
   *   DeviceError where processes share states.
   * @example
   * const descent = await sophia({ learningRate: 0.01 }).init({ x: new Float64Array([2]) });
   * descent.estimate({ x: [6] });
   * descent.step({ x: [12] });
   */
  estimate(values?: Gradients<P>): void {
    this.#parts.steps.estimate(values);
  }

  /**
   * Takes a step on the mean of the gradients since the last step, fewer than `accumulate` waits for. Call it at the end of an epoch.
   *
   * @returns whether there were any. If not, or if the optimizer takes a step with every gradient, nothing happens.
   * @throws ProtocolError between `perturb()` and `step()`; HyperparameterError where a schedule leaves its interval.
   * @example
   * const descent = await accumulate(sgd({ learningRate: 1 }), { every: 4 }).init({ x: [0] });
   * for (const gradient of [1, 2]) descent.step({ x: [gradient] });
   * descent.flush();
   * console.log(descent.params.x); // Float64Array [-1.5]
   */
  flush(): boolean {
    return this.#parts.steps.flush();
  }

  /**
   * Sets hyperparameters by name, from the next step on: numbers or schedules.
   *
   * @throws HyperparameterError for an unknown name or a value outside its interval. Nothing is set then.
   * @example
   * descent.set({ learningRate: 1e-4 });
   */
  set(values: HyperValues<H>): void {
    this.#parts.steps.checkAlive();
    this.#parts.hypers.set(values);
  }

  /**
   * The parameters to evaluate with: averages or the x of schedule-free methods, if the optimizer has them, otherwise the
   * parameters. Returns copies and does not affect training. Processes that share states call it together.
   *
   * @example
   * const descent = await scheduleFreeSgd().init({ x: new Float32Array([1]) });
   * descent.step({ x: [0.5] });
   * const { x } = await descent.evalParams();
   */
  async evalParams(): Promise<Live<P>> {
    this.#parts.steps.checkAlive();
    const { protocol, counters, participants } = this.#parts.steps;
    protocol.checkUnmoved(counters, "evalParams");
    // Copied before anything is awaited: the values are those at the call.
    const { running, structure, hypers } = this.#parts;
    const found = evaluationOf(running, hypers, participants, counters.count);
    return treeOf(structure, (path) => found.get(path)) as Live<P>;
  }

  /**
   * Everything that a run needs to continue later: parameters, states, number of steps, hyperparameters. The result holds copies in
   * plain objects, for `JSON.stringify`, `structuredClone` and `postMessage`. Processes that share states call it together, and each gets
   * all of them.
   *
   * @example
   * const descent = await adam().init({ x: new Float32Array([1]) });
   * const saved = await descent.snapshot();
   * await descent.restore(saved);
   */
  async snapshot(): Promise<Snapshot> {
    return this.snapshotSync();
  }

  /** The same at once. */
  snapshotSync(): Snapshot {
    this.#parts.steps.checkAlive();
    return snapshotOf(this.#parts.running, this.#parts.hypers, this.#parts.steps);
  }

  /** What a snapshot has of what lies in this process, where processes share states: for checkpoints of several files. */
  async snapshotPart(): Promise<SnapshotPart> {
    this.#parts.steps.checkAlive();
    return snapshotPartOf(this.#parts.running, this.#parts.hypers, this.#parts.steps);
  }

  /**
   * Continues from a snapshot of this descent, or of another with the same optimizer and parameters of the same paths,
   * shapes and types: all later steps are the same to the last bit. Schedules cannot be saved and stay as they are.
   * The snapshot may have gone through JSON or `structuredClone`.
   *
   * @param options - `hyper: false` keeps the hyperparameters that this descent has, such as a new learning rate. `partial: true` takes what
   *   fits of a snapshot of another model: parameters that both have, with the same shape, type and rules, and all that belongs to them.
   *   Others keep what they have, also what they count.
   * @returns what was taken, what was not, and why.
   * @throws SnapshotError if the snapshot does not fit, with what was found and expected. Nothing has changed then.
   */
  async restore(snapshot: Snapshot, options: RestoreOptions = {}): Promise<Restored> {
    return this.restoreSync(snapshot, options);
  }

  /** The same at once. Throws what `restore` rejects with. */
  restoreSync(snapshot: Snapshot, options: RestoreOptions = {}): Restored {
    this.#parts.steps.checkReady();
    this.#restored = restoreInto(this.#parts, snapshot, readRestore(options));
    const { running } = this.#parts;
    encodeAll(running);
    this.#parts.steps.project();
    return this.#restored;
  }

  /**
   * Begins anew from the parameters as they are now, as `init` would with them, and compiles nothing: one descent fits many small
   * problems. Hyperparameters keep what `set` gave, frozen parameters stay frozen. Throws as `step` does.
   * @example
   * const descent = await adam({ learningRate: 0.1 }).init({ x: [3] });
   * descent.restart();
   */
  restart(): void {
    this.#parts.steps.restart();
  }

  /** What the last `restore`, or `init` with `from`, took of its snapshot; undefined before there was one. */
  get restored(): Restored | undefined {
    return this.#restored;
  }

  /** A short description, for `JSON.stringify`. To continue a run use `snapshot()`. */
  toJSON(): DescentSummary {
    return {
      device: this.#parts.device,
      count: this.#parts.steps.counters.count,
      ...(this.#parts.steps.isDisposed && { isDisposed: true }),
      params: shapesOf(this.#parts.targets),
      hyper: this.#parts.hypers.values,
    };
  }

  /** Frees the memory. Do not use the views afterwards: the memory may belong to another descent by then. */
  dispose(): void {
    this.#parts.steps.dispose();
  }
}
