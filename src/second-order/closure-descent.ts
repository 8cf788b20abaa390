/**
 * The descent of an optimizer that evaluates the function itself: `lbfgs`, `newton`. A step takes a closure, as in torch. It computes on the host, in JavaScript, with
 * the same bits on every engine.
 */
import { DisposedError, ProtocolError } from "../descent/errors.ts";
import type { HyperValues, Named } from "../descent/names.ts";
import type { Restored, RestoreOptions } from "../descent/restore.ts";
import type { Snapshot } from "../descent/snapshot.ts";
import { type DescentSummary, Shown } from "../descent/summary.ts";
import type { Live } from "../descent/tree.ts";
import type { Elements } from "../language/dtype.ts";
import { shown } from "../options/shown.ts";
import { HyperparameterError } from "../rule/hyper.ts";
import { type LastClosureStep, lossFrom } from "./last-step.ts";
import { type Method, type Point, pointOf } from "./method.ts";
import type { Rate } from "./rate.ts";
import { restoreFrom, snapshotOf } from "./saved.ts";
import type { Space } from "./space.ts";
import { isFiniteVector, norm } from "./vectors.ts";

/** What a descent is made of. */
export interface Parts<P> {
  /** The optimizer's name. */
  readonly name: string;
  readonly method: Method;
  readonly space: Space<P>;
  /** Without one the optimizer has no learning rate. */
  readonly rate: Rate | undefined;
  readonly climbs: boolean;
}

/** Parameters, gradients and state of an optimizer whose step takes a closure. Made by its `init`. */
export class ClosureDescent<P = unknown, H extends string = string> extends Shown {
  readonly #parts: Parts<P>;
  readonly #here: Point;
  /** 1, or -1 for an optimizer that maximizes. */
  readonly #sign: number;
  #count = 0;
  #skipped = 0;
  #last: LastClosureStep | undefined;
  #restored: Restored | undefined;
  #state: "idle" | "stepping" | "disposed" = "idle";

  /** Made by `optimizer.init`. */
  constructor(parts: Parts<P>) {
    super();
    this.#parts = parts;
    this.#here = pointOf(parts.space.size);
    this.#sign = parts.climbs ? -1 : 1;
    this.#admit();
  }

  /** The parameters, with the structure that was given to `init`. Every call of the closure finds there the point to evaluate. */
  get params(): Live<P> {
    return this.#alive().space.params;
  }

  /** The gradients: the closure writes them here. After a step they are those at the parameters, where the step evaluated there. */
  get grads(): Live<P> {
    return this.#alive().space.grads;
  }

  /** Number of steps taken. */
  get count(): number {
    return this.#count;
  }

  /** Number of steps that found no lower point. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Always 0: a step takes all its gradients itself. */
  get pending(): number {
    return 0;
  }

  /** The device: always `js`. */
  get device(): string {
    return "js";
  }

