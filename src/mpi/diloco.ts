/**
 * Ranks that exchange seldom, for slow links. Douillard and others: DiLoCo: Distributed Low-Communication Training of Language Models,
 * 2023, Algorithm 1. Each rank takes steps of an inner optimizer by itself; then an outer one takes a step whose gradient is how far the
 * ranks have moved, on average. It knows no MPI, only a transport.
 */
import {
  type Descent,
  type Gradients,
  type InitOptions,
  type Live,
  type Optimizer,
  type Snapshot,
  type StepInputs,
  sgd,
} from "../index.ts";
import { anything, kind, whole } from "../options/kinds.ts";
import { isPlain, OptionError, type Options, readerOf, required } from "../options/option.ts";
import { type DataParallel, dataParallel, refuseEdited } from "./data-parallel.ts";
import { MpiError } from "./mpi-error.ts";
import { viewsOf } from "./regions.ts";
import { alone, type Transport, threadsOn, transport } from "./transport.ts";

/** Options of `diloco`. */
export interface DilocoOptions {
  /** What each rank trains with; the paper takes AdamW. */
  readonly inner: Optimizer;
  /** What takes the steps of all. Default: SGD with Nesterov's momentum .9 and rate .7. */
  readonly outer?: Optimizer;
  /** Inner steps between two exchanges. The paper takes 500; the fewer, the nearer to steps that all ranks share. */
  readonly every: number;
}

/** Options of `init`: those of descents, for both of them, and the ranks. */
export interface DilocoInitOptions extends Pick<InitOptions, "device" | "threads"> {
  /** The ranks: what `connect()` gives. Default: `alone`. */
  readonly world?: Transport;
}

/** Where a rank stands: plain objects, as snapshots of descents are. `outer` is the same on all ranks. */
export interface DilocoSnapshot {
  readonly inner: Snapshot;
  readonly outer: Snapshot;
  /** Inner steps since the last exchange. */
  readonly since: number;
}

const optimizer = kind(
  "an optimizer such as adamw()",
  (value) => typeof (value as Partial<Optimizer> | null)?.init === "function",
);
const read = readerOf<DilocoOptions>("diloco", {
  inner: required(optimizer),
  outer: optimizer,
  every: required(whole(1)),
});
const readInit = readerOf<DilocoInitOptions>("init", {
  device: anything,
  threads: anything,
  world: transport,
});

/**
 * Training over slow links: ranks exchange once in `every` steps. Each starts from the same parameters and takes steps with its own gradients;
 * then the outer optimizer takes a step whose gradient is the parameters before them less the mean of the ranks', and all go on from there.
 * An exchange moves what one step of `dataParallel` does.
 *
 * @returns a description; `init` begins. On one rank it is `inner` with an outer step now and then, much as `lookahead`.
 * @example
 * const far = diloco({ inner: adamw({ learningRate: 0.01 }), every: 30 });
 * const local = await far.init({ w: new Float32Array(3) });
 * const exchanged = await local.step({ w: [1, 2, 3] });
 * exchanged // false
 */
export const diloco = (options: DilocoOptions): Diloco => new Diloco(read(options));

/** How ranks train over slow links. Made by `diloco`. */
export class Diloco {
  readonly inner: Optimizer;
  readonly outer: Optimizer;
  readonly every: number;

  /** Made by `diloco`. */
  constructor({ inner, outer, every }: DilocoOptions) {
    this.inner = inner;
    this.outer = outer ?? sgd({ learningRate: 0.7, momentum: 0.9, nesterov: true });
    this.every = every;
  }

  /**
   * Allocates both descents. All ranks call it; parameters become those of rank 0.
   *
   * @throws what `init` of an optimizer does; MpiError where ranks have other parameters or another `every`.
   */
  async init<const P>(params: P, options: DilocoInitOptions = {}): Promise<DilocoDescent<P>> {
    const { world = alone, ...rest } = readInit(options);
    const how = { ...rest, threads: threadsOn(world, rest.threads) };
    const [inner, outer] = [await this.inner.init(params, how), await this.outer.init(params, how)];
    const periods = new Float64Array(world.size);
    periods[world.rank] = this.every;
    world.allGather(periods, Array(world.size).fill(1));
    const other = periods.findIndex((period) => period !== periods[0]);
    if (other > 0)
      throw new MpiError(
        "value",
        `diloco: every must be the same on all ranks; rank 0 has ${periods[0]}, rank ${other} has ${periods[other]}`,
      );
    return new DilocoDescent(inner, outer, this.every, world);
  }
}

