/** Groups without a difference: each pair in one of them, none that differs. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalGroups } from "./groups.ts";
import type { Pair } from "./result.ts";

const names = ["a", "b", "c", "d", "e", "f"];
const pairs = names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other] as const));
const groupsOf = (different: readonly string[]) =>
  equalGroups(
    names.map((optimizer) => ({ optimizer })),
    pairs.map(
      ([one, other]) => ({ one, other, better: different.includes(one + other) ? one : undefined }) as Pair,
    ),
  );

describe("groups without a difference", () => {
  it("is one where no pair differs, none where all do", () => {
    expect(groupsOf([])).toEqual([names]);
    expect(groupsOf(pairs.map(([one, other]) => one + other))).toEqual([]);
  });

  it("overlap where the first differs from the last alone", () => {
    expect(groupsOf(["af"])).toEqual([
      ["a", "b", "c", "d", "e"],
      ["b", "c", "d", "e", "f"],
    ]);
  });

  it("hold every pair that does not differ, and no other", () => {
    const all = pairs.map(([one, other]) => one + other);
    fc.assert(
      fc.property(fc.subarray(all), (different) => {
        const within = groupsOf(different).flatMap((group) =>
          pairs
            .filter((pair) => pair.every((name) => group.includes(name)))
            .map(([one, other]) => one + other),
        );
        expect([...new Set(within)].sort()).toEqual(all.filter((pair) => !different.includes(pair)).sort());
      }),
      { numRuns: 50 },
    );
  });
});
