/** The range of an axis by what is drawn: what runs away decides nothing. */

/** What `rangeOf` looks at: values, and how many of them. */
export interface Values {
  readonly values: ArrayLike<number>;
  readonly length?: number;
}

/** How far above all starts a range reaches at most: by this factor on a logarithmic axis, by this part of the fall on a linear one. */
const abovelog = 100;
const aboveLinear = 0.15;
/** A linear axis shows all of a rise that is at most so many falls. */
const shownRise = 1.5;

/**
 * A range in which curves that begin at their first value and are meant to fall are seen whole. One that rises far above where all began
 * leaves it.
 */
export function lossRange(all: readonly Values[], isLog: boolean): [number, number] {
  let [low, high, begin] = [Infinity, -Infinity, -Infinity];
  for (const { values, length = values.length } of all)
    for (let i = 0; i < length; i++) {
      const value = values[i] as number;
      if (!Number.isFinite(value) || (isLog && value <= 0)) continue;
      if (i === 0) begin = Math.max(begin, value);
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (!(low <= high)) return isLog ? [0.1, 1] : [0, 1];
  if (isLog) {
    const top = Math.min(high, begin * abovelog);
    const bottom = Math.max(low, top * 1e-16);
    return widened(bottom / 1.3, top * 1.3, true);
  }
  const fall = begin - low;
  const top = high - begin <= fall * shownRise ? high : begin + fall * aboveLinear;
  return widened(low, top, false);
}

/** The range of all values that are there. */
export function wholeRange(all: readonly Values[], isLog = false): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { values, length = values.length } of all)
    for (let i = 0; i < length; i++) {
      const value = values[i] as number;
      if (!Number.isFinite(value) || (isLog && value <= 0)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (!(low <= high)) return isLog ? [0.1, 1] : [0, 1];
  return isLog ? widened(low / 1.3, high * 1.3, true) : widened(low, high, false);
}

/** A range with room around what it shows. */
function widened(low: number, high: number, isLog: boolean): [number, number] {
  if (isLog) return high > low ? [low, high] : [low / 10, low * 10];
  if (high - low > 1e-4 * Math.max(Math.abs(low), Math.abs(high)))
    return [low - 0.04 * (high - low), high + 0.04 * (high - low)];
  // What is nearly constant is drawn as a straight line: ticks that differ in their last digits only say nothing.
  const [middle, size] = [(low + high) / 2, Math.abs(high) || 1];
  return [middle - 0.54 * size, middle + 0.54 * size];
}
