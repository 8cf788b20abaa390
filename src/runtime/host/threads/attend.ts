/**
 * The program of a worker: takes parts of passes from the end while there are some, looks for more for a little while, then sleeps in
 * its event loop. Node gets it as text, so it must not use anything but its arguments and globals, and has no functions with names.
 */
import type { places } from "./words.ts";

/** What a worker is sent. Every message wakes it. */
export interface Message {
  /** To begin with: the team's words and where they are, which worker this is, and how long it looks for work, in milliseconds. */
  readonly begin?: {
    readonly words: Int32Array;
    readonly at: typeof places;
    readonly own: number;
    readonly look: number;
  };
  /** A memory and its kernels, for a slot. */
  readonly load?: {
    readonly slot: number;
    readonly id: number;
    readonly memory: WebAssembly.Memory;
    readonly modules: readonly WebAssembly.Module[];
    /**
     * Engines do not count shared memory when they decide whether to collect garbage. A memory of one's own with so many pages, which is
     * never touched and takes no room, is kept beside it and is counted.
     */
    readonly weight: { readonly initial: number; readonly maximum: number };
  };
  /** A slot whose memory is not needed any more. */
  readonly unload?: number;
}

/** What a worker answers: 0 when it has begun, the number of a memory when it has it or cannot have it. */
export type Answer = number;

/** Serves. `listen` takes what is to be called for each message, `answer` sends one. */
export function attend(
  listen: (listener: (message: Message) => void) => void,
  answer: (answer: Answer) => void,
): void {
  type Kernel = (block: number, first: number, last: number) => void;
  const memories = new Map<
    number,
    { readonly kernels: readonly Kernel[]; readonly weight: WebAssembly.Memory }
  >();
  let begun: Message["begin"];
  let received = 0;
  listen(({ begin, load, unload }) => {
    received++;
    if (begin) {
      begun = begin;
      answer(0);
    }
    const { words, at, own, look } = begun!;
    if (unload !== undefined) memories.delete(unload);
    if (load) {
      const { slot, id, memory, modules, weight } = load;
      memories.delete(slot);
      try {
        const env = { memory };
        const kernels = modules.map(
          (module) => new WebAssembly.Instance(module, { env }).exports.run as Kernel,
        );
        memories.set(slot, { kernels, weight: new WebAssembly.Memory(weight) });
        Atomics.store(words, at.loaded + slot * at.most + own, id);
      } catch {
        // There is no room for it: the others go on without this one.
      }
      answer(id);
    }
    const state = at.workers + own * at.line;
    Atomics.store(words, state, 1);
    let until = performance.now() + look;
    for (;;) {
      const left = Atomics.load(words, at.left);
      const [first, end] = [left >>> 16, left & 0xffff];
      if (first < end && own < words[at.limit]!) {
        // Whoever takes a part holds the pass: the words below are those of the part that was taken, even if others came in between.
        if (Atomics.compareExchange(words, at.left, left, left - 1) !== left) continue;
        const part = at.pass + 2 + end;
        const kernel = memories.get(words[at.pass]!)!.kernels[words[at.pass + 1]!]!;
        kernel(words[at.pass + 2]!, words[part]!, words[part + 1]!);
        Atomics.add(words, at.done, 1);
        if (Atomics.load(words, at.sleeps)) Atomics.notify(words, at.done);
        until = performance.now() + look;
      } else if (performance.now() > until || Atomics.load(words, state + 1) !== received) {
        Atomics.store(words, state, 0);
        // The caller may have seen that it was awake just before.
        const now = Atomics.load(words, at.left);
        const isMissed = now >>> 16 < (now & 0xffff) && Atomics.load(words, state + 1) === received;
        if (!isMissed || Atomics.compareExchange(words, state, 0, 1) !== 0) break;
      }
    }
  });
}
