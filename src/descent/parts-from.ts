/** What the parameters count, what is frozen, and states that are one number for a cohort: read from a snapshot. */
import type { SavedCount } from "./cohorts.ts";
import type { Counts } from "./counters.ts";
import type { SavedPower } from "./histories.ts";
import type { Hypers } from "./hypers.ts";
import { display } from "./leaf.ts";
import { arrayFrom, numberFrom, SnapshotError } from "./portable.ts";
import type { Running } from "./running.ts";
import { powersFrom } from "./snapshot-hypers.ts";
import { checkNames, recordOf, type Saved } from "./snapshot-records.ts";
import { isByPath, savedStates, stateIn } from "./snapshot-tensors.ts";
import type { Steps } from "./steps.ts";

/** What has been read of the snapshot before. */
interface ReadBefore {
  readonly counts: Counts;
  /** Histories of the descent. */
  readonly powers: Readonly<Record<string, SavedPower>>;
  /** Paths of parameters that are taken; others keep what they have. */
  readonly taken: ReadonlySet<string>;
  readonly partial: boolean;
}

/** What a restore acts on. */
export interface Subject {
  readonly running: Running;
  readonly hypers: Hypers;
  readonly steps: Pick<Steps, "protocol" | "participants" | "counters">;
}

/** Reads them; the function that is returned continues from them. @throws SnapshotError */
export function partsFrom(
  { running, hypers, steps: { participants } }: Subject,
  snapshot: Saved,
  { counts, powers, taken, partial }: ReadBefore,
): () => void {
  const { paths } = participants;
  const saved = snapshot.counts === undefined ? undefined : recordOf("counts", snapshot.counts);
  if (saved && !partial) checkNames("counts of", saved, paths);
  const countOf = (path: string): SavedCount => {
    if (!taken.has(path)) return participants.countOf(path);
    if (!saved) return { count: counts.count, powers };
    const found = recordOf(`count of "${path}"`, saved[path]);
    const { count } = found;
    // It may be above the snapshot's count: a parameter that a restore in part has left keeps its own.
    if (!(Number.isSafeInteger(count) && (count as number) >= 0))
      throw new SnapshotError(
        `count of ${display(path)}: must be a whole number, at least 0; got ${String(count)}`,
      );
    return { count: count as number, powers: powersFrom(found, count as number, hypers.all, true) };
  };
  const isDivided = saved !== undefined || taken.size < paths.length;
  const own = savedStates(running.plan).filter(({ scope, isShared }) => scope === "uniform" && !isShared);
  /** Values of such states: by role, then by path. */
  const values = own.map((state) => {
    const what = `state ${state.name}`;
    const members = state.groups.flatMap((group) =>
      running.plan.groups[group]!.tensors.map(({ path }) => path),
    );
    const found = stateIn(snapshot, running, state);
    const byPath = isByPath(snapshot, found) ? found : undefined;
    const isNeeded = !byPath && members.some((path) => taken.has(path));
    const one = isNeeded ? numberFrom(what, found) : Number.NaN;
    const numbers = members.map((path): [string, number] => {
      if (!taken.has(path)) return [path, running.execution.handle(state.role, path)[0]!];
      return [path, byPath ? arrayFrom(`${what} at "${path}"`, byPath[path], new Float64Array(1))[0]! : one];
    });
    return { role: state.role, one, numbers: new Map(numbers) };
  });
  const byPath = isDivided ? Object.fromEntries(paths.map((path) => [path, countOf(path)])) : undefined;
  const named = (what: "frozen" | "silent") => pathsFrom(what, snapshot[what], partial ? undefined : paths);
  const keep = (of: Iterable<string>, also: Iterable<string>) => {
    const [ofTaken, ofOthers] = [new Set(of), new Set(also)];
    return paths.filter((path) => (taken.has(path) ? ofTaken : ofOthers).has(path));
  };
  const frozen = keep(named("frozen"), participants.frozen);
  const silent = counts.pending > 0 ? keep(named("silent"), paths) : [];
  if ((isDivided || frozen.length > 0 || silent.length > 0) && !running.execution.divide)
    throw new SnapshotError(
      "some parameters of the snapshot have not taken part in all steps, or do not from here on; this device cannot leave out single parameters",
    );
  return () => {
    const likeness = (path: string) => values.map(({ numbers }) => textOf(numbers.get(path))).join();
    participants.resume({ counts: byPath, frozen, silent }, counts.count, likeness);
    for (const { role, one, numbers } of values) {
      if (!isDivided) running.execution.write(role, "", [one]);
      else for (const [path, number] of numbers) running.execution.write(role, path, [number]);
    }
  };
}

const textOf = (number: number | undefined): string => (Object.is(number, -0) ? "-0" : String(number));

/** Paths of a snapshot; of those that are expected, if any are. @throws SnapshotError */
function pathsFrom(what: string, given: unknown, expected: readonly string[] | undefined): readonly string[] {
  if (given === undefined) return [];
  if (!Array.isArray(given) || !given.every((path) => typeof path === "string"))
    throw new SnapshotError(`the snapshot's ${what} must be paths of parameters`);
  const unknown = expected && given.find((path) => !expected.includes(path as string));
  if (unknown !== undefined)
    throw new SnapshotError(
      `the snapshot's ${what} has ${display(String(unknown))}, which is not a parameter`,
    );
  return given as string[];
}
