/**
 * A descent: parameters, gradients, state and step count on a device. This is the object that users work with;
 * the program carries out the steps.
 */

import { hasBox } from "../plan/bounds.ts";
import { type Plan, plan } from "../plan/plan.ts";
import { checkCoverage } from "../rule/coverage.ts";
import type { Transformation } from "../rule/transformation.ts";
import type { Backend } from "../runtime/host/backend.ts";
import { backendFor } from "./device.ts";
import { fillBounds } from "./element-bounds.ts";
import { DeclinedError, DisposedError, ProtocolError } from "./errors.ts";
import { Inlet, type Target } from "./gradients.ts";
import { Hypers } from "./hypers.ts";
import { type InitOptions, lossOf, readInit, readRestore, type StepInputs } from "./inputs.ts";
import { type LastStep, lastStep } from "./last.ts";
import { copyOf } from "./leaf.ts";
import type { Gradients, HyperValues, Named } from "./names.ts";
import { Program } from "./program.ts";
import { Protocol } from "./protocol.ts";
import { readingsOf } from "./readings.ts";
import { type RestoreOptions, restoreInto } from "./restore.ts";
import { type Snapshot, snapshotOf } from "./snapshot.ts";
import { stateOf } from "./state.ts";
import { type DescentSummary, inspected, lineOf, printed, shapesOf } from "./summary.ts";
import { type Live, readTree, type Structure, type Tree, treeOf } from "./tree.ts";

export { DeclinedError, DisposedError, type InitOptions, type LastStep, ProtocolError, type StepInputs };

/** Parameters, gradients and state of an optimizer on a device. Made by `optimizer.init`. */
export class Descent<P = unknown, H extends string = string, S extends string = string> {
  readonly #params: Live<P>;
  readonly #grads: Live<P>;
  readonly #structure: Structure;
  readonly #targets: ReadonlyMap<string, Target>;
  readonly #inlet: Inlet;
  readonly #state: Readonly<Record<string, unknown>>;
  readonly #hypers: Hypers;
  readonly #backendName: string;
  readonly #protocol: Protocol;
  /** The protocol where steps take more than one gradient each: plain ones do not ask it. */
  readonly #watch: Protocol | undefined;
  #program: Program | undefined;
  #count = 0;
  #skipped = 0;
  #pending = 0;
  #taken = true;
  #isAsking = false;

  private constructor(program: Program, { structure, leaves, values }: Tree, backendName: string) {
    this.#program = program;
    this.#backendName = backendName;
    this.#structure = structure;
    const targetsOf = (role: string): Map<string, Target> =>
      new Map(
        program.plan.groups.flatMap(({ tensors }, group) =>
          tensors.map(({ path, shape }, tensor) => [
            path,
            { view: program.viewOf(group, role, tensor)!, shape },
          ]),
        ),
      );
    const params = targetsOf("p");
    this.#targets = targetsOf("g");
    this.#params = treeOf(structure, (path) => params.get(path)!.view) as Live<P>;
    this.#inlet = new Inlet(structure, this.#targets);
    this.#grads = treeOf(structure, (path) => this.#targets.get(path)!.view) as Live<P>;
    this.#hypers = new Hypers(program.plan, program.file);
    this.#hypers.evaluate(0);
    this.#protocol = new Protocol(program);
    this.#watch = this.#protocol.isPlain ? undefined : this.#protocol;
    for (const [index, { path }] of leaves.entries()) params.get(path)!.view.set(values[index]!);
    fillBounds(program);
    this.#state = stateOf(program, structure);
  }

  /** Made by `optimizer.init`. */
  static async create<P>(optimizer: Transformation, params: P, options: InitOptions): Promise<Descent<P>> {
    const { device = "auto", measure, threads } = readInit(options);
    const tree = readTree(params);
    checkCoverage(optimizer, tree.leaves);
    const planned = plan(optimizer, tree.leaves, measure);
    const found = backendFor(device, threads);
    if (!(found instanceof Promise)) return Descent.#on(found, planned, tree);
    // Nothing that happens during the await may change the values of the call.
    const values = tree.values.map(copyOf);
    return Descent.#on(await found, planned, { ...tree, values });
  }