/** A rank of `diloco`. Made by its `init`. */
export class DilocoDescent<P = unknown> {
  /** The rank's own descent. Take steps by `step` of this object. */
  readonly inner: Descent<P>;
  /** The descent of all ranks, the same on each: its parameters are those of the last exchange. */
  readonly outer: Descent<P>;
  readonly #every: number;
  readonly #shared: DataParallel<P>;
  readonly #grads: unknown;
  #since = 0;

  /** Made by `init`. */
  constructor(inner: Descent<P>, outer: Descent<P>, every: number, world: Transport) {
    this.inner = inner;
    this.outer = outer;
    this.#grads = inner.grads;
    this.#every = every;
    this.#shared = dataParallel(outer, { world });
    this.#begin();
  }

  /** This rank's parameters: `inner.params`. */
  get params(): Live<P> {
    return this.inner.params;
  }

  /** This rank's gradients: `inner.grads`. */
  get grads(): Live<P> {
    return this.inner.grads;
  }

  /** Calls of `step` since the last exchange. */
  get since(): number {
    return this.#since;
  }

  /**
   * Takes an inner step, and exchanges after every so many calls. All ranks make the same calls; one that declines a step (`skipNonFinite`) has
   * made it all the same.
   *
   * @returns whether the ranks have exchanged after it.
   * @throws what `step` of a descent does.
   */
  async step(grads?: Gradients<P>, options?: StepInputs): Promise<boolean> {
    this.inner.step(grads, options);
    this.#since++;
    if (this.#since < this.#every) return false;
    await this.exchange();
    return true;
  }

  /**
   * Exchanges now: at the end of a run, so that all ranks have the same parameters. All ranks call it.
   *
   * @throws ProtocolError after an `edit` of one of the descents.
   */
  async exchange(): Promise<void> {
    refuseEdited(this.inner, this.#grads);
    await this.#shared.step(() => {
      const [before, after, gradients] = [this.outer.params, this.inner.params, this.outer.grads].map(
        viewsOf,
      );
      for (const [index, to] of gradients!.entries()) {
        const [from, moved] = [before![index]!, after![index]!];
        from.take();
        moved.take();
        for (let i = 0; i < to.values.length; i++) to.values[i] = from.values[i]! - moved.values[i]!;
        to.give();
      }
      return undefined;
    });
    this.#begin();
  }

  /** Where this rank stands. Each rank saves its own. */
  async snapshot(): Promise<DilocoSnapshot> {
    // Both at the call: training may go on meanwhile.
    return { inner: this.inner.snapshotSync(), outer: this.outer.snapshotSync(), since: this.#since };
  }

  /**
   * Goes on from a snapshot of this rank: with those of the same moment on all ranks, all later steps have the same bits.
   *
   * @throws OptionError for what is none; SnapshotError where one of the two does not fit, with what was found and expected. Nothing has
   *   changed then.
   */
  async restore(snapshot: DilocoSnapshot): Promise<void> {
    const { inner, outer, since } = readSnapshot(snapshot);
    if (since >= this.#every)
      throw new OptionError(
        `restore: since must be below ${this.#every}, the steps between two exchanges; got ${since}`,
      );
    const before = this.outer.snapshotSync();
    this.outer.restoreSync(outer);
    try {
      this.inner.restoreSync(inner);
    } catch (error) {
      this.outer.restoreSync(before);
      throw error;
    }
    this.#since = since;
  }

  /** Frees the memory of both. */
  dispose(): void {
    this.inner.dispose();
    this.outer.dispose();
  }

  /** The rank goes on from the parameters of all. */
  #begin(): void {
    const [from, to] = [this.outer.params, this.inner.params].map(viewsOf);
    for (const [index, { values, give }] of to!.entries()) {
      from![index]!.take();
      values.set(from![index]!.values);
      give();
    }
    this.#since = 0;
  }
}

const half = kind("a snapshot, as descent.snapshot() returns it", isPlain);
const snapshotOptions: Options<DilocoSnapshot> = {
  inner: required(half),
  outer: required(half),
  since: required(whole(0)),
};
const readSnapshot = readerOf<DilocoSnapshot>("restore", snapshotOptions);
