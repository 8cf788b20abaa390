/** Copies a snapshot back into a descent, after checking all of it. */
import type { Elements } from "../language/dtype.ts";
import { inWords, isInside, parseInterval } from "../options/interval.ts";
import { type Bounds, checkHyper, HyperparameterError } from "../rule/hyper.ts";
import type { Counts } from "./counters.ts";
import type { Hypers, SavedPower } from "./hypers.ts";
import { copyOf, nameOf } from "./leaf.ts";
import { arrayFrom, numberFrom, SnapshotError } from "./portable.ts";
import type { Protocol } from "./protocol.ts";
import type { Running } from "./running.ts";
import { type Arrays, arraysOf, rulesOf, type SavedRule, shapesOf, version } from "./snapshot.ts";

/** Options of `restore`. */
export interface RestoreOptions {
  /** Whether to restore hyperparameters; `false` keeps the descent's own. Default `true`. */
  readonly hyper?: boolean | undefined;
}

/**
 * Copies everything in after checking all of it.
 *
 * @returns the descent's own counters.
 * @throws SnapshotError naming what was found and what was expected; HyperparameterError where a number or a schedule
 *   leaves its interval. Nothing has changed then.
 */
export function restoreInto(
  running: Running,
  hypers: Hypers,
  protocol: Protocol,
  snapshot: unknown,
  { hyper = true }: RestoreOptions,
): Counts {
  let restore: () => Counts;
  try {
    restore = restoring(running, hypers, protocol, snapshot, hyper);
  } catch (cause) {
    if (cause instanceof SnapshotError || cause instanceof HyperparameterError) throw cause;
    throw new SnapshotError("the snapshot cannot be read: a getter or a proxy fails there", { cause });
  }
  return restore();
}

/** Checks everything; the function that it returns copies it in. */
function restoring(
  running: Running,
  hypers: Hypers,
  protocol: Protocol,
  given: unknown,
  withHyper: boolean,
): () => Counts {
  const snapshot = recordOf("", given);
  if (snapshot.version !== version) {
    throw new SnapshotError(
      `the snapshot has version ${String(snapshot.version)}; this release reads version ${version}`,
    );
  }
  checkRules(snapshot.optimizer, rulesOf(running.plan));
  const [count, skipped, pending] = (["count", "skipped", "pending"] as const).map((key) => {
    const value = snapshot[key];
    if (!(Number.isSafeInteger(value) && (value as number) >= 0))
      throw new SnapshotError(`the snapshot's ${key} must be a whole number; got ${String(value)}`);
    return value as number;
  }) as [number, number, number];

  const live = arraysOf(running);
  checkNames("parameters", recordOf("parameters", snapshot.params), live.params.keys());
  const shapes = recordOf("shapes", snapshot.shapes);
  checkNames("shapes of", shapes, live.params.keys());
  for (const [path, shape] of shapesOf(running.plan)) {
    const found = shapes[path];
    const isSame =
      Array.isArray(found) &&
      found.length === shape.length &&
      shape.every((extent, axis) => found[axis] === extent);
    if (isSame) continue;
    throw new SnapshotError(
      `parameters at "${path}": expected shape [${shape.join(", ")}], the snapshot has ${Array.isArray(found) ? `[${found.join(", ")}]` : nameOf(found)}`,
    );
  }
  const copies = copiesInto("parameters", snapshot.params, live.params);
  const states = recordOf("states", snapshot.state);
  checkNames("states", states, live.state.keys());
  for (const [name, values] of live.state) {
    const found = states[name];
    if (values instanceof Map) copies.push(...copiesInto(`state ${name}`, found, values));
    else {
      const number = numberFrom(`state ${name}`, found);
      copies.push(() => (values as Elements).fill(number));
    }
  }
  const numbers = withHyper ? hypersFrom(snapshot.hyper, hypers) : undefined;
  hypers.checkOrders(({ name, schedule }) => numbers?.get(name) ?? schedule);
  const powers = powersFrom(snapshot, count, hypers);
  const last = Math.max(0, pending > 0 ? count : count - 1);
  return () => {
    protocol.checkPending(pending, ({ name, schedule }) =>
      typeof schedule === "number" ? (numbers?.get(name) ?? schedule) : schedule(count),
    );
    // Schedules are evaluated at the snapshot's step and may throw, before anything changes.
    hypers.replace(numbers, last);
    for (const copy of copies) copy();
    hypers.resume(count, powers);
    return { count, skipped, pending };
  };
}

/** An object of the snapshot. @throws SnapshotError if there is none. */
function recordOf(what: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw new SnapshotError(
    what
      ? `the snapshot has no ${what}; take it with descent.snapshot()`
      : `restore takes what descent.snapshot() returned; got ${value === null ? "null" : typeof value}`,
  );
}

/** @throws SnapshotError if names differ. */
function checkNames(what: string, found: object, expected: Iterable<string>, advice = ""): void {
  const list = (names: Iterable<string>) => [...names].sort().join(", ") || "none";
  const [given, meant] = [list(Object.keys(found)), list(expected)];
  if (given !== meant)
    throw new SnapshotError(`the snapshot has ${what} ${given}; this descent has ${meant}${advice}`);
}

