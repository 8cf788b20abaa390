/**
 * A team: the thread that takes steps, and its workers. The caller takes parts of a pass from the front, workers from the back, and it
 * waits only for parts that were really taken: a worker that is late costs nothing.
 */
import type { Run } from "../backend.ts";
import type { Answer, Message } from "./attend.ts";
import { type StartedWorker, type StartWorker, startWorker } from "./start-worker.ts";
import { mostThreads, places, slots, wordCount } from "./words.ts";

/** Milliseconds. */
const times = {
  /** That a worker looks for work before it sleeps. */
  look: 0.2,
  /** In which a worker must have begun, or have a memory. */
  begin: 1000,
  /** In which some part must be finished while the caller waits for it. */
  part: 1000,
  /** That the caller looks whether parts are finished before it sleeps too. */
  watch: 0.2,
} as const;

/** A memory that a team works on. */
export interface Shared {
  /** A number that no other has. */
  readonly id: number;
  /** Where workers have it. */
  slot: number;
  readonly memory: WebAssembly.Memory;
  readonly modules: readonly WebAssembly.Module[];
  readonly weight: NonNullable<Message["load"]>["weight"];
}

interface Member {
  readonly worker: StartedWorker;
  readonly number: number;
  /** Who waits for an answer. */
  readonly waits: Map<Answer, (isThere: boolean) => void>;
}

/** Whether this thread may sleep until another wakes it; a page's main thread may not. */
function maySleep(words: Int32Array): boolean {
  try {
    Atomics.wait(words, places.sleeps, 1, 0);
    return true;
  } catch {
    return false;
  }
}

/** A team of threads. */
export class Team {
  readonly #start: StartWorker;
  readonly #words = new Int32Array(new SharedArrayBuffer(4 * wordCount));
  readonly #maySleep = maySleep(this.#words);
  #members: readonly Member[] = [];
  /** Numbers of the memories in slots, and when each was used last. */
  readonly #ids = new Int32Array(slots);
  readonly #used = new Float64Array(slots);
  /** For each slot and worker the memory that was sent. */
  readonly #sent = new Int32Array(slots * mostThreads);
  #uses = 0;
  /** Memories that are out of reach are dropped. */
  readonly #unreachable = new FinalizationRegistry<number>((id) => this.drop(id));
  /** How many workers can be had, once that is known. */
  #mostWorkers = mostThreads - 1;
  #growing: Promise<void> = Promise.resolve();
  /** When the last pass ended. */
  last = 0;
  pauses = 0;
  sleeps = false;
  /** Parts that workers have taken so far. */
  taken = 0;
  hasEnded = false;

  /** A team of one: `grow` starts workers. */
  constructor(start: StartWorker = startWorker) {
    this.#start = start;
  }

  /** How many workers there are. */
  get workers(): number {
    return this.#members.length;
  }

  /** Starts workers until there are so many, or as many as can be had. */
  grow(workers: number): Promise<void> {
    this.#growing = this.#growing.then(async () => {
      const missing = Math.min(workers, this.#mostWorkers) - this.workers;
      if (missing <= 0) return;
      const started = Array.from({ length: missing }, () => this.#begin());
      // What was refused once is not asked for again: a page's policy may report each time.
      if ((await Promise.all(started)).includes(false)) this.#mostWorkers = this.workers;
    });
    return this.#growing;
  }

  async #begin(): Promise<boolean> {
    const taken = new Set(this.#members.map(({ number }) => number));
    let number = 0;
    while (taken.has(number)) number++;
    const waits: Member["waits"] = new Map();
    try {
      const worker = this.#start(
        (answer) => waits.get(answer)?.(true),
        () => this.#lose(member),
      );
      const member = { worker, number, waits };
      this.#members = [...this.#members, member];
      const state = places.workers + number * places.line;
      this.#words.fill(0, state, state + 2);
      for (let slot = 0; slot < slots; slot++) this.#sent[slot * mostThreads + number] = 0;
      const begin = { words: this.#words, at: places, own: number, look: times.look };
      return await this.#ask(member, { begin }, 0);
    } catch {
      return false;
    }
  }

