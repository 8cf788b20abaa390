/** Threads of ranks that share processors. */
import { expect, test } from "vitest";
import { threadsOf } from "./ranks.ts";

test.each([
  [8, 4, 2],
  [8, 3, 2],
  [2, 4, 1],
  [64, 2, 16],
])("%i processors for %i ranks are %i threads each", (processors, ranks, threads) => {
  expect(threadsOf(processors, ranks)).toBe(threads);
});
