/**
 * Hyperparameters of a descent: numbers or schedules, evaluated and checked at every step, then written among the scalars of
 * the call, in the order of `plan.scalars`.
 */
import type { Name } from "../language/graph.ts";
import type { Plan } from "../plan/plan.ts";
import { type Bounds, checkHyper, checkOrder, type Hyper, HyperparameterError } from "../rule/hyper.ts";
import { Histories, type Raised, type SavedPower } from "./histories.ts";
import { meantBy, namedValues } from "./hyper-names.ts";

/** A hyperparameter, its number or schedule, and its value at the step. */
export interface LiveHyper {
  readonly name: string;
  /** All names for it. */
  readonly names: readonly string[];
  /** The groups of parameters that have it. */
  readonly groups: readonly number[];
  readonly key: string;
  /** Its place among the scalars. */
  readonly scalar: number;
  readonly bounds: Bounds;
  schedule: Hyper;
  value: number;
  /** Its value in the last step that was taken. */
  taken: number;
  readonly powers: Raised["powers"];
  /** Whether they are those of the descent's count for all tensors. */
  readonly hasOneCount: boolean;
}

/** All of a descent. */
export class Hypers {
  readonly all: readonly LiveHyper[];
  /** Values of `plan.scalars` for the call that was evaluated last: `t` first, `loss` last where a rule reads it. */
  readonly scalars: Float64Array;
  /** The same after the last step that was taken. */
  readonly #after: Float64Array;
  /** The place of `loss` among the scalars; -1 where no rule reads it. */
  readonly loss: number;
  /** Pairs; the first must not be above the second. */
  readonly #ordered: readonly (readonly [low: LiveHyper, high: LiveHyper])[];

  /** Those that rules raise to the step. */
  readonly #raised: readonly LiveHyper[];
  /** Their histories in the descent's steps. */
  readonly #histories: Histories;
  /** Whether a value is another than in the last step, or was so in one that was not taken: the scalars may still have it. */
  #isChanged = true;
  /** Whether there may be other values than at the last evaluation: there are schedules, or one was set. */
  #isToEvaluate = true;