/** @throws SnapshotError if other rules took the steps. */
function checkRules(found: unknown, expected: readonly SavedRule[]): void {
  if (!Array.isArray(found))
    throw new SnapshotError("the snapshot has no optimizer; take it with descent.snapshot()");
  const rules = found as readonly (Partial<SavedRule> | undefined)[];
  const names = (some: readonly (Partial<SavedRule> | undefined)[]) =>
    some.map((rule) => String(rule?.name)).join(", ") || "no rule";
  if (names(rules) !== names(expected)) {
    throw new SnapshotError(
      `the snapshot is of an optimizer with the rules ${names(rules)}; this descent's has ${names(expected)}`,
    );
  }
  const turned = expected.find(({ maximizes }, at) => rules[at]?.maximizes !== maximizes);
  if (turned) {
    const verb = (maximizes: boolean) => (maximizes ? "maximizes" : "minimizes");
    throw new SnapshotError(
      `the snapshot is of an optimizer that ${verb(!turned.maximizes)}; this descent's ${verb(turned.maximizes)}`,
    );
  }
  const index = expected.findIndex(({ text }, at) => rules[at]?.text !== text);
  if (index < 0) return;
  const { name, text } = expected[index]!;
  const [theirs, ours] = [String(rules[index]?.text).split("\n"), text.split("\n")];
  const at = ours.findIndex((line, row) => line !== theirs[row]);
  const line = (lines: readonly string[]) => lines[at < 0 ? ours.length : at] ?? "";
  throw new SnapshotError(
    `the snapshot is of another form of ${name}: it has "${line(theirs)}", this descent's has "${line(ours)}"`,
  );
}

/** Copies of arrays by path into live ones. @throws SnapshotError if they do not fit. */
function copiesInto(what: string, found: unknown, arrays: Arrays): (() => void)[] {
  const given = recordOf(what, found);
  checkNames(what, given, arrays.keys());
  return [...arrays].map(([path, values]) => {
    const array = arrayFrom(`${what} at "${path}"`, given[path], values);
    // Views of this descent at other places: copied before one of them is overwritten.
    const source = array.buffer === values.buffer ? copyOf(array) : array;
    return () => values.set(source);
  });
}

/** Hyperparameters that are numbers here, from a snapshot. @throws SnapshotError, HyperparameterError */
function hypersFrom(given: unknown, hypers: Hypers): Map<string, number> {
  const what = "hyperparameters that are numbers";
  const found = recordOf(what, given);
  const fixed = hypers.all.filter(({ schedule }) => typeof schedule === "number");
  const names = fixed.map(({ name }) => name);
  checkNames(what, found, names, "; restore(snapshot, { hyper: false }) keeps this descent's");
  return new Map(
    fixed.map(({ name, bounds }) => {
      const value = numberFrom(name, found[name]);
      checkHyper(name, value, bounds);
      return [name, value];
    }),
  );
}
/** Histories of hyperparameters. @throws SnapshotError for those that are impossible after so many steps. */
function powersFrom(
  snapshot: Readonly<Record<string, unknown>>,
  count: number,
  hypers: Hypers,
): Record<string, SavedPower> {
  const known = hypers.all.filter(({ history }) => history).map(({ name }) => name);
  const powers = snapshot.powers === undefined ? {} : recordOf("powers", snapshot.powers);
  return Object.fromEntries(
    Object.entries(powers).map(([name, power]) => {
      const what = `powers of ${name}`;
      if (!known.includes(name)) {
        throw new SnapshotError(
          `the snapshot has ${what}; this descent raises ${known.join(", ") || "none"} to the step`,
        );
      }
      const { product, since, value } = recordOf(what, power);
      if (!(Number.isSafeInteger(since) && (since as number) >= 0 && (since as number) <= count)) {
        throw new SnapshotError(
          `${what}: since must be a whole number from 0 to ${count}, the snapshot's count; got ${String(since)}`,
        );
      }
      const numbers = {
        product: numberFrom(`${what}: product`, product),
        value: numberFrom(`${what}: value`, value),
      };
      const { bounds } = hypers.all.find((hyper) => hyper.name === name)!;
      checkHyper(`${what}: value`, numbers.value, bounds);
      const range = productBounds(bounds, since as number);
      if (!isInside(numbers.product, range)) {
        throw new SnapshotError(
          `${what}: product must be ${inWords(range)}, as of ${since as number} values in ${bounds.text}; got ${numbers.product}`,
        );
      }
      return [name, { ...numbers, since: since as number }];
    }),
  );
}

/** The interval of a product of so many values from an interval. */
function productBounds({ low, high }: Bounds, since: number): Bounds {
  if (since === 0) return parseInterval("[1, 1]");
  if (low >= 0) return parseInterval(high <= 1 ? "[0, 1]" : "[0, inf]");
  return parseInterval(low >= -1 && high <= 1 ? "[-1, 1]" : "[-inf, inf]");
}
