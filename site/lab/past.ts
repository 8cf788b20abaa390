/** What can be undone: states as they were. Changes of one kind in a row, a second apart at most, are one. */
import { type ReadonlySignal, signal } from "@preact/signals";

const deepest = 200;

/** How much can be undone and done again, and how many changes there have been, those that were undone or forgotten too. */
export interface Reach {
  readonly undo: number;
  readonly redo: number;
  readonly changes: number;
}

/** The past of a state. */
export class Past<State> {
  readonly #past: State[] = [];
  readonly #future: State[] = [];
  readonly #reach = signal<Reach>({ undo: 0, redo: 0, changes: 0 });
  #last = { as: "", at: 0 };

  get reach(): ReadonlySignal<Reach> {
    return this.#reach;
  }

  /** Keeps a state as it was before a change. */
  remember(before: State, as: string): void {
    const now = Date.now();
    const continues = as !== "" && as === this.#last.as && now - this.#last.at < 1000;
    this.#last = { as, at: now };
    if (continues) return;
    this.#past.push(before);
    if (this.#past.length > deepest) this.#past.shift();
    this.#future.length = 0;
    this.#count();
  }

  /** The state before the last change, if any; `now` can then be done again. */
  back(now: State): State | undefined {
    return this.#move(this.#past, this.#future, now);
  }

  /** The state that was undone last, if any. */
  forth(now: State): State | undefined {
    return this.#move(this.#future, this.#past, now);
  }

  #move(from: State[], to: State[], now: State): State | undefined {
    const next = from.pop();
    if (!next) return undefined;
    to.push(now);
    this.#last = { as: "", at: 0 };
    this.#count();
    return next;
  }

  #count(): void {
    const { changes } = this.#reach.peek();
    this.#reach.value = { undo: this.#past.length, redo: this.#future.length, changes: changes + 1 };
  }
}