  /** @throws HyperparameterError for a number that must not be 0 but that the parameters' type rounds to 0. */
  constructor({ hypers, scalars }: Plan) {
    this.scalars = new Float64Array(scalars.length).fill(Number.NaN);
    this.#after = this.scalars.slice();
    const places = new Map<Name, number>(scalars.map((symbol, place) => [symbol, place]));
    this.loss = scalars.findIndex(({ name }) => name === "loss");
    for (const { name, value, bounds } of hypers)
      if (typeof value === "number") checkHyper(name, value, bounds);
    this.all = hypers.map(({ name, names, groups, key, symbol, bounds, value, powers, hasOneCount }) => ({
      name,
      names,
      groups,
      key,
      scalar: places.get(symbol)!,
      bounds,
      schedule: value,
      value: Number.NaN,
      taken: Number.NaN,
      powers: powers.map((power) => ({ scalar: places.get(power.symbol)!, beyond: power.beyond })),
      hasOneCount,
    }));
    this.#raised = this.all.filter((hyper) => hyper.powers.length > 0);
    this.#histories = new Histories(this.#raised, 1);
    this.#ordered = hypers.flatMap(({ atMost }, index): [LiveHyper, LiveHyper][] => {
      const high = this.all.find(({ key }) => key === atMost);
      return high ? [[this.all[index]!, high]] : [];
    });
  }

  /** The value that one will have in the step after so many. @throws HyperparameterError, and whatever a schedule throws. */
  valueAt({ name, schedule, bounds }: LiveHyper, count: number): number {
    if (typeof schedule === "number") return schedule;
    const value = schedule(count);
    checkHyper(name, value, bounds, count);
    return value;
  }

  /** Writes all values at a step, after all were checked, and its number. @throws HyperparameterError */
  evaluate(count: number): void {
    const { scalars } = this;
    if (this.#isChanged || this.#isToEvaluate) this.#evaluateAll(count);
    this.#histories.evaluate(scalars, count);
    scalars[0] = scalars[1]!;
  }

  #evaluateAll(count: number): void {
    const { all, scalars } = this;
    this.#isToEvaluate = false;
    for (let i = 0; i < all.length; i++) {
      const hyper = all[i]!;
      if (typeof hyper.schedule !== "number") this.#isToEvaluate = true;
      hyper.value = this.valueAt(hyper, count);
      if (hyper.value !== hyper.taken) this.#isChanged = true;
    }
    if (!this.#isChanged) return;
    if (this.#ordered.length > 0) this.#checkOrders(count);
    for (let i = 0; i < all.length; i++) scalars[all[i]!.scalar] = all[i]!.value;
  }

  #checkOrders(count: number): void {
    for (const [low, high] of this.#ordered)
      checkOrder([low.name, high.name], [low.value, high.value], count);
  }

  /** The step that was evaluated last has been taken. */
  took(): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    this.#histories.took();
    const { all } = this;
    for (let i = 0; i < all.length; i++) all[i]!.taken = all[i]!.value;
  }

  /** Sets by name, from the next step on. @throws HyperparameterError; nothing is set then. */
  set(values: Readonly<Record<string, Hyper | undefined>>): void {
    const found = new Map<LiveHyper, Hyper>();
    for (const [name, given] of namedValues(values)) {
      for (const hyper of meantBy(name, this.all)) {
        if (typeof given !== "function") checkHyper(name, given, hyper.bounds);
        if (found.has(hyper)) throw new HyperparameterError(`set: two of the names given mean ${hyper.name}`);
        found.set(hyper, given as Hyper);
      }
    }
    this.checkOrders((hyper) => found.get(hyper) ?? hyper.schedule);
    for (const [hyper, value] of found) hyper.schedule = value;
    this.#isToEvaluate = true;
  }

  /**
   * Replaces numbers by name, and evaluates all at a step.
   *
   * @throws HyperparameterError, and whatever schedules throw. Nothing has changed then.
   */
  replace(numbers: ReadonlyMap<string, number> | undefined, count: number): void {
    const before = this.all.map(({ schedule }) => schedule);
    this.#isToEvaluate = true;
    for (const hyper of this.all) hyper.schedule = numbers?.get(hyper.name) ?? hyper.schedule;
    try {
      this.evaluate(count);
    } catch (error) {
      for (const [index, hyper] of this.all.entries()) hyper.schedule = before[index]!;
      throw error;
    }
  }

  /** @throws HyperparameterError if the new values are in the wrong order. */
  checkOrders(next: (hyper: LiveHyper) => Hyper): void {
    for (const [low, high] of this.#ordered) checkOrder([low.name, high.name], [next(low), next(high)]);
  }

  /** A copy, evaluated at the step that comes next, after so many. @throws HyperparameterError, and whatever schedules throw. */
  copyAt(plan: Plan, count: number): Hypers {
    const copy = new Hypers(plan);
    for (const [index, hyper] of copy.all.entries()) hyper.schedule = this.all[index]!.schedule;
    copy.resume(count, this.powers);
    copy.evaluate(count);
    return copy;
  }

  /** The scalars after the last step that was taken, the `count`th, with the values that the hyperparameters had in it. */
  afterStep(count: number): Float64Array {
    const after = this.#after;
    for (const { scalar, taken } of this.all) after[scalar] = taken;
    this.#histories.afterStep(after, count);
    after[0] = after[1]!;
    return after;
  }

  /** The history of tensors that do not take part in all steps: of the hyperparameters of rules that count for each tensor. */
  newHistories(): Histories {
    return new Histories(
      this.#raised.filter(({ hasOneCount }) => !hasOneCount),
      0,
    );
  }

  /** Histories of hyperparameters that are raised to the step, by name. */
  get powers(): Record<string, SavedPower> {
    return this.#histories.saved;
  }

  /**
   * Continues from histories, after the step whose values were evaluated last. One without a history has had its value from the
   * first step on.
   */
  resume(count: number, powers: Readonly<Record<string, SavedPower>> = {}): void {
    this.#isChanged = true;
    for (const hyper of this.all) hyper.taken = count > 0 ? hyper.value : Number.NaN;
    this.#histories.resume(count, powers);
    for (const hyper of this.#raised)
      if (count > 0 && Object.hasOwn(powers, hyper.name)) hyper.taken = powers[hyper.name]!.value;
  }

  /** Evaluates all for the first step again. @throws HyperparameterError, and whatever schedules throw. */
  restart(): void {
    // What throws does so before anything has changed.
    this.#isToEvaluate = true;
    this.evaluate(0);
    this.resume(0);
    this.#histories.restart();
    this.evaluate(0);
  }

  /** Values at the step that was evaluated last. */
  get values(): Record<string, number> {
    return Object.fromEntries(this.all.map(({ name, scalar }) => [name, this.scalars[scalar]!]));
  }
}
