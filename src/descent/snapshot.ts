/**
 * All that a run needs to go on later, as plain objects and arrays: copied out of a descent and back into it. Loaded
 * when it is asked for. Knows no file format.
 */
import { checkHyper } from "../rule/hyper.ts";
import type { LiveHyper } from "./descent.ts";
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

/** Live arrays of a state by path; of one number for all states that are the same for all tensors. */
function arraysOf(program: Program): {
  params: Map<string, Elements>;
  state: Map<string, Map<string, Elements>>;
} {
  const { plan, file, tables } = program;
  const params = new Map<string, Elements>();
  for (const [group, { tensors }] of plan.groups.entries()) {
    for (const [tensor, { path }] of tensors.entries()) params.set(path, program.viewOf(group, "p", tensor)!);
  }
  const state = new Map<string, Map<string, Elements>>();
  for (const { name, scope, register, role, groups } of plan.states) {
    const arrays = new Map<string, Elements>();
    if (scope === "uniform") arrays.set("", file.subarray(register, register + 1));
    for (const group of scope === "uniform" ? [] : groups) {
      const table = tables[group]!.find((candidate) => candidate.scope === scope);
      for (const [tensor, { path }] of plan.groups[group]!.tensors.entries()) {
        arrays.set(path, table ? table.of(register, tensor) : program.viewOf(group, role, tensor)!);
      }
    }
    state.set(name, arrays);
  }
  return { params, state };
}

/** Copies everything out. */
export function snapshotOf(program: Program, hypers: readonly LiveHyper[], counts: Counts): Snapshot {
  const copies = (arrays: Map<string, Elements>) =>
    Object.fromEntries([...arrays].map(([path, values]) => [path, values.slice()]));
  const { params, state } = arraysOf(program);
  const fixed = hypers.flatMap(({ name, schedule }): [string, number][] =>
    typeof schedule === "number" ? [[name, schedule]] : [],
  );
  return {
    ...counts,
    hyper: Object.fromEntries(fixed),
    params: copies(params),
    state: Object.fromEntries(
      [...state].map(([name, arrays]) => [name, arrays.get("")?.[0] ?? copies(arrays)]),
    ),
  };
}

/**
 * Copies everything in, after all was checked.
 *
 * @throws SnapshotError naming what was found and what was expected.
 */
export function restoreInto(program: Program, hypers: readonly LiveHyper[], snapshot: Snapshot): void {
  const { params, state } = arraysOf(program);
  const copies: (() => void)[] = [];
  const same = (what: string, found: object | undefined, expected: Iterable<string>) => {
    if (typeof found !== "object" || found === null)
      throw new SnapshotError(`the snapshot has no ${what}; take it with descent.snapshot()`);
    const list = (names: Iterable<string>) => [...names].sort().join(", ") || "none";
    if (list(Object.keys(found)) !== list(expected)) {
      throw new SnapshotError(
        `the snapshot has ${what} ${list(Object.keys(found))}; this descent has ${list(expected)}`,
      );
    }
  };
  const fill = (what: string, found: Readonly<Record<string, Elements>>, arrays: Map<string, Elements>) => {
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
  for (const [name, arrays] of state) {
    const found = snapshot.state[name]!;
    const number = typeof found === "number" ? { "": Float64Array.of(found) } : found;
    fill(`state ${name}`, number, arrays);
  }
  const fixed = hypers.filter(({ schedule }) => typeof schedule === "number");
  const names = fixed.map(({ name }) => name);
  same("hyperparameters that are numbers", snapshot.hyper, names);
  for (const { name, bounds } of fixed) checkHyper(name, snapshot.hyper[name], bounds);
  for (const copy of copies) copy();
  for (const hyper of fixed) hyper.schedule = snapshot.hyper[hyper.name]!;
}
