/** Mean and population standard deviation of a column, in one order of summation, for numbers of any size. */

/** Mean and population standard deviation. */
export interface Moments {
  readonly mean: number;
  /** 0 for equal values. */
  readonly deviation: number;
}

/** The moments of some values, none of them NaN; of none, NaN. */
export function momentsOf(values: Float64Array): Moments {
  const { length } = values;
  let mean = 0;
  for (const value of values) mean += value / length;
  const first = values[0]!;
  // The computed mean of equal numbers may differ from them by a rounding error; that is not a deviation.
  if (values.every((value) => value === first)) return { mean: first, deviation: 0 };
  let sum = 0;
  for (const value of values) sum += (value - mean) ** 2 / length;
  const deviation = Math.sqrt(sum);
  if (deviation > 1e-150 && deviation < 1e150) return { mean, deviation };
  // Squares of very small or large numbers leave the range of float64; those of their ratios do not.
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value - mean));
  let ratios = 0;
  for (const value of values) ratios += ((value - mean) / largest) ** 2 / length;
  return { mean, deviation: largest * Math.sqrt(ratios) };
}
