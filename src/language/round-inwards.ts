/**
 * Bounds in float32, rounded inwards, so that a value within the rounded bounds lies within the bounds. If no float32 number
 * lies between them, each is rounded to the nearest.
 */

/** The smallest float32 number that is at least `low`, unless it is above `high`. */
export function roundUp(low: number, high: number): number {
  const rounded = above(low);
  return rounded > high ? Math.fround(low) : rounded;
}

/** The largest float32 number that is at most `high`, unless it is below `low`. */
export function roundDown(high: number, low: number): number {
  const rounded = -above(-high);
  return rounded < low ? Math.fround(high) : rounded;
}

const largest = 3.4028234663852886e38;

/** The smallest float32 number that is at least this value. */
function above(value: number): number {
  const nearest = Math.fround(value);
  if (!(nearest < value)) return nearest;
  if (nearest === -Infinity) return -largest;
  // A little more than half the distance to the next float32 number.
  return Math.fround(nearest + Math.max(Math.abs(nearest) * 2 ** -24, 2 ** -150) * 1.0001);
}
