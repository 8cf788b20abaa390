/**
 * What `b^t` needs of the past values of hyperparameters, for tensors that have taken part in the same steps; see `plan/powers.ts`. The
 * values themselves are those of `hypers.ts`.
 */
import { power } from "../language/arithmetic.ts";

/** A hyperparameter that rules raise to the step. */
export interface Raised {
  readonly name: string;
  /** Its value in the step that was evaluated last. */
  readonly value: number;
  /** Where its powers `b^(t + beyond)` stand among the scalars of a call. */
  readonly powers: readonly { readonly scalar: number; readonly beyond: number }[];
}

/** The parts of `b^t` of a hyperparameter. */
interface History {
  /** The product of its values in the first `since` steps; in the steps after them its value was `taken`. */
  product: number;
  since: number;
  taken: number;
  /** The same before the last step was taken. */
  lastProduct: number;
  lastSince: number;
  lastTaken: number;
  /** The same once the step that was evaluated last is taken. */
  nextProduct: number;
  nextSince: number;
}

/** The parts of `b^t` of a hyperparameter, in a snapshot. */
export interface SavedPower {
  /** The product of the values that it had in the first `since` steps. */
  readonly product: number;
  /** Number of steps before its last change. */
  readonly since: number;
  /** Its value in the steps after those. */
  readonly value: number;
}

/** Powers of a number that were computed before; NaN where there is none. */
interface Known {
  of: number;
  readonly powers: Float64Array;
}

/** So many are kept, of a descent that goes the same way again. */
const most = 1024;

function powerOf(known: Known | undefined, value: number, exponent: number): number {
  if (!known || !(exponent >= 0 && exponent < most)) return power(value, exponent);
  if (known.of !== value) {
    known.of = value;
    known.powers.fill(Number.NaN);
  }
  const found = known.powers[exponent]!;
  if (!Number.isNaN(found)) return found;
  known.powers[exponent] = power(value, exponent);
  return known.powers[exponent]!;
}

/** The histories of hyperparameters in the same steps. How many those are, the caller knows. */
export class Histories {
  readonly #raised: readonly Raised[];
  readonly #of: readonly History[];
  /** The place of the step's number among the scalars. */
  readonly #step: number;
  /** Whether a value is another than in the last step, or was so in one that was not taken. */
  #isChanged = true;
  /** Whether it was so in the last step that was taken. */
  #wasChanged = false;
  /** Of each of the raised, once the steps begin anew. */
  #known: readonly Known[] | undefined;

  constructor(raised: readonly Raised[], step: number) {
    this.#raised = raised;
    this.#step = step;
    this.#of = raised.map(() => ({
      product: 1,
      since: 0,
      taken: Number.NaN,
      lastProduct: 1,
      lastSince: 0,
      lastTaken: Number.NaN,
      nextProduct: 1,
      nextSince: 0,
    }));
  }

  /** Writes the number of the step after `count`, and the powers in it. */
  evaluate(scalars: Float64Array, count: number): void {
    scalars[this.#step] = count + 1;
    const raised = this.#raised;
    for (let i = 0; i < raised.length; i++) {
      const { value, powers } = raised[i]!;
      const history = this.#of[i]!;
      if (this.#isChanged || value !== history.taken) this.#renew(history, value, count);
      const { nextProduct, nextSince } = history;
      const known = this.#known?.[i];
      for (let k = 0; k < powers.length; k++) {
        const { scalar, beyond } = powers[k]!;
        scalars[scalar] = nextProduct * powerOf(known, value, count + 1 - nextSince + beyond);
      }
    }
  }

  /** A history once the step after `count` is taken with a value. */
  #renew(history: History, value: number, count: number): void {
    this.#isChanged = true;
    const isSame = value === history.taken;
    // Before the first step there is no value, and any number to the power 0 is 1.
    history.nextProduct = isSame
      ? history.product
      : history.product * power(history.taken, count - history.since);
    history.nextSince = isSame ? history.since : count;
  }

  /** Begins anew, with the values that are there. */
  restart(): void {
    this.resume(0);
    this.#known ??= this.#raised.map(() => ({ of: Number.NaN, powers: new Float64Array(most) }));
  }

  /** The step that was evaluated last has been taken. */
  took(): void {
    this.#wasChanged = this.#isChanged;
    if (!this.#isChanged) return;
    this.#isChanged = false;
    for (let i = 0; i < this.#of.length; i++) {
      const history = this.#of[i]!;
      history.lastProduct = history.product;
      history.lastSince = history.since;
      history.lastTaken = history.taken;
      history.product = history.nextProduct;
      history.since = history.nextSince;
      history.taken = this.#raised[i]!.value;
    }
  }

  /** The step that was taken last was declined after all. */
  back(): void {
    if (!this.#wasChanged) return;
    this.#isChanged = true;
    for (const history of this.#of) {
      history.product = history.lastProduct;
      history.since = history.lastSince;
      history.taken = history.lastTaken;
    }
  }

  /** Writes the number of the last step that was taken, the `count`th, and the powers in it. */
  afterStep(scalars: Float64Array, count: number): void {
    scalars[this.#step] = count;
    for (const [index, { product, since, taken }] of this.#of.entries())
      for (const { scalar, beyond } of this.#raised[index]!.powers)
        scalars[scalar] = product * power(taken, count - since + beyond);
  }

  /** The histories by name; none before the first step. */
  get saved(): Record<string, SavedPower> {
    return Object.fromEntries(
      this.#of.flatMap(({ product, since, taken: value }, index) =>
        Number.isNaN(value) ? [] : [[this.#raised[index]!.name, { product, since, value }]],
      ),
    );
  }

  /**
   * Continues from histories by name, after so many steps. A hyperparameter without one has had its present value from the first step
   * on.
   */
  resume(count: number, saved: Readonly<Record<string, SavedPower>> = {}): void {
    this.#isChanged = true;
    for (const [index, history] of this.#of.entries()) {
      const { name, value } = this.#raised[index]!;
      const found = count > 0 && Object.hasOwn(saved, name) ? saved[name] : undefined;
      history.product = found?.product ?? 1;
      history.since = found?.since ?? 0;
      history.taken = count > 0 ? (found?.value ?? value) : Number.NaN;
    }
  }
}
