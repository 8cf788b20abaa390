import { expect, test } from "vitest";
import { readMutated } from "./mutated-checkpoints.ts";

test("changed checkpoints are refused with an error of checkpoints, or can be restored or refused by the descent", async () => {
  const { refused, restored, notRestored } = await readMutated(500, 1);
  expect(refused + restored + notRestored).toBe(500);
  for (const count of [refused, restored, notRestored]) expect(count).toBeGreaterThan(5);
});