  /** Sends a message; whether the answer comes in time. A worker that does not answer is ended. */
  async #ask(member: Member, message: Message, answer: Answer): Promise<boolean> {
    const isThere = await new Promise<boolean>((resolve) => {
      member.waits.set(answer, resolve);
      setTimeout(resolve, times.begin, false);
      this.#post(member, message);
    });
    member.waits.delete(answer);
    if (!isThere) this.#lose(member);
    return isThere;
  }

  #post(member: Member, message: Message): void {
    Atomics.add(this.#words, places.workers + member.number * places.line + 1, 1);
    try {
      member.worker.post(message);
    } catch {
      // The engine cannot send this to another thread.
      this.#lose(member);
    }
  }

  #lose(member: Member): void {
    this.#members = this.#members.filter((other) => other !== member);
    member.worker.end();
    for (const resolve of member.waits.values()) resolve(false);
  }

  /** Ends a worker. */
  endOne(): void {
    this.#lose(this.#members[0]!);
  }

  /** Ends all workers for good. */
  end(): void {
    this.hasEnded = true;
    this.#mostWorkers = 0;
    for (const member of this.#members) this.#lose(member);
  }

  /** Gives a memory to all workers that do not have it yet. Whether all have it. */
  holds(shared: Shared): boolean {
    const { id } = shared;
    if (this.#ids[shared.slot] !== id) this.#place(shared);
    this.#used[shared.slot] = ++this.#uses;
    let isHeld = this.#members.length > 0;
    for (let m = 0; m < this.#members.length; m++) {
      const at = shared.slot * mostThreads + this.#members[m]!.number;
      if (this.#sent[at] !== id) this.#send(this.#members[m]!, shared);
      if (Atomics.load(this.#words, places.loaded + at) !== id) isHeld = false;
    }
    return isHeld;
  }

  /** Finds a slot: an empty one, or that which was not used for longest. */
  #place(shared: Shared): void {
    const { id } = shared;
    const free = this.#ids.indexOf(0);
    shared.slot = free >= 0 ? free : this.#used.indexOf(Math.min(...this.#used));
    this.#ids[shared.slot] = id;
  }

  #send(member: Member, { slot, id, memory, modules, weight }: Shared): void {
    this.#sent[slot * mostThreads + member.number] = id;
    this.#post(member, { load: { slot, id, memory, modules, weight } });
  }

  /** The same, until all have it or cannot. */
  async give(shared: Shared): Promise<boolean> {
    if (this.holds(shared)) return true;
    const { id } = shared;
    await Promise.all(this.#members.map((member) => this.#ask(member, {}, id)));
    return this.holds(shared);
  }

  /** Takes a memory from the workers once it is out of reach. */
  watch(shared: Shared): void {
    this.#unreachable.register(shared, shared.id);
  }

  /** Takes a memory from the workers. */
  drop(id: number): void {
    const slot = this.#ids.indexOf(id);
    if (slot < 0) return;
    this.#ids[slot] = 0;
    for (const member of this.#members) this.#post(member, { unload: slot });
  }

  /** Whether the workers that `threads` threads need look for work. */
  isAwake(threads: number): boolean {
    for (let m = 0; m < this.#members.length; m++) {
      const { number } = this.#members[m]!;
      if (number < threads - 1 && this.#state(number) === 0) return false;
    }
    return true;
  }

  #state(number: number): number {
    return Atomics.load(this.#words, places.workers + number * places.line);
  }

  /**
   * Runs a kernel, part by part, with workers that have its memory. `bounds` are the first segment of each of `parts` and the end; `takes`
   * says whether the caller takes parts too.
   *
   * @returns whether all parts were finished. If not, a worker has died.
   */
  run(
    shared: Shared,
    kernel: number,
    run: Run,
    block: number,
    bounds: Int32Array,
    parts: number,
    threads: number,
    takes: boolean,
  ): boolean {
    const words = this.#words;
    const { pass, left } = places;
    words[pass] = shared.slot;
    words[pass + 1] = kernel;
    words[pass + 2] = block;
    for (let b = 0; b <= parts; b++) words[pass + 3 + b] = bounds[b]!;
    words[places.limit] = threads - 1;
    Atomics.store(words, places.done, 0);
    Atomics.store(words, left, parts);
    this.#wake(threads);
    let own = 0;
    while (takes) {
      const now = Atomics.load(words, left);
      const first = now >>> 16;
      if (first >= (now & 0xffff)) break;
      if (Atomics.compareExchange(words, left, now, now + 0x10000) !== now) continue;
      run(block, bounds[first]!, bounds[first + 1]!);
      own++;
    }
    this.taken += parts - own;
    return own === parts || this.#finish(parts - own);
  }

  #wake(threads: number): void {
    for (let m = 0; m < this.#members.length; m++) {
      const member = this.#members[m]!;
      if (member.number >= threads - 1 || this.#state(member.number) !== 0) continue;
      Atomics.store(this.#words, places.workers + member.number * places.line, 1);
      this.#post(member, wake);
    }
  }

  /** Waits for parts that workers have taken; whether they are finished. */
  #finish(parts: number): boolean {
    const words = this.#words;
    const { done, sleeps } = places;
    let found = Atomics.load(words, done);
    if (found === parts) return true;
    let begun = performance.now();
    for (;;) {
      const now = Atomics.load(words, done);
      if (now === parts) return true;
      const waited = performance.now() - begun;
      if (now !== found) {
        found = now;
        begun += waited;
      } else if (waited > times.part) return false;
      else if (waited > times.watch && this.#maySleep) {
        Atomics.store(words, sleeps, 1);
        Atomics.wait(words, done, now, 10);
        Atomics.store(words, sleeps, 0);
      }
    }
  }
}

const wake: Message = {};
