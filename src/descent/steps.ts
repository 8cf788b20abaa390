/**
 * The calls of a descent: asks the user's code for gradients and hyperparameters, lets the execution run a phase, and counts. What
 * users see of it is `descent.ts`.
 */
import { hasBox } from "../plan/bounds.ts";
import type { Plan } from "../plan/plan.ts";
import { matching } from "../rule/coverage.ts";
import type { Pattern } from "../rule/pattern.ts";
import { type Call, DeviceError, type Execution, type Outcome } from "../runtime/device.ts";
import { Beginning } from "./beginning.ts";
import { Chosen } from "./chosen.ts";
import { Counters } from "./counters.ts";
import { DisposedError, ProtocolError } from "./errors.ts";
import { Inlet } from "./gradients.ts";
import type { Hypers } from "./hypers.ts";
import { display, ParameterError } from "./leaf.ts";
import { Participants } from "./participants.ts";
import { Protocol } from "./protocol.ts";
import type { Running } from "./running.ts";
import { refuseSharded } from "./sharded.ts";
import type { Target } from "./targets.ts";
import type { Structure } from "./tree.ts";

/** Carries out calls. */
export class Steps {
  readonly counters = new Counters();
  readonly protocol: Protocol;
  readonly participants: Participants;
  /** What the last call did. */
  outcome: Outcome | undefined;
  isDisposed = false;
  readonly #execution: Execution;
  readonly #plan: Plan;
  readonly #hypers: Hypers;
  readonly #inlet: Inlet;
  readonly #targets: ReadonlyMap<string, Target>;
  /** The protocol where steps take more than one gradient each: plain ones do not ask it. */
  readonly #watch: Protocol | undefined;
  readonly #call: Call & { count: number; cohorts: Call["cohorts"]; rows: Call["rows"] };
  readonly #hasBox: boolean;
  readonly #beginning: Beginning;
  readonly #none: Chosen;
  #isAsking = false;
  /** Whether its rows are being edited: then no step may be taken. */
  isEdited = false;
  /** End executions from before edits of rows; each says whether one of their arrays has been written since. */
  readonly old: (() => boolean)[] = [];

  /** `targets` are where gradients go. */
  constructor(running: Running, hypers: Hypers, structure: Structure, targets: ReadonlyMap<string, Target>) {
    const { plan, execution } = running;
    this.#plan = plan;
    this.#execution = execution;
    this.#hasBox = plan.groups.some(hasBox);
    this.#hypers = hypers;
    this.#beginning = new Beginning(running, hypers);
    this.#targets = targets;
    this.#inlet = new Inlet(structure, targets);
    this.protocol = new Protocol(plan, hypers);
    const { paths, views } = this.#inlet;
    this.#none = new Chosen(paths.length);
    this.participants = new Participants(running, hypers, paths, views, this.counters);
    this.#watch = this.protocol.isPlain ? undefined : this.protocol;
    // Hyperparameters are evaluated before a call, as they may throw.
    this.#call = { count: 0, scalarsAt: () => hypers.scalars, cohorts: undefined, rows: undefined };
  }

  /** @throws DisposedError if there is nothing left that could be read. */
  checkAlive(): void {
    if (this.isDisposed || this.#execution.isLost) throw this.#goneError();
  }

  #goneError(): DisposedError {
    const {
      lostBecause = "one of its arrays was transferred; post copies, array.slice(), and call init again",
    } = this.#execution;
    return new DisposedError(
      this.isDisposed
        ? "this descent was disposed of; call init again"
        : `this descent has lost its memory: ${lostBecause}`,
    );
  }

  /** @throws ProtocolError from within the user's code for a step. */
  checkIdle(): void {
    if (this.#isAsking || this.isEdited) throw this.#busyError();
  }

  /** @throws what `checkIdle` and `checkAlive` throw. */
  checkReady(): void {
    this.checkIdle();
    this.checkAlive();
  }

  #busyError(): ProtocolError {
    if (this.isEdited)
      return new ProtocolError("rows of this descent are being edited; await edit() or resetState() first");
    return new ProtocolError(
      "this descent is taking a step: a schedule or a getter of its gradients may read it, but not take steps, restore it or dispose of it",
    );
  }

