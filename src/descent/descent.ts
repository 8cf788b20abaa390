/**
 * A descent: parameters, gradients, state and step count, alive on a device. What users hold in their hands;
 * the work of a step is the program's.
 */
import { evaluate } from "../expr/evaluate.ts";
import type { PlannedState } from "../kernel/plan.ts";
import { type Bounds, checkHyper, type Hyper, HyperparameterError } from "../rule/hyper.ts";
import type { Transformation } from "../rule/transformation.ts";
import { backendFor, type Device } from "./device.ts";
import { planFor } from "./plan-for.ts";
import { Program } from "./program.ts";
import type { Snapshot } from "./snapshot.ts";
import { copierInto, type Elements, type Live, leavesOf, ParameterError, viewsLike } from "./tree.ts";

/** Options of `init`. */
export interface InitOptions {
  /** Where the descent lives; `auto` without it. */
  readonly device?: Device;
  /** Whether `last` knows the norms of gradient and update: the pass that writes computes them on its way. */
  readonly measure?: boolean;
}

/** What is known of the last step. */
export interface LastStep {
  /** Euclidean norm of all gradients as the step saw them; NaN where it was declined. */
  readonly gradNorm: number;
  /** Euclidean norm of what the step added to the parameters. */
  readonly updateNorm: number;
  /** Whether every gradient and every update was a finite number; false where the step was declined. */
  readonly finite: boolean;
  /** Whether the step was taken: `skipNonFinite()` declines steps. */
  readonly taken: boolean;
}

/** Options of `step`. */
export interface StepInputs {
  /** The loss at the parameters, for optimizers that read it, such as `polyakSgd` and `reduceOnPlateau`. */
  readonly loss?: number | undefined;
}

/** A hyperparameter, its number or schedule, and its value at the step. */
export interface LiveHyper {
  readonly name: string;
  readonly register: number;
  readonly bounds: Bounds;
  schedule: Hyper;
  value: number;
}

const needsLoss = "this optimizer reads the loss: call step(grads, { loss }), or step(undefined, { loss })";

/** A descent was used after `dispose`. */
export class DisposedError extends Error {
  override readonly name = "DisposedError";
}

/** `step` and `perturb` were not called in turn, for an optimizer that takes two gradients a step. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

/** Parameters, gradients and state of an optimizer on a device. Made by `optimizer.init`. */
export class Descent<P = unknown> {
  readonly #params: Live<P>;
  readonly #grads: Live<P>;
  readonly #gradViews: ReadonlyMap<string, Elements>;
  readonly #state: Readonly<Record<string, unknown>>;
  readonly #hypers: LiveHyper[];
  readonly #backendName: string;
  #program: Program | undefined;
  #count = 0;
  #skipped = 0;
  #pending = 0;
  #taken = true;

