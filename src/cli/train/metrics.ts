/** Metrics as a person reads them: four digits, in the order in which the model gives them. */
import type { Metrics } from "../../train/index.ts";

/** A number in four significant digits, thousands separated. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return value.toExponential(2);
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}

/** `rmse 4.56, mae 3.21, r2 0.91`. Of a regression without the loss and the mse, which say what rmse says in other units. */
export const metricsText = (metrics: Metrics): string =>
  Object.entries(metrics)
    .filter(([name]) => !("rmse" in metrics && (name === "loss" || name === "mse")))
    .map(([name, value]) => `${name} ${significant(value)}`)
    .join(", ");
