/** Metrics as words: three significant digits, largest units first nothing; names as the models give them. */
import type { Metrics } from "../../train/index.ts";

/** A number in a few digits: 4 significant ones, thousands separated. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return value.toExponential(2);
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}

/** `loss 0.123, rmse 4.56`. */
export const metricsText = (metrics: Metrics): string =>
  Object.entries(metrics)
    .map(([name, value]) => `${name} ${significant(value)}`)
    .join(", ");
