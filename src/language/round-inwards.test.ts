/** Bounds in float32 lie within the bounds, and no float32 number between the two does. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { roundDown, roundUp } from "./round-inwards.ts";

/** The float32 number before one that is not the least. */
function before(value: number): number {
  const bits = new Int32Array(Float32Array.of(value).buffer);
  if (value === 0) return -(2 ** -149);
  bits[0]! += value > 0 ? -1 : 1;
  return new Float32Array(bits.buffer)[0]!;
}

const anywhere = fc.oneof(fc.double({ noNaN: true }), fc.double({ noNaN: true, min: -1e-40, max: 1e-40 }));

test("each is the nearest float32 number inside", () => {
  fc.assert(
    fc.property(anywhere, (value) => {
      const up = roundUp(value, Infinity);
      expect(Math.fround(up)).toBe(up);
      expect(up).toBeGreaterThanOrEqual(value);
      if (up > -3e38) expect(before(up)).toBeLessThan(value);
      expect(roundDown(-value, -Infinity)).toBe(-up);
    }),
    { numRuns: 2000 },
  );
});

test("is the nearest float32 number where none is inside", () => {
  const tenth = Math.fround(0.1);
  expect([roundUp(0.1, 0.1), roundDown(0.1, 0.1)]).toEqual([tenth, tenth]);
  const high = 0.1 + 1e-12;
  expect(roundUp(0.1, high)).toBeLessThanOrEqual(roundDown(high, 0.1));
});

test.each([
  [0, 0],
  [-Infinity, -Infinity],
  [-1e39, -3.4028234663852886e38],
  [1e39, Infinity],
  [1e-60, 2 ** -149],
])("%d is %d upwards", (value, expected) => expect(roundUp(value, Infinity)).toBe(expected));