  static async #on<P>(backend: Backend, planned: Plan, tree: Tree): Promise<Descent<P>> {
    const program = new Program(planned, backend);
    try {
      const descent = new Descent<P>(program, tree, backend.name);
      await program.bind(backend);
      if (planned.project) {
        // The initial parameters, and the states that start there, must lie within the bounds too.
        program.run("project");
        stateOf(program, tree.structure);
      }
      return descent;
    } catch (error) {
      program.allocation.free();
      throw error;
    }
  }

  #alive(): Program {
    const program = this.#program;
    if (!program) throw new DisposedError("this descent was disposed of; call init again");
    if (program.isLost) {
      throw new DisposedError(
        "this descent has lost its memory: one of its arrays was transferred; post copies, array.slice(), and call init again",
      );
    }
    return program;
  }

  /**
   * The parameters: views into the arena with the structure that was given to `init`. To send values to another thread, post
   * copies, `array.slice()`, or a `snapshot()`. Posting a view clones the whole memory behind it, 1 MiB for a small descent on
   * `wasm`; transferring one on `js` takes the descent's memory away.
   */
  get params(): Live<P> {
    this.#alive();
    return this.#params;
  }

  /** The gradients: write them here, then call `step()`. They keep their values. */
  get grads(): Live<P> {
    this.#alive();
    return this.#grads;
  }

  /**
   * The optimizer's state by name: `descent.state.m`. A state of elements has the structure of the parameters; one of
   * tensors, units, rows or columns has values by path; one that is the same for all tensors is a number.
   */
  get state(): Named<S, unknown> {
    this.#alive();
    return this.#state as Named<S, unknown>;
  }

  /** Number of steps taken. */
  get count(): number {
    return this.#count;
  }

  /** Number of declined steps (`skipNonFinite()`). */
  get skipped(): number {
    return this.#skipped;
  }

  /** Number of gradients since the last step, where a step takes several. */
  get pending(): number {
    return this.#pending;
  }

  /** The device that the descent runs on: `wasm` or `js`. */
  get device(): string {
    return this.#backendName;
  }

  /** Values of the hyperparameters at the last step; before the first step, those of the first. */
  get hyper(): Named<H, number> {
    this.#alive();
    return this.#hypers.values as Named<H, number>;
  }

  /**
   * Measurements of the last step; ask for them with `init(params, { measure: true })`.
   *
   * @throws TypeError if the step was not measured.
   */
  get last(): LastStep {
    const { file, plan } = this.#alive();
    if (plan.measured.length === 0) {
      throw new TypeError("the last step was not measured; call init(params, { measure: true })");
    }
    return lastStep(file, plan.measured, this.#taken);
  }

  /**
   * Takes one step.
   *
   * @param grads - gradients with the structure of the parameters, copied in; if left out, those in `grads` are used.
   * @param options - `loss`, the loss at the parameters, where the optimizer reads it.
   * @throws ParameterError, with the path, if they do not have the structure or the lengths of the parameters, or
   *   if a loss is needed and not given; HyperparameterError if a schedule leaves its interval. Nothing has
   *   changed then. DeclinedError if as many steps in a row were declined as `skipNonFinite({ maxConsecutive })` says.
   */
  step(grads?: Gradients<P>, options?: StepInputs): void {
    this.#take("step", grads, lossOf(options));
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
    this.#alive();
    if (!this.#protocol.perturbs) {
      throw new ProtocolError("this optimizer has no perturb(): call step() alone");
    }
    this.#take("perturb", grads);
  }

  /** Runs the user's code for a step: getters of gradients, schedules. It may read the descent. */
  #ask(grads?: unknown): void {
    this.#isAsking = true;
    try {
      if (grads !== undefined) this.#inlet.read(grads);
      this.#hypers.evaluate(this.#count);
    } finally {
      this.#isAsking = false;
    }
  }

  #unasked(): Program {
    if (this.#isAsking) {
      throw new ProtocolError(
        "this descent is taking a step: a schedule or a getter of its gradients may read it, but not take steps, restore it or dispose of it",
      );
    }
    return this.#alive();
  }

  #take(call: "step" | "perturb", grads: unknown, loss?: number): void {
    const program = this.#unasked();
    if (call === "step") this.#watch?.checkLoss(loss);
    this.#ask(grads);
    const isBefore = this.#watch?.comesBefore(call, this.#pending) ?? false;
    this.#watch?.takeLoss(loss);
    if (grads !== undefined) this.#inlet.write();
    if (!program.run(isBefore ? "before" : "step")) {
      this.#taken = false;
      this.#skipped++;
      this.#watch?.declined();
      return;
    }
    this.#watch?.accepted();
    if (isBefore) this.#pending++;
    else this.#took();
  }

  #took(): void {
    this.#taken = true;
    this.#count++;
    this.#hypers.took();
    this.#pending = 0;
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
    const program = this.#unasked();
    if (!this.#protocol.isWaiting(this.#pending)) return false;
    this.#ask();
    program.run("flush");
    this.#took();
    return true;
  }

  /**
   * Sets hyperparameters by name, from the next step on: numbers or schedules.
   *
   * @throws HyperparameterError for an unknown name or a value outside its interval. Nothing is set then.
   * @example
   * descent.set({ learningRate: 1e-4 });
   */
  set(values: HyperValues<H>): void {
    this.#alive();
    this.#hypers.set(values);
  }

  /**
   * The parameters to evaluate with: averages or the x of schedule-free methods, if the optimizer has them, otherwise the
   * parameters. Returns copies and does not affect training.
   *
   * @example
   * const descent = await scheduleFreeSgd().init({ x: new Float32Array([1]) });
   * descent.step({ x: [0.5] });
   * const { x } = await descent.evalParams();
   */
  async evalParams(): Promise<Live<P>> {
    const program = this.#alive();
    if (this.#protocol.perturbs && this.#pending > 0) {
      throw new ProtocolError("perturb() has moved the parameters; call step() before evalParams()");
    }
    // Everything is copied before the first await: the values are those at the call.
    const readings = readingsOf(program, this.#hypers, this.#count);
    const { evaluationOf } = await import("./evaluation.ts");
    const found = evaluationOf(readings);
    return treeOf(this.#structure, (path) => found.get(path)) as Live<P>;
  }

  /**
   * Everything that a run needs to continue later: parameters, states, number of steps, hyperparameters. The result holds copies in
   * plain objects, for `JSON.stringify`, `structuredClone` and `postMessage`.
   *
   * @example
   * const descent = await adam().init({ x: new Float32Array([1]) });
   * const saved = await descent.snapshot();
   * await descent.restore(saved);
   */
  async snapshot(): Promise<Snapshot> {
    const counts = { count: this.#count, skipped: this.#skipped, pending: this.#pending };
    return snapshotOf(this.#alive(), this.#hypers, counts);
  }

  /**
   * Continues from a snapshot of this descent, or of another with the same optimizer and parameters of the same paths,
   * shapes and types: all later steps are the same to the last bit. Schedules cannot be saved and stay as they are.
   * The snapshot may have gone through JSON or `structuredClone`.
   *
   * @param options - `hyper: false` keeps the hyperparameters that this descent has, such as a new learning rate.
   * @throws SnapshotError if the snapshot does not fit, with what was found and what was expected. Nothing has changed
   *   then.
   */
  async restore(snapshot: Snapshot, options: RestoreOptions = {}): Promise<void> {
    const program = this.#unasked();
    const counts = restoreInto(program, this.#hypers, this.#protocol, snapshot, readRestore(options));
    ({ count: this.#count, skipped: this.#skipped, pending: this.#pending } = counts);
    this.#protocol.accepted();
    // Restored parameters must lie within a box too. In a ball they do up to rounding, and keep their bits.
    if (program.plan.groups.some(hasBox)) program.run("project");
  }

  /** A short description, for `JSON.stringify`. To continue a run use `snapshot()`. */
  toJSON(): DescentSummary {
    return {
      device: this.#backendName,
      count: this.#count,
      ...(!this.#program && { isDisposed: true }),
      params: shapesOf(this.#targets),
      hyper: this.#hypers.values,
    };
  }

  /** The same in one line. */
  toString(): string {
    return lineOf(this.toJSON());
  }

  /** The same for `console.log` in Node, Deno and Bun. */
  [inspected](
    _depth?: unknown,
    options?: object,
    inspect?: (value: unknown, options?: object) => string,
  ): string {
    return printed(this.toJSON(), options, inspect);
  }

  /** Frees the memory. Do not use the views afterwards: the memory may belong to another descent by then. */
  dispose(): void {
    if (this.#isAsking) this.#unasked();
    this.#program?.allocation.free();
    this.#program = undefined;
  }
}
