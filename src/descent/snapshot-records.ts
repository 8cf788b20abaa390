/** Objects and names in what is given as a snapshot. */
import { SnapshotError } from "./portable.ts";

/** An object of a snapshot, as it was given. */
export type Saved = Readonly<Record<string, unknown>>;

/** An object of the snapshot. @throws SnapshotError if there is none. */
export function recordOf(what: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw new SnapshotError(
    what
      ? `the snapshot has no ${what}; take it with descent.snapshot()`
      : `restore takes what descent.snapshot() returned; got ${value === null ? "null" : typeof value}`,
  );
}

/** @throws SnapshotError if names differ. */
export function checkNames(what: string, found: object, expected: Iterable<string>, advice = ""): void {
  const list = (names: Iterable<string>) => [...names].sort().join(", ") || "none";
  const [given, meant] = [list(Object.keys(found)), list(expected)];
  if (given !== meant)
    throw new SnapshotError(`the snapshot has ${what} ${given}; this descent has ${meant}${advice}`);
}
