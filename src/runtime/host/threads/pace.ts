/**
 * How many threads a pass runs on: as many as were fastest in its own first calls, which have the same bits on any number, and in
 * some forty of each two thousand later ones. Calls whose workers are awake and calls that have to wake them are measured apart,
 * since waking costs as much as a pass of some 1e5 parameters, unless passes take so long that it does not matter.
 */

/** Calls on each number of threads that are timed, and in how many of them more threads must be faster: not by chance. */
const rounds = 11;
const wins = 9;

/** Calls of a turn, of which the last one is timed: after a call on fewer threads workers may have gone to sleep. */
const turn = 2;

/**
 * How many times as many calls as are timed follow before they are timed again: soon after the first time, since the engine compiles what is
 * called often, and after another answer than before, which may have been chance; else later, since what else the machine does changes.
 */
const rests = { soon: 16, later: 80 } as const;

/** Milliseconds of a pass from which on it does not matter whether workers have to be woken: that takes some tenths of one. */
const long = 4;

/** What of the median time of fewer threads is enough: waking and spinning cost others something too. */
const enough = { awake: 0.97, asleep: 0.9 } as const;

const median = (samples: Float64Array): number => samples.toSorted()[rounds >> 1]!;

/** Finds the best of some numbers of threads, each timed in turns. */
class Trial {
  readonly #numbers: readonly number[];
  readonly #samples: readonly Float64Array[];
  readonly #enough: number;
  /** Places of the numbers that are timed: first all, then the best and its neighbours, since far ones cost much. */
  #range: readonly [first: number, end: number];
  #calls = 0;
  /** Calls until the next trial. */
  #rest = 0;
  /** The best, as it was found last; 0 until it is known. */
  best = 0;

  constructor(numbers: readonly number[], enough: number) {
    this.#numbers = numbers;
    this.#enough = enough;
    this.#samples = numbers.map(() => new Float64Array(rounds));
    this.#range = [0, numbers.length];
    if (numbers.length > 1) return;
    this.best = numbers[0]!;
    this.#rest = Number.POSITIVE_INFINITY;
  }

  next(): number {
    if (this.#rest > 0) return this.best;
    const [first, end] = this.#range;
    return this.#numbers[first + (Math.floor(this.#calls / turn) % (end - first))]!;
  }

  /** How many calls on one thread come until the next trial, if they are on one; they count as called. */
  alone(): number {
    if (this.best !== 1) return 0;
    const calls = this.#rest;
    this.#rest = 0;
    return calls;
  }

  took(milliseconds: number): void {
    if (this.#rest > 0) {
      this.#rest--;
      return;
    }
    const [first, end] = this.#range;
    const length = end - first;
    const turns = Math.floor(this.#calls / turn);
    // The earlier calls of a turn are overwritten.
    this.#samples[first + (turns % length)]![Math.floor(turns / length)] = milliseconds;
    if (++this.#calls < length * rounds * turn) return;
    const at = this.#fastest(first, end);
    const best = this.#numbers[at]!;
    this.#rest = (best === this.best ? rests.later : rests.soon) * (this.#calls / turn);
    this.#range = [Math.max(0, at - 1), Math.min(this.#numbers.length, at + 2)];
    this.best = best;
    this.#calls = 0;
  }

  /** Its place. */
  #fastest(first: number, end: number): number {
    let best = first;
    for (let n = first + 1; n < end; n++) {
      const [samples, other] = [this.#samples[n]!, this.#samples[best]!];
      let won = 0;
      for (let round = 0; round < rounds; round++) if (samples[round]! < other[round]!) won++;
      if (won >= wins && median(samples) < this.#enough * median(other)) best = n;
    }
    return best;
  }
}

/** The pace of a pass. */
export class Pace {
  readonly #awake: Trial;
  readonly #asleep: Trial;
  #trial: Trial;
  /** What the last call took. */
  #last = 0;

  /** `most` threads; `isAuto`: as many as pay, else all of them once they are awake. */
  constructor(most: number, isAuto: boolean) {
    const numbers = [1];
    for (let n = 2; n < most; n *= 2) numbers.push(n);
    this.#awake = new Trial(isAuto ? [...numbers, most] : [most], enough.awake);
    this.#asleep = new Trial([1, most], enough.asleep);
    this.#trial = this.#awake;
  }

  /** The number of threads for the call that comes. */
  next(isAwake: boolean): number {
    this.#trial = isAwake || this.#last > long ? this.#awake : this.#asleep;
    return this.#trial.next();
  }

  /** Notes a call whose workers are asleep, and that is not timed. */
  rest(): void {
    this.#trial = this.#asleep;
  }

  /** How many calls whose workers are asleep are to run on one thread, and need not be timed. */
  alone(): number {
    return this.#last > long ? 0 : this.#asleep.alone();
  }

  /** How long it took. */
  took(milliseconds: number): void {
    this.#last = milliseconds;
    this.#trial.took(milliseconds);
  }

  /** The number of threads of calls as they come now; undefined while it is not known. */
  get best(): number | undefined {
    return this.#trial.best || undefined;
  }
}
