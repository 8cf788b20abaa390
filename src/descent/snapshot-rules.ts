/** Whether a snapshot's steps were taken with the rules of a descent; where not, which of them differ. */
import { SnapshotError } from "./portable.ts";
import type { SavedRule } from "./snapshot.ts";

/** @throws SnapshotError if other rules took the steps. */
export function checkRules(found: unknown, expected: readonly SavedRule[]): void {
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
