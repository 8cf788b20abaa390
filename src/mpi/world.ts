/** The ranks of an MPI job and their collectives. What is sent where is MPI's work; what may be sent, that of `calls.ts`. */
import { Calls, type NativeCall, type Numbers, type Reduction, type Values } from "./calls.ts";
import type { Heartbeat } from "./heartbeat.ts";
import { type Library, textOf } from "./library.ts";
import { MpiError } from "./mpi-error.ts";
import type { RankFacts } from "./ranks.ts";
import type { Transport } from "./transport.ts";

/** What a collective gives: nothing, or a promise of it. */
interface Collectives<R> {
  /** Overwrites `values` by those of rank `root`, 0 if left out. */
  broadcast(values: Values, root?: number): R;
  /** Overwrites `values` by the element-wise sum, or largest, of all ranks'. The order of additions is MPI's. */
  allReduce(values: Numbers, op?: Reduction): R;
  /** As `allReduce`, but each rank gets a part: `counts` elements of each, in their order; equal parts if left out. */
  reduceScatter(values: Numbers, into: Numbers, counts?: readonly number[], op?: Reduction): R;
  /** `values` holds a part of each rank, `counts` elements of each; every rank's own is sent to all. Equal parts if left out. */
  allGather(values: Values, counts?: readonly number[]): R;
  /**
   * Sends `counts` elements of `from` to each rank, in their order; `into` gets `intoCounts` of each, one behind the
   * other. What is sent begins at `starts`, or lies one behind the other too. Where its own of `intoCounts` is 0, a rank sends nothing to itself.
   */
  allToAll(
    from: Values,
    counts: readonly number[],
    into: Values,
    intoCounts: readonly number[],
    starts?: readonly number[],
  ): R;
  /** Waits for all ranks. */
  barrier(): R;
}

/** The same calls without blocking the thread. They run one after the other; arrays must not be touched until the promise resolves. */
export type AsyncCollectives = Readonly<Collectives<Promise<void>>>;

/** What is received is added while it is in the processor's cache. Measured: docs/decisions/many-processes.md. */
const bucketBytes = 2 ** 22;

/** What a world is made of. */
export interface WorldParts {
  readonly library: Library;
  readonly rank: number;
  readonly size: number;
}

/**
 * All ranks of a job; made by `connect()`. Collectives read and write typed arrays where they lie, those of descents too, and block the
 * thread; those of `async` do not. All ranks make the same calls in the same order, with counts that fit: MPI does not check that.
 */
export class World implements Transport, Collectives<void> {
  /** This process, from 0 to `size - 1`. */
  readonly rank: number;
  /** How many ranks there are. */
  readonly size: number;
  /** MPI's library, in its own words. */
  readonly library: string;
  /** The same collectives, with promises. */
  readonly async: AsyncCollectives;
  /** What each rank runs on; `connect()` fills it. */
  ranks: readonly RankFacts[] = [];
  /** What differs between ranks and may change bits, a sentence each; none where all are alike. */
  differences: readonly string[] = [];
  /** What `threads: "auto"` is here: the processors that this rank may use, divided by the ranks that share them. `connect()` fills it. */
  threads = 1;
  /** By which ranks notice one that is lost; `connect()` begins it. Undefined for one rank alone, and with `heartbeat: false`. */
  heartbeat: Heartbeat | undefined;
  readonly #library: Library;
  readonly #calls: Calls;
  /** Calls that are under way, one behind the other. */
  #chain: Promise<unknown> = Promise.resolve();
  #pending = 0;
  #isClosed = false;

