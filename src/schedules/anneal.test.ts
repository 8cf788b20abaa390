/** Both ends are exact, which a + (b - a) w is not. */
import { expect, it } from "vitest";
import { anneal, mix } from "./anneal.ts";

it("is exact at both ends", () => {
  for (const shape of ["linear", "cosine"] as const) {
    expect([anneal(shape, 0.1, 0.7, 0), anneal(shape, 0.1, 0.7, 1)]).toEqual([0.1, 0.7]);
  }
  expect([mix(1e300, 1, 1), mix(1, 1e300, 0)]).toEqual([1, 1]);
});

it("goes in a line or in half a wave", () => {
  expect(anneal("linear", 1, 0, 0.25)).toBe(0.75);
  expect(anneal("cosine", 1, 0, 0.25)).toBeCloseTo((1 + Math.SQRT1_2) / 2, 15);
  expect(anneal("cosine", 0, 2, 0.5)).toBe(1);
});