  private constructor(program: Program, params: P, backendName: string) {
    this.#program = program;
    this.#backendName = backendName;
    const { plan: planned } = program;
    const places = new Map(
      planned.groups.flatMap(({ tensors }, group) =>
        tensors.map(({ path }, tensor) => [path, { group, tensor }] as const),
      ),
    );
    const viewOf = (role: string, path: string): Elements | undefined => {
      const { group, tensor } = places.get(path)!;
      return program.viewOf(group, role, tensor);
    };
    this.#params = viewsLike(params, (path) => viewOf("p", path)) as Live<P>;
    this.#grads = viewsLike(params, (path) => viewOf("g", path)) as Live<P>;
    this.#gradViews = new Map([...places.keys()].map((path) => [path, viewOf("g", path)!]));
    this.#hypers = planned.hypers.map(({ name, register, bounds, value }) => ({
      name,
      register,
      bounds,
      schedule: value,
      value: Number.NaN,
    }));
    this.#evaluateHypers();
    for (const { path, values } of leavesOf(params)) viewOf("p", path)!.set(values);
    this.#state = Object.freeze(
      Object.defineProperties(
        {},
        Object.fromEntries(
          planned.states.map((state) => [state.name, this.#initialise(state, params, viewOf)]),
        ),
      ),
    );
  }

  /** Made by `optimizer.init`. */
  static async create<P>(optimizer: Transformation, params: P, options: InitOptions): Promise<Descent<P>> {
    const backend = await backendFor(options.device ?? "auto");
    const tensors = leavesOf(params);
    const program = await Program.create(await planFor(optimizer, tensors, options.measure), backend);
    try {
      return new Descent(program, params, backend.name);
    } catch (error) {
      program.allocation.free();
      throw error;
    }
  }

  /** Fills a state with its initial value; returns how it is shown in `state`. */
  #initialise(
    { state, scope, role, register, groups }: PlannedState,
    params: unknown,
    viewOf: (role: string, path: string) => Elements | undefined,
  ): PropertyDescriptor {
    const program = this.#program!;
    const { file } = program;
    const initial = state.link.instance.rule.state[state.name]!;
    const hyperOf = (name: string): number =>
      file[program.plan.hypers.find((hyper) => hyper.key === `${state.link.key}.${name}`)!.register]!;
    // An initial value that depends on the first gradient is given by the first step.
    const fromGradient = initial.names.has("g");
    const valueAt = (p: number): number =>
      fromGradient ? 0 : evaluate(initial.value, (name) => (name === "p" ? p : hyperOf(name)));
    if (scope === "uniform") {
      file[register] = valueAt(Number.NaN);
      return { get: () => file[register], enumerable: true };
    }
    if (scope !== "element") {
      const values: Record<string, PropertyDescriptor> = {};
      for (const group of groups) {
        const table = program.tables[group]!.find((candidate) => candidate.scope === scope)!;
        for (const [index, { path }] of program.plan.groups[group]!.tensors.entries()) {
          const slices = table.of(register, index).fill(valueAt(Number.NaN));
          values[path] = { get: () => (scope === "tensor" ? slices[0] : slices), enumerable: true };
        }
      }
      return { value: Object.freeze(Object.defineProperties({}, values)), enumerable: true };
    }
    for (const group of groups) {
      for (const { path } of program.plan.groups[group]!.tensors) {
        const [view, p] = [viewOf(role, path)!, viewOf("p", path)!];
        if (initial.names.has("p")) for (let i = 0; i < view.length; i++) view[i] = valueAt(p[i]!);
        else view.fill(valueAt(Number.NaN));
      }
    }
    return { value: viewsLike(params, (path) => viewOf(role, path)), enumerable: true };
  }

  #alive(): Program {
    if (!this.#program) throw new DisposedError("this descent was disposed of; call init again");
    return this.#program;
  }

  /** Writes the values of all hyperparameters at this step into their registers, after all were checked. */
  #evaluateHypers(): void {
    const { file, plan: planned } = this.#program!;
    const hypers = this.#hypers;
    for (let i = 0; i < hypers.length; i++) {
      const hyper = hypers[i]!;
      if (typeof hyper.schedule === "number") hyper.value = hyper.schedule;
      else {
        const value = hyper.schedule(this.#count);
        checkHyper(hyper.name, value, hyper.bounds, this.#count);
        hyper.value = value;
      }
    }
    for (let i = 0; i < hypers.length; i++) file[hypers[i]!.register] = hypers[i]!.value;
    file[planned.step] = this.#count + 1;
  }

  /** The parameters: views into the arena with the structure that was given to `init`. */
  get params(): Live<P> {
    this.#alive();
    return this.#params;
  }

  /** The gradients: write them here, then call `step()`. They keep their values. */
  get grads(): Live<P> {
    this.#alive();
    return this.#grads;
  }

  /** The optimizer's state by name, each with the structure of the parameters: `descent.state.m`. */
  get state(): Readonly<Record<string, unknown>> {
    this.#alive();
    return this.#state;
  }

  /** Number of steps taken. */
  get count(): number {
    return this.#count;
  }

  /** Number of steps that were declined, by `skipNonFinite()`. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Number of gradients that have come since the last step, where a step takes several. */
  get pending(): number {
    return this.#pending;
  }

  /** The backend at work: `wasm` or `js`. */
  get device(): string {
    return this.#backendName;
  }

  /** Values of the hyperparameters at the last step, or at the first one before it. */
  get hyper(): Readonly<Record<string, number>> {
    const { file } = this.#alive();
    return Object.fromEntries(this.#hypers.map(({ name, register }) => [name, file[register]!]));
  }

  /**
   * What is known of the last step; ask for it with `init(params, { measure: true })`.
   *
   * @throws TypeError where it was not asked for.
   */
  get last(): LastStep {
    const { file, plan: planned } = this.#alive();
    if (planned.measured.length === 0) {
      throw new TypeError("the last step was not measured; call init(params, { measure: true })");
    }
    const [gradient, update, nonFinite] = planned.measured.map((register) => file[register]!) as [
      number,
      number,
      number,
    ];
    if (!this.#taken) return { gradNorm: Number.NaN, updateNorm: 0, finite: false, taken: false };
    return {
      gradNorm: Math.sqrt(gradient),
      updateNorm: Math.sqrt(update),
      finite: nonFinite === 0,
      taken: true,
    };
  }

  /**
   * Takes one step.
   *
   * @param grads - gradients with the structure of the parameters, copied in; without it those in `grads` are used.
   * @param options - `loss`, the loss at the parameters, where the optimizer reads it.
   * @throws ParameterError where they do not have the structure or the lengths of the parameters, naming the path, or
   *   where a loss is needed and not given; HyperparameterError where a schedule leaves its interval. Nothing has
   *   changed then.
   */
  step(grads?: unknown, { loss }: StepInputs = {}): void {
    const program = this.#alive();
    if (program.plan.readsLoss) {
      if (typeof loss !== "number") throw new ParameterError(`${needsLoss}; got ${typeof loss}`);
      program.file[program.plan.loss] = loss;
    }
    const copy = grads === undefined ? undefined : copierInto("gradients", grads, this.#gradViews);
    this.#evaluateHypers();
    if (this.#expects(program) === "perturb") {
      throw new ProtocolError(
        "this optimizer takes two gradients a step: call perturb() first, then step() with the gradient there",
      );
    }
    copy?.();
    const isBefore = this.#expects(program) === "accumulate";
    this.#taken = isBefore ? program.runBefore() : program.run();
    if (!this.#taken) this.#skipped++;
    else if (isBefore) this.#pending++;
    else {
      this.#count++;
      this.#pending = 0;
    }
  }

  /**
   * Moves the parameters to where the optimizer wants the gradient of its step from, with the gradient here: the
   * first half of a step of `sam`. The next call is `step()`, with the gradient at the new place.
   *
   * @param grads - as `step` takes them.
   * @throws ProtocolError for an optimizer that takes one gradient a step, or twice in a row.
   * @example
   * const descent = await sam(sgd({ learningRate: 0.1 })).init({ x: new Float32Array([1]) });
   * descent.perturb({ x: descent.params.x });
   * descent.step({ x: descent.params.x });
   */
  perturb(grads?: unknown): void {
    const program = this.#alive();
    const copy = grads === undefined ? undefined : copierInto("gradients", grads, this.#gradViews);
    if (this.#expects(program) !== "perturb") {
      throw new ProtocolError(
        this.#pending
          ? "perturb() was called; now call step()"
          : "this optimizer takes one gradient a step: call step() alone",
      );
    }
    this.#evaluateHypers();
    copy?.();
    if (program.runBefore()) this.#pending++;
    else this.#skipped++;
  }

  /** What the next gradient is for. */
  #expects({ plan }: Program): "step" | "accumulate" | "perturb" {
    if (!plan.before) return "step";
    const { every } = plan.before;
    if (every < 0) return this.#pending ? "step" : "perturb";
    return this.#pending + 1 < this.#program!.file[every]! ? "accumulate" : "step";
  }

  /**
   * Sets hyperparameters by name, from the next step on: numbers or schedules.
   *
   * @throws HyperparameterError for an unknown name or a value outside its interval. Nothing is set then.
   * @example
   * descent.set({ learningRate: 1e-4 });
   */
  set(values: Readonly<Record<string, Hyper>>): void {
    this.#alive();
    const found = Object.entries(values).map(([name, value]) => {
      const hyper = this.#hypers.find((candidate) => candidate.name === name);
      if (!hyper) {
        const known = this.#hypers.map((candidate) => candidate.name).join(", ");
        throw new HyperparameterError(`there is no hyperparameter "${name}"; there are: ${known}`);
      }
      if (typeof value !== "function") checkHyper(name, value, hyper.bounds);
      return { hyper, value };
    });
    for (const { hyper, value } of found) hyper.schedule = value;
  }

  /**
   * The parameters to evaluate with, where the optimizer has others than those that it trains: averages, or x of
   * schedule-free methods. Else the parameters. Copies; training goes on undisturbed.
   *
   * @example
   * const descent = await scheduleFreeSgd().init({ x: new Float32Array([1]) });
   * descent.step({ x: [0.5] });
   * const { x } = await descent.evalParams();
   */
  async evalParams(): Promise<P> {
    const { evaluationOf } = await import("./evaluation.ts");
    return evaluationOf(this.#alive(), this.#params as P, this.#count);
  }

  /**
   * All that a run needs to go on later: parameters, states, number of steps, hyperparameters. Copies, and plain
   * objects: `structuredClone` and message channels take them.
   *
   * @example
   * const descent = await adam().init({ x: new Float32Array([1]) });
   * const saved = await descent.snapshot();
   * await descent.restore(saved);
   */
  async snapshot(): Promise<Snapshot> {
    const { snapshotOf } = await import("./snapshot.ts");
    const counts = { count: this.#count, skipped: this.#skipped, pending: this.#pending };
    return snapshotOf(this.#alive(), this.#hypers, counts);
  }

  /**
   * Goes on from a snapshot, of this descent or of another with the same optimizer and parameters of the same paths,
   * lengths and types: the steps to come are the same to the last bit. Schedules cannot be saved and stay as they are.
   *
   * @throws SnapshotError where the snapshot does not fit, naming what was found and what was expected; nothing has
   *   changed then.
   */
  async restore(snapshot: Snapshot): Promise<void> {
    const { restoreInto } = await import("./snapshot.ts");
    restoreInto(this.#alive(), this.#hypers, snapshot);
    ({ count: this.#count, skipped: this.#skipped, pending: this.#pending } = snapshot);
    this.#evaluateHypers();
  }

  /** Frees the arena. Views into it must not be used afterwards: the memory may become another descent's. */
  dispose(): void {
    this.#program?.allocation.free();
    this.#program = undefined;
  }
}