  /** @throws ProtocolError if an array from before an edit of rows was written. */
  #checkOld(): void {
    const isWritten = this.old.splice(0).map((end) => end());
    if (!isWritten.includes(true)) return;
    throw new ProtocolError(
      "an array of this descent from before edit() was written, and nothing reads it any more: use params and grads as edit() returns them",
    );
  }

  /** Runs the user's code for a step: getters of gradients, schedules. It may read the descent. */
  #ask(grads?: unknown): void {
    this.#isAsking = true;
    try {
      this.#call.rows = grads === undefined ? this.#inlet.forget() : this.#rowsIn(grads);
      this.#hypers.evaluate(this.counters.count);
    } finally {
      this.#isAsking = false;
    }
  }

  /** Reads gradients; those of rows alone, if there are any. */
  #rowsIn(grads: unknown): Call["rows"] {
    this.#inlet.read(grads);
    const { tables } = this.#inlet;
    if (tables.length === 0) return undefined;
    refuseSharded("step with gradients of single rows", this.#execution);
    if (!this.#execution.takesRows)
      throw new DeviceError(
        "this device takes no gradients of single rows: give a gradient for the whole tensor",
      );
    return tables[0]!.gradient.collect(this.#plan, tables);
  }

  /** Runs a phase with the scalars and gradients that were evaluated last; whether it took place. */
  #carryOut(phase: "step" | "before" | "flush", grads?: unknown): boolean {
    this.#prepare(phase, grads);
    this.outcome = this.#execution.run(phase, this.#call);
    return this.outcome.taken;
  }

  #prepare(phase: "step" | "before" | "flush" | "estimate", grads: unknown): void {
    const { participants } = this;
    const nulls = phase === "estimate" ? this.#none : this.#inlet.nulls;
    this.#call.count = this.counters.count;
    this.#call.cohorts =
      participants.areAll && nulls.count === 0 ? undefined : participants.begin(phase, nulls);
    if (grads !== undefined) this.#inlet.write();
  }

  /** Takes in what is known beside gradients. */
  estimate(values: unknown): void {
    this.checkReady();
    this.#checkOld();
    this.protocol.checkEstimates(this.counters);
    refuseSharded("estimate", this.#execution);
    this.#ask(values);
    if (this.#call.rows)
      throw new ParameterError("estimate() takes values of whole tensors; give zeros where there is nothing");
    this.#checkTold();
    const { views } = this.#inlet;
    // Gradients that lie in place are those of the step to come.
    const kept = values === undefined ? [] : views.map((view) => view.slice());
    try {
      this.#prepare("estimate", values);
      this.#execution.run("estimate", this.#call);
    } finally {
      for (const [index, gradient] of kept.entries()) views[index]!.set(gradient as never);
    }
  }

  /** @throws ParameterError for a null where a rule takes estimates: what it was told before would grow old unseen. */
  #checkTold(): void {
    const { nulls, paths } = this.#inlet;
    if (!nulls.isAny) return;
    const { frozen } = this.participants;
    const takes = this.#plan.groups
      .filter(({ links }) => links.some(({ instance }) => instance.rule.estimate))
      .flatMap(({ tensors }) => tensors.map(({ path }) => path));
    const path = paths.find((one, index) => nulls.has(index) && takes.includes(one) && !frozen.includes(one));
    if (path !== undefined)
      throw new ParameterError(
        `estimate() at ${display(path)}: its rule takes estimates, and null is none; give values, or freeze it`,
      );
  }

  /** The first half of a step for parameters that had no gradient in it, and have one now. Whether it was not declined. */
  #catchUp(): boolean {
    const call = this.#call;
    call.count = this.counters.count;
    return this.participants.catchUp(this.#inlet.nulls, (cohorts) => {
      call.cohorts = cohorts;
      this.outcome = this.#execution.run("before", call);
      return this.outcome.taken;
    });
  }

  /** A step, or the first half of one. */
  take(call: "step" | "perturb", grads: unknown, loss?: number): void {
    this.checkIdle();
    this.checkAlive();
    if (this.old.length > 0) this.#checkOld();
    if (this.#watch) this.#takeWatched(this.#watch, call, grads, loss);
    else {
      this.#ask(grads);
      if (this.#carryOut("step", grads)) this.#took();
      else this.counters.declined();
    }
  }

  /** The same where steps take more than a gradient each. */
  #takeWatched(watch: Protocol, call: "step" | "perturb", grads: unknown, loss?: number): void {
    const { counters } = this;
    if (call === "step") watch.checkLoss(loss);
    this.#ask(grads);
    const isBefore = watch.comesBefore(call, counters);
    watch.takeLoss(loss);
    const isReady = isBefore || !watch.perturbs || this.#catchUp();
    if (!(isReady && this.#carryOut(isBefore ? "before" : "step", grads))) {
      counters.declined();
      watch.checkDeclined(counters);
    } else if (isBefore) {
      this.participants.gathered(this.#inlet.nulls);
      counters.gathered();
    } else this.#took();
  }

  /** A step on the gradients that wait for one; whether there were any. */
  flush(): boolean {
    this.checkReady();
    this.#checkOld();
    this.protocol.checkUnmoved(this.counters, "flush");
    if (this.counters.pending === 0) return false;
    this.#ask();
    this.#carryOut("flush");
    this.#took();
    return true;
  }

  #took(): void {
    this.counters.took();
    if (!this.participants.areAll) this.participants.took();
    this.#hypers.took();
  }

  /** What a call of now is made with; its scalars are those of the last call. */
  get call(): Call {
    return this.#call;
  }

  /** Freezes the parameters that a pattern matches, or no longer. */
  freeze(call: "freeze" | "unfreeze", pattern: Pattern): void {
    this.checkReady();
    if (this.counters.pending > 0) {
      const next = this.protocol.perturbs ? "step()" : "flush()";
      throw new ProtocolError(`${call} comes between steps, and this one has begun; call ${next} first`);
    }
    const shapes = [...this.#targets].map(([path, { shape }]) => ({ path, shape }));
    this.participants.freeze(matching(call, pattern, shapes), call === "freeze");
  }

  /** Moves restored parameters into their boxes. In a ball they are up to rounding, and keep their bits. */
  project(): void {
    if (!this.#hasBox) return;
    this.#call.cohorts = undefined;
    this.#call.rows = undefined;
    this.#execution.run("project", this.#call);
  }

  /** Begins anew from the parameters as they are. */
  restart(): void {
    this.checkReady();
    this.#isAsking = true;
    try {
      this.#hypers.restart();
    } finally {
      this.#isAsking = false;
    }
    this.counters.restart();
    this.participants.restart();
    this.outcome = undefined;
    this.#beginning.again();
  }

  dispose(): void {
    this.checkIdle();
    if (!this.isDisposed) this.#execution.dispose();
    for (const end of this.old.splice(0)) end();
    this.isDisposed = true;
  }
}
