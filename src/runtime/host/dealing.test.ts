/** How elements are dealt out to processes: every one to one of them, evenly, at the beginnings of pieces. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { dealOut } from "./dealing.ts";

const pieces = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 40 });
const groups = fc.array(
  fc.tuple(pieces, fc.constantFrom(4, 12, 24)).map(([sizes, bytes]) => {
    let end = 0;
    const mayBegin = [0, ...sizes.map((size) => (end += size))];
    return { mayBegin, bytes: mayBegin.map((at) => at * bytes), width: bytes };
  }),
  { minLength: 1, maxLength: 5 },
);

test("each process gets as many bytes as whole pieces allow, and all of them get everything", () => {
  fc.assert(
    fc.property(groups, fc.integer({ min: 1, max: 9 }), (all, processes) => {
      const starts = dealOut(all, processes);
      const given = Array.from({ length: processes }, () => 0);
      for (const [group, { mayBegin, width }] of all.entries()) {
        expect(starts[group]).toHaveLength(processes + 1);
        expect([starts[group]![0], starts[group]!.at(-1)]).toEqual([0, mayBegin.at(-1)]);
        for (let process = 0; process < processes; process++) {
          const [from, to] = [starts[group]![process]!, starts[group]![process + 1]!];
          expect(mayBegin).toContain(from);
          expect(to).toBeGreaterThanOrEqual(from);
          given[process]! += (to - from) * width;
        }
      }
      const bytes = all.reduce((sum, { bytes: of }) => sum + of.at(-1)!, 0);
      const largest = Math.max(
        ...all.flatMap(({ bytes: of }) => of.slice(1).map((end, at) => end - of[at]!)),
      );
      // Each end is at most half a piece from where it should be, which the next group evens out.
      for (const part of given) expect(part).toBeLessThanOrEqual(bytes / processes + 2 * largest);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("groups of one piece do not all go to one process", () => {
  const one = { mayBegin: [0, 100], bytes: [0, 800] };
  const starts = dealOut(Array(6).fill(one), 3);
  const owners = starts.map((list) => list.findIndex((start, process) => list[process + 1]! > start));
  expect([0, 1, 2].map((process) => owners.filter((owner) => owner === process).length)).toEqual([2, 2, 2]);
});