  /** The learning rate of the last step; before the first step, that of the first. */
  get hyper(): Named<H, number> {
    return hyperOf(this.#alive()) as Named<H, number>;
  }

  /**
   * Copies of the optimizer's state by name: numbers; trees with the structure of the parameters, or lists of them where the memory has several, such as `s` and `y` of `lbfgs`, the
   * oldest first.
   */
  get state(): Readonly<Record<string, unknown>> {
    const { method, space } = this.#alive();
    const { size } = space;
    const rowsOf = (rows: Elements) =>
      Array.from({ length: rows.length / size }, (_, row) =>
        space.treeOf(rows.subarray(row * size, (row + 1) * size)),
      );
    return Object.fromEntries(
      Object.entries(method.save()).map(([name, value]) => {
        if (typeof value === "number") return [name, value];
        return [name, method.isRows(name) ? rowsOf(value) : space.treeOf(value)];
      }),
    );
  }

  /** What the last step says of itself. @throws TypeError before the first step. */
  get last(): LastClosureStep {
    this.#alive();
    if (!this.#last) throw new TypeError("there was no step yet; call step(closure)");
    return this.#last;
  }

  /**
   * Takes one step.
   *
   * @param closure - writes the gradient at `params` into every element of `grads`, and returns the loss there. It is called several times, at
   *   other points each time, and must not change `params`.
   * @throws ProtocolError without a closure, or within one; ParameterError if it does not return a number; and what the closure throws.
   * @example
   * const descent = await lbfgs().init({ x: [3, -2] });
   * const closure = () => {
   *   const { params, grads } = descent;
   *   for (const [i, x] of params.x.entries()) grads.x[i] = 2 * x;
   *   return params.x.reduce((sum, x) => sum + x * x, 0);
   * };
   * descent.step(closure);
   */
  step(closure: () => number): void {
    const { name, method, space, rate, climbs } = this.#ready("step");
    if (typeof closure !== "function")
      throw new ProtocolError(
        `${name} evaluates the function itself: call step(closure), where closure() writes descent.grads and returns the loss; got ${shown(closure)}`,
      );
    if (rate) rate.value = rate.at(this.#count);
    const [here, sign] = [this.#here, this.#sign];
    let evaluations = 0;
    const evaluate = (point: Point): void => {
      space.write(point.x);
      evaluations++;
      point.value = sign * lossFrom(closure());
      space.readGradient(point.gradient, sign);
    };
    space.read(here.x);
    const before = here.x.slice();
    this.#state = "stepping";
    try {
      evaluate(here);
      const gradNorm = norm(here.gradient);
      const isStartFinite = Number.isFinite(here.value) && isFiniteVector(here.gradient);
      const { isTaken, isKnown, stepSize } = isStartFinite
        ? method.step(here, evaluate, rate?.value ?? 1)
        : { isTaken: false, isKnown: true, stepSize: 0 };
      if (isTaken) this.#count++;
      else this.#skipped++;
      const loss = isKnown ? sign * here.value : Number.NaN;
      const isEndFinite = isFiniteVector(here.x) && (!isKnown || Number.isFinite(loss));
      const updateNorm = norm(before.map((x, i) => here.x[i]! - x));
      const finite = isStartFinite && isEndFinite && isFiniteVector(here.gradient);
      this.#last = { loss, gradNorm, updateNorm, finite, taken: isTaken, evaluations, stepSize };
      if (isKnown) space.writeGradient(here.gradient, climbs ? -1 : 1);
    } finally {
      space.write(here.x);
      this.#state = "idle";
    }
  }

  /** Sets the learning rate from the next step on: a number or a schedule. @throws HyperparameterError for another name or a value outside its interval. */
  set(values: HyperValues<H>): void {
    const { name, rate } = this.#alive();
    if (!rate && Object.keys(values).length > 0)
      throw new HyperparameterError(`set: ${name} has no hyperparameters`);
    rate?.set(values);
  }

  /** Copies of the parameters: this optimizer evaluates with those that it trains. */
  async evalParams(): Promise<Live<P>> {
    const { space } = this.#alive();
    space.read(this.#here.x);
    return space.treeOf(this.#here.x);
  }

  /** Everything that a run needs to continue later, as `Descent` gives it: also for `save` of `glissade/checkpoint`. */
  async snapshot(): Promise<Snapshot> {
    return this.snapshotSync();
  }

  /** The same at once. */
  snapshotSync(): Snapshot {
    const parts = this.#ready("snapshot");
    parts.space.read(this.#here.x);
    return snapshotOf(parts, this.#here.x, { count: this.#count, skipped: this.#skipped });
  }

  /**
   * Continues from a snapshot of a descent of the same optimizer: all later steps are the same to the last bit.
   *
   * @param options - `hyper: false` keeps the learning rate that this descent has. There is no `partial`: a pair of L-BFGS is one of all parameters.
   * @throws SnapshotError if it does not fit. Nothing has changed then.
   */
  async restore(snapshot: Snapshot, options: RestoreOptions = {}): Promise<Restored> {
    return this.restoreSync(snapshot, options);
  }

  /** The same at once. Throws what `restore` rejects with. */
  restoreSync(snapshot: Snapshot, options: RestoreOptions = {}): Restored {
    const parts = this.#ready("restore");
    const { restored, x, count, skipped } = restoreFrom(parts, snapshot, options);
    this.#here.x.set(x);
    parts.space.write(this.#here.x);
    [this.#count, this.#skipped, this.#last] = [count, skipped, undefined];
    if (parts.rate) parts.rate.value = parts.rate.at(Math.max(0, count - 1));
    this.#admit();
    this.#restored = restored;
    return restored;
  }

  /** What the last `restore`, or `init` with `from`, took of its snapshot; undefined before there was one. */
  get restored(): Restored | undefined {
    return this.#restored;
  }

  /** Begins anew from the parameters as they are now: no steps, an empty memory. The learning rate keeps what `set` gave. */
  restart(): void {
    const { method, space, rate } = this.#ready("restart");
    method.restart();
    space.clearGradient();
    [this.#count, this.#skipped, this.#last] = [0, 0, undefined];
    if (rate) rate.value = rate.at(0);
    this.#admit();
  }

  /** A short description, for `JSON.stringify`. To continue a run use `snapshot()`. */
  toJSON(): DescentSummary {
    const { space } = this.#parts;
    const params = space.leaves.map(({ path, dtype, shape }): [string, string] => [
      path,
      [dtype, ...(shape.length > 0 ? [`[${shape.join(", ")}]`] : [])].join(" "),
    ]);
    return {
      device: "js",
      count: this.#count,
      ...(this.#state === "disposed" && { isDisposed: true }),
      params: Object.fromEntries(params),
      hyper: hyperOf(this.#parts),
    };
  }

  /** Ends the descent: later calls throw. */
  dispose(): void {
    if (this.#state === "stepping") throw new ProtocolError("dispose() was called within a step");
    this.#state = "disposed";
  }

  /** Moves the parameters to where the method may begin. */
  #admit(): void {
    const { space, method } = this.#parts;
    if (!method.admit) return;
    space.read(this.#here.x);
    method.admit(this.#here.x);
    space.write(this.#here.x);
  }

  #alive(): Parts<P> {
    if (this.#state === "disposed") throw new DisposedError("the descent was disposed of");
    return this.#parts;
  }

  #ready(call: string): Parts<P> {
    if (this.#state === "stepping") throw new ProtocolError(`${call}() was called within a step`);
    return this.#alive();
  }
}

const hyperOf = ({ rate }: Pick<Parts<unknown>, "rate">): Record<string, number> =>
  rate ? { learningRate: rate.value } : {};
