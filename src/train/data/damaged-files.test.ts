/** Damaged files are read or refused with typed errors: a few hundred here, 10,000 and their memory in tools/csv-fuzz. */
import { expect, it } from "vitest";
import { damagedFile } from "../../../tools/csv-fuzz/mutate.ts";
import { outcomeOf } from "../../../tools/csv-fuzz/outcome.ts";

it("reads or refuses 400 damaged files", () => {
  const counts = { refused: 0, read: 0, table: 0, examples: 0 };
  for (let number = 0; number < 400; number++) counts[outcomeOf(damagedFile(number))]++;
  expect(counts.refused).toBeGreaterThan(50);
  expect(counts.examples).toBeGreaterThan(50);
});
