/**
 * A snapshot of a descent whose states, counts and hyperparameters are replaced by those of another library. Parameters, schedules, what is
 * frozen and everything else stay the descent's.
 */
import type { Snapshot } from "../../index.ts";
import { elementsIn, type Form, type Match } from "./form.ts";
import { OptimizerStateError } from "./optimizer-state-error.ts";
import { copyValue } from "./values.ts";

/** Fills a snapshot, which must be the caller's alone. */
export class Filling<F extends Form> {
  readonly #snapshot: Snapshot;
  readonly #matches: ReadonlyMap<string, Match<F>>;
  readonly #taken = new Map<string, { readonly value: number; readonly what: string }>();
  readonly #counts = new Map<string, number>();

  /** `matches` has all parameters. */
  constructor(snapshot: Snapshot, matches: ReadonlyMap<string, Match<F>>) {
    this.#snapshot = snapshot;
    this.#matches = matches;
  }

  /** Sets a state; undefined means zeros, as all states of these forms begin. @throws OptimizerStateError */
  state(path: string, { here, factor }: Match<F>["states"][number], what: string, value: unknown): void {
    const values = elementsIn(this.#snapshot.state, here, path);
    if (value === undefined) values.fill(0);
    else copyValue(what, value, values, this.#snapshot.shapes[path]!, factor);
  }

  /** Sets a hyperparameter of a parameter's rules that is a number here. @throws OptimizerStateError where two parameters share it and differ. */
  hyper(path: string, own: string, what: string, value: number): void {
    const name = this.#matches.get(path)!.hyper[own];
    if (name === undefined || !Object.hasOwn(this.#snapshot.hyper, name)) return;
    const before = this.#taken.get(name);
    if (before && before.value !== value)
      throw new OptimizerStateError(
        `${what} is ${value}, ${before.what} is ${before.value}; here both are ${name}: give them optimizers of their own with partition`,
      );
    this.#taken.set(name, { value, what });
  }

  /** Sets how many steps a parameter has taken part in. */
  count(path: string, count: number): void {
    this.#counts.set(path, count);
  }

  /** The snapshot, after `count` steps. Parameters without a count of their own have that one. */
  done(count: number): Snapshot {
    const { silent, counts, ...kept } = this.#snapshot;
    Object.assign(kept.hyper, Object.fromEntries([...this.#taken].map(([name, { value }]) => [name, value])));
    const own = [...this.#matches.keys()].map((path) => [path, this.#counts.get(path) ?? count] as const);
    const isDivided = own.some(([, steps]) => steps !== count);
    return {
      ...kept,
      count,
      skipped: 0,
      pending: 0,
      powers: {},
      ...(isDivided && {
        counts: Object.fromEntries(own.map(([path, steps]) => [path, { count: steps, powers: {} }])),
      }),
    };
  }
}
