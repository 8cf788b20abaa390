/** Events for any number of readers. It does not wait for them: what a reader has not taken yet is kept for it. */

/** Sends values to all who read at the time. */
export class Channel<T> {
  readonly #readers = new Set<Reader<T>>();
  #end: End | undefined;
  /** Whether someone has begun to read, and so gets the error of `close`. */
  hasReader = false;

  send(value: T): void {
    for (const reader of this.#readers) reader.give({ value, done: false });
  }

  /** Ends all readers, with an error if there is one. */
  close(end: End): void {
    this.#end = end;
    for (const reader of this.#readers) reader.close(end);
  }

  /** Values from now on. */
  read(): AsyncIterableIterator<T, undefined> {
    this.hasReader = true;
    const reader = new Reader<T>(() => this.#readers.delete(reader));
    this.#readers.add(reader);
    if (this.#end) reader.close(this.#end);
    return reader;
  }
}

/** How a channel ends. */
type End = { readonly error?: { readonly cause: unknown } };

interface Waiting<R> {
  resolve(result: R): void;
  reject(cause: unknown): void;
}

class Reader<T> implements AsyncIterableIterator<T, undefined> {
  readonly #leave: () => void;
  readonly #waiting: Waiting<IteratorResult<T, undefined>>[] = [];
  #kept: IteratorResult<T, undefined>[] = [];
  #end: End | undefined;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  give(result: IteratorResult<T, undefined>): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve(result);
    else this.#kept.push(result);
  }

  close(end: End): void {
    this.#end = end;
    for (const { resolve, reject } of this.#waiting.splice(0)) {
      if (end.error) reject(end.error.cause);
      else resolve({ value: undefined, done: true });
    }
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    const kept = this.#kept.shift();
    if (kept) return kept;
    if (this.#end?.error) throw this.#end.error.cause;
    if (this.#end) return { value: undefined, done: true };
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#leave();
    this.#kept = [];
    this.close({});
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