  /** Made by `connect()`. */
  constructor({ library, rank, size }: WorldParts) {
    this.#library = library;
    this.rank = rank;
    this.size = size;
    this.library = library.version;
    this.#calls = new Calls(library, rank, size);
    const calls = this.#calls;
    this.async = {
      broadcast: (...args) => this.#later(calls.broadcast(...args)),
      allReduce: (...args) => this.#later(calls.allReduce(...args)),
      reduceScatter: (...args) => this.#later(calls.reduceScatter(...args)),
      allGather: (...args) => this.#later(calls.allGather(...args)),
      allToAll: (...args) => this.#later(calls.allToAll(...args)),
      barrier: () => this.#later(calls.barrier()),
    };
  }

  /** Within a host 4 MiB; undefined between hosts, where fewer and longer messages are faster. */
  get bucketBytes(): number | undefined {
    return new Set(this.ranks.map(({ host }) => host)).size === 1 ? bucketBytes : undefined;
  }

  /** The name of this rank's host. */
  get host(): string {
    return this.ranks[this.rank]?.host ?? "";
  }

  broadcast(values: Values, root?: number): void {
    this.#now(this.#calls.broadcast(values, root));
  }

  allReduce(values: Numbers, op?: Reduction): void {
    this.#now(this.#calls.allReduce(values, op));
  }

  reduceScatter(values: Numbers, into: Numbers, counts?: readonly number[], op?: Reduction): void {
    this.#now(this.#calls.reduceScatter(values, into, counts, op));
  }

  allGather(values: Values, counts?: readonly number[]): void {
    this.#now(this.#calls.allGather(values, counts));
  }

  allToAll(...args: Parameters<Calls["allToAll"]>): void {
    this.#now(this.#calls.allToAll(...args));
  }

  barrier(): void {
    this.#now(this.#calls.barrier());
  }

  /** Changes what the message of a lost rank says to do: a sentence without its full stop, such as where the job can go on. */
  advise(advice: string): void {
    this.heartbeat?.advise(advice);
  }

  /** Ends all ranks at once, with an exit code. Does not return. */
  abort(code = 1): never {
    this.#library.functions.Abort(this.#library.handles.world, code);
    // A library that cannot abort must not leave others waiting.
    process.kill(process.pid, "SIGKILL");
    throw new MpiError("failed", "MPI_Abort did not end this process");
  }

  /** Whether `close()` was called. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Ends the use of MPI, once all ranks have come here: call it last, on every rank. A process that ends without it ends the whole job with an
   * error, so that no rank waits for one that is gone.
   */
  close(): void {
    if (this.#isClosed) return;
    this.#checkIdle("close");
    if (this.heartbeat) {
      this.barrier();
      this.heartbeat.leave();
    }
    this.#check("Finalize", this.#library.functions.Finalize());
    this.#isClosed = true;
  }

  #now({ name, args }: NativeCall): void {
    this.#checkOpen();
    this.#checkIdle("a collective");
    this.#check(name, this.#library.functions[name](...args));
  }

  #later({ name, args }: NativeCall): Promise<void> {
    this.#checkOpen();
    this.#pending++;
    const run = () =>
      new Promise<void>((resolve, reject) => {
        // The callback holds `args`, and so the arrays, until C has done with them.
        this.#library.functions[name].async(...args, (error: unknown, code: number) => {
          this.#pending--;
          try {
            if (error) throw error;
            this.#check(name, code);
            resolve();
          } catch (cause) {
            reject(cause);
          }
          return args.length;
        });
      });
    const done = this.#chain.then(run);
    this.#chain = done.catch(() => {});
    return done;
  }

  #checkOpen(): void {
    if (this.#isClosed)
      throw new MpiError("closed", "this world was closed; make collectives before close()");
  }

  #checkIdle(call: string): void {
    if (this.#pending === 0) return;
    throw new MpiError(
      "busy",
      `${call} came while ${this.#pending} of world.async were under way; await them first`,
    );
  }

  #check(name: string, code: number): void {
    if (code === 0) return;
    const text = textOf((bytes, length) => this.#library.functions.Error_string(code, bytes, length));
    throw new MpiError("failed", `MPI_${name} failed on rank ${this.rank} of ${this.size}: ${text}`);
  }
}
