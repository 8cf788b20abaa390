/**
 * Copies a snapshot back into a descent, after checking all of it. In part, for a model that has changed, it takes the parameters that
 * both have, each with all that belongs to it.
 */
import { HyperparameterError } from "../rule/hyper.ts";
import type { Counts } from "./counters.ts";
import { partsFrom, type Subject } from "./parts-from.ts";
import { SnapshotError } from "./portable.ts";
import { rulesOf, shapesOf, version } from "./snapshot.ts";
import { hypersFrom, powersFrom } from "./snapshot-hypers.ts";
import { checkNames, recordOf, type Saved } from "./snapshot-records.ts";
import { checkRules } from "./snapshot-rules.ts";
import { checkStates, sharedFrom, tensorsFrom } from "./snapshot-tensors.ts";

/** Options of `restore`. */
export interface RestoreOptions {
  /** Whether to restore hyperparameters; `false` keeps the descent's own. Default `true`. */
  readonly hyper?: boolean | undefined;
  /** Whether to take what fits of a snapshot of another model. Default `false`: all must fit. */
  readonly partial?: boolean | undefined;
}

/** What was taken of a snapshot, and what was not. */
export interface Restored {
  /** Paths of parameters that were taken, with their states and counts. */
  readonly taken: readonly string[];
  /** Parameters of the descent that were not, by path, with the reason. They keep what they have. */
  readonly kept: Readonly<Record<string, string>>;
  /** Paths of parameters of the snapshot that the descent does not have. */
  readonly unknown: readonly string[];
}

/**
 * Copies everything in after checking all of it.
 *
 * @throws SnapshotError naming what was found and what was expected; HyperparameterError where a number or a schedule
 *   leaves its interval. Nothing has changed then.
 */
export function restoreInto(subject: Subject, snapshot: unknown, options: RestoreOptions): Restored {
  let restore: () => Restored;
  try {
    restore = restoring(subject, recordOf("", snapshot), options);
  } catch (cause) {
    if (cause instanceof SnapshotError || cause instanceof HyperparameterError) throw cause;
    throw new SnapshotError("the snapshot cannot be read: a getter or a proxy fails there", { cause });
  }
  return restore();
}

/** Checks everything; the function that it returns copies it in. */
function restoring(
  subject: Subject,
  snapshot: Saved,
  { hyper = true, partial = false }: RestoreOptions,
): () => Restored {
  const { running, hypers, steps } = subject;
  const expected = shapesOf(running.plan).map(([path]) => path);
  if (snapshot.version !== version) {
    throw new SnapshotError(
      `the snapshot has version ${String(snapshot.version)}; this release reads version ${version}`,
    );
  }
  if (!partial) checkNames("16 bits in", recordOf("dtypes", snapshot.dtypes ?? {}), []);
  if (!partial) checkRules(snapshot.optimizer, rulesOf(running.plan));
  const known = new Set(expected);
  const counts = countsFrom(snapshot);
  const params = recordOf("parameters", snapshot.params);
  const shapes = recordOf("shapes", snapshot.shapes);
  if (!partial) {
    checkNames("parameters", params, expected);
    checkNames("shapes of", shapes, expected);
    checkStates(snapshot, running);
  }
  const copies = new Map<string, () => void>();
  const tensorFrom = tensorsFrom(snapshot, running, partial);
  const kept: Record<string, string> = {};
  for (const path of expected) {
    try {
      copies.set(path, tensorFrom(path));
    } catch (error) {
      if (!(partial && error instanceof SnapshotError)) throw error;
      kept[path] = error.message;
    }
  }
  const taken = [...copies.keys()];
  const isTaken = (groups: readonly number[]) =>
    groups.some((group) => running.plan.groups[group]!.tensors.some(({ path }) => copies.has(path)));
  // In part: a rule of which no parameter is taken keeps its hyperparameters, also where they have the names of another's.
  const meant = partial ? hypers.all.filter(({ groups }) => isTaken(groups)) : hypers.all;
  const numbers = hyper ? hypersFrom(snapshot.hyper, meant, partial) : undefined;
  hypers.checkOrders(({ name, schedule }) => numbers?.get(name) ?? schedule);
  const powers = powersFrom(snapshot, counts.count, meant, partial);
  const parts = partsFrom(subject, snapshot, { counts, powers, taken: new Set(taken), partial });
  const shared = sharedFrom(snapshot, running, partial, (groups) => !partial || isTaken(groups));
  const last = Math.max(0, counts.pending > 0 ? counts.count : counts.count - 1);
  return () => {
    steps.protocol.checkPending(counts.pending, ({ name, schedule }) =>
      typeof schedule === "number" ? (numbers?.get(name) ?? schedule) : schedule(counts.count),
    );
    // Schedules are evaluated at the snapshot's step and may throw, before anything changes.
    hypers.replace(numbers, last);
    for (const copy of copies.values()) copy();
    hypers.resume(counts.count, powers);
    parts();
    shared();
    steps.counters.resume(counts);
    return { taken, kept, unknown: Object.keys(params).filter((path) => !known.has(path)) };
  };
}

/** The counters. @throws SnapshotError */
function countsFrom(snapshot: Saved): Counts {
  const [count, skipped, pending] = (["count", "skipped", "pending"] as const).map((key) => {
    const value = snapshot[key];
    if (!(Number.isSafeInteger(value) && (value as number) >= 0))
      throw new SnapshotError(`the snapshot's ${key} must be a whole number; got ${String(value)}`);
    return value as number;
  }) as [number, number, number];
  return { count, skipped, pending };
}
