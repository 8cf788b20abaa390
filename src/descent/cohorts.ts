/**
 * Parameters that have taken part in the same steps form a cohort, with a count and histories of its own. Cohorts part where some of
 * their parameters take part in a step and others do not; they never join.
 */
import type { CohortCall } from "../runtime/device.ts";
import type { Chosen } from "./chosen.ts";
import type { Histories, SavedPower } from "./histories.ts";
import type { Hypers } from "./hypers.ts";

/** What a parameter counts, in a snapshot. */
export interface SavedCount {
  /** Number of steps that it has taken part in. */
  readonly count: number;
  /** The parts of `b^t` in these steps, as in the snapshot's `powers`. */
  readonly powers: Readonly<Record<string, SavedPower>>;
}

/** A cohort. */
export class Cohort implements CohortCall {
  /** Its parameters, by their numbers. */
  readonly members: readonly number[];
  takesPart = true;
  /** Whether it took part in the descent's last step. */
  tookPart = true;
  #count: number;
  readonly #hypers: Hypers;
  readonly #histories: Histories;
  readonly #scalars: Float64Array;
  /** The scalars of its last step, and of the one before it. */
  #after: Float64Array;
  #before: Float64Array;

  /** `at` is the number of steps that the descent has taken. */
  constructor(hypers: Hypers, members: readonly number[], { count, powers }: SavedCount, at: number) {
    this.members = members;
    this.#hypers = hypers;
    this.#count = count;
    this.#histories = hypers.newHistories();
    this.#histories.resume(count, powers);
    this.#scalars = hypers.scalars.slice();
    this.#after = hypers.afterStep(at).slice();
    this.#histories.afterStep(this.#after, count);
    this.#before = this.#after.slice();
  }

  /** Number of steps that it has taken part in. */
  get count(): number {
    return this.#count;
  }

  /** What each of its parameters counts. */
  get saved(): SavedCount {
    return { count: this.#count, powers: this.#histories.saved };
  }

  /** Whether only some of its parameters are chosen. */
  isPartedBy(chosen: Chosen): boolean {
    const { members } = this;
    const isFirst = chosen.has(members[0]!);
    for (let i = 1; i < members.length; i++) if (chosen.has(members[i]!) !== isFirst) return true;
    return false;
  }

  /** The two parts of it: those that are chosen, and the others. */
  parts(chosen: Chosen): readonly Cohort[] {
    return [true, false].map((isIn) => {
      const members = this.members.filter((member) => chosen.has(member) === isIn);
      const part = new Cohort(this.#hypers, members, this.saved, this.#count);
      part.#after.set(this.#after);
      return part;
    });
  }

  /** Makes the scalars ready for the descent's next call. */
  evaluate(takesPart: boolean, isStep: boolean): void {
    this.takesPart = takesPart;
    if (isStep) this.tookPart = takesPart;
    if (!takesPart) return;
    this.#scalars.set(this.#hypers.scalars);
    this.#histories.evaluate(this.#scalars, this.#count);
  }

  /** Makes the scalars those of its last step. One that has taken none takes no part. */
  evaluateAfter(): void {
    this.takesPart = this.#count > 0;
    this.#scalars.set(this.#after);
  }

  /** The step that was evaluated last has been taken. */
  took(): void {
    if (!this.takesPart) return;
    this.#histories.took();
    this.#count++;
    [this.#before, this.#after] = [this.#after, this.#before];
    this.#after.set(this.#scalars);
  }

  /** The step that was taken last was declined after all, if it took part in it. */
  back(): void {
    if (!this.takesPart) return;
    this.#histories.back();
    this.#count--;
    [this.#before, this.#after] = [this.#after, this.#before];
  }

  scalarsAt(): Float64Array {
    return this.#scalars;
  }
}
