/**
 * All that a run needs to go on later, as plain objects and arrays: copied out of a descent and back into it. Loaded
 * when it is asked for. Knows no file format.
 */
import { checkHyper } from "../rule/hyper.ts";
import type { Hypers, SavedPower } from "./hypers.ts";
import type { Program } from "./program.ts";
import type { Elements } from "./tree.ts";

/** What `descent.snapshot()` returns and `descent.restore()` takes. */
export interface Snapshot {
  /** Number of steps taken. */
  readonly count: number;
  /** Number of steps that were declined. */
  readonly skipped: number;
  /** Number of gradients that have come since the last step, where a step takes several. */
  readonly pending: number;
  /** Hyperparameters that are numbers; schedules cannot be saved. */
  readonly hyper: Readonly<Record<string, number>>;
  /**
   * What `b^t` was made of, by hyperparameter that a rule raises to the step. One that is not here is taken to have had its
   * value from the first step on.
   */
  readonly powers?: Readonly<Record<string, SavedPower>> | undefined;
  /** Parameters by path, flat. */
  readonly params: Readonly<Record<string, Elements>>;
  /** States by name: one number for all, or by path an array: of elements, of rows, of one number. */
  readonly state: Readonly<Record<string, number | Readonly<Record<string, Elements>>>>;
}

/** A snapshot that does not fit the descent: another optimizer, other parameters. */
export class SnapshotError extends TypeError {
  override readonly name = "SnapshotError";
}

/** What the descent itself counts. */
export type Counts = Pick<Snapshot, "count" | "skipped" | "pending">;

/** Live arrays by path. */
type Arrays = ReadonlyMap<string, Elements>;

/** Live arrays of parameters and states; of one number for a state that is the same for all tensors. */
function arraysOf(program: Program): { params: Arrays; state: Map<string, Arrays | Elements> } {
  const { plan, file } = program;
  const params = new Map<string, Elements>();
  for (const [group, { tensors }] of plan.groups.entries()) {
    for (const [tensor, { path }] of tensors.entries()) params.set(path, program.viewOf(group, "p", tensor)!);
  }
  const state = new Map<string, Arrays | Elements>();
  for (const planned of plan.states) {
    const { name, scope, register, groups } = planned;
    const arrays = new Map<string, Elements>();
    for (const group of scope === "uniform" ? [] : groups) {
      for (const [tensor, { path }] of plan.groups[group]!.tensors.entries()) {
        arrays.set(path, program.stateOf(planned, group, tensor));
      }
    }
    state.set(name, scope === "uniform" ? file.subarray(register, register + 1) : arrays);
  }
  return { params, state };
}

/** Copies everything out. */
export function snapshotOf(program: Program, hypers: Hypers, counts: Counts): Snapshot {
  const copies = (arrays: Arrays) =>
    Object.fromEntries([...arrays].map(([path, values]) => [path, values.slice()]));
  const { params, state } = arraysOf(program);
  const fixed = hypers.all.flatMap(({ name, schedule }): [string, number][] =>
    typeof schedule === "number" ? [[name, schedule]] : [],
  );
  return {
    ...counts,
    hyper: Object.fromEntries(fixed),
    powers: hypers.powers,
    params: copies(params),
    state: Object.fromEntries(
      [...state].map(([name, live]) => [name, live instanceof Map ? copies(live) : (live as Elements)[0]]),
    ),
  };
}

/**
 * Copies everything in, after all was checked.
 *
 * @throws SnapshotError naming what was found and what was expected; HyperparameterError where a number or a schedule
 *   leaves its interval.
 */
export function restoreInto(program: Program, hypers: Hypers, snapshot: Snapshot): void {
  const { params, state } = arraysOf(program);
  const copies: (() => void)[] = [];
  const same = (what: string, found: object | undefined, expected: Iterable<string>) => {
    if (typeof found !== "object" || found === null)
      throw new SnapshotError(`the snapshot has no ${what}; take it with descent.snapshot()`);
    const list = (names: Iterable<string>) => [...names].sort().join(", ") || "none";
    const [given, meant] = [list(Object.keys(found)), list(expected)];
    if (given !== meant)
      throw new SnapshotError(`the snapshot has ${what} ${given}; this descent has ${meant}`);
  };
  const fill = (what: string, found: Readonly<Record<string, Elements>>, arrays: Arrays) => {
    same(what, found, arrays.keys());
    for (const [path, values] of arrays) {
      const given = found[path]!;
      if (given?.constructor !== values.constructor || given.length !== values.length) {
        const show = (array: Elements) => `${array?.constructor.name} of ${array?.length}`;
        throw new SnapshotError(
          `${what} at "${path}": expected ${show(values)}, the snapshot has ${show(given)}`,
        );
      }
      copies.push(() => values.set(given));
    }
  };
  for (const key of ["count", "skipped", "pending"] as const) {
    const value = snapshot?.[key];
    if (!Number.isInteger(value) || value < 0)
      throw new SnapshotError(`the snapshot's ${key} must be a whole number; got ${value}`);
  }
  fill("parameters", snapshot.params, params);
  same("states", snapshot.state, state.keys());
  for (const [name, live] of state) {
    const found = snapshot.state[name]!;
    if (live instanceof Map) fill(`state ${name}`, found as Readonly<Record<string, Elements>>, live);
    else if (typeof found === "number") copies.push(() => (live as Elements).fill(found));
    else throw new SnapshotError(`state ${name}: expected a number, the snapshot has ${typeof found}`);
  }
  const fixed = hypers.all.filter(({ schedule }) => typeof schedule === "number");
  const names = fixed.map(({ name }) => name);
  same("hyperparameters that are numbers", snapshot.hyper, names);
  for (const { name, bounds } of fixed) checkHyper(name, snapshot.hyper[name], bounds);
  checkPowers(snapshot, hypers);
  // Schedules stand where they stood at the snapshot, and may refuse: before anything changes.
  const last = Math.max(0, snapshot.pending > 0 ? snapshot.count : snapshot.count - 1);
  hypers.evaluate(last);
  for (const copy of copies) copy();
  for (const hyper of fixed) hyper.schedule = snapshot.hyper[hyper.name]!;
  hypers.evaluate(last);
  hypers.resume(snapshot.count, snapshot.powers);
}

/** @throws SnapshotError for histories that no descent of so many steps has, or of hyperparameters that have none. */
function checkPowers({ count, powers = {} }: Snapshot, hypers: Hypers): void {
  const known = hypers.all.flatMap(({ name, history }) => (history ? [name] : []));
  for (const [name, saved] of Object.entries(powers)) {
    const { product, since, value } = saved ?? {};
    const fits =
      typeof product === "number" &&
      Number.isInteger(since) &&
      since >= 0 &&
      since <= count &&
      typeof value === "number";
    if (known.includes(name) && fits) continue;
    const expected = known.includes(name)
      ? `numbers product and value, and since, a whole number from 0 to ${count}`
      : `powers of ${known.join(", ") || "none"}`;
    throw new SnapshotError(
      `the snapshot's powers of "${name}": expected ${expected}; got ${JSON.stringify(saved)}`,
    );
  }
}
