/** Numbers and sentences about a fit. */
import type { Parameter } from "glissade/curves";
import { shortNumber } from "../figures/numbers.ts";
import type { Outcome } from "./outcome.ts";

/** A number as exact as a standard error asks for: to the third digit of that. */
export function asSure(value: number, standardError: number | null): string {
  if (!standardError) return shortNumber(value, 6);
  const places = 2 - Math.floor(Math.log10(standardError));
  const size = Math.max(Math.abs(value), standardError);
  const isPlain = places >= 0 && places <= 9 && size < 1e6;
  if (isPlain) return value.toFixed(places).replace("-", "−");
  const digits = Math.floor(Math.log10(Math.abs(value) || standardError)) + places + 1;
  return shortNumber(value, Math.min(Math.max(digits, 1), 15));
}

/** An estimate, as sure as it is. */
export const estimate = ({ value, standardError }: Parameter): string => asSure(value, standardError);

/** How sure, as one says it. */
export const percent = (confidence: number): string => `${shortNumber(100 * confidence, 4)} %`;

/** A number with what it is of, where it is known. */
export const known = (value: number | null, digits = 4): string =>
  value === null ? "none" : shortNumber(value, digits);

/** R² with as many digits as tell it from 1. */
export function rSquared(value: number | null): string {
  if (value === null) return "none";
  const nines = value < 1 ? Math.max(0, Math.floor(-Math.log10(1 - value))) : 0;
  return value.toFixed(Math.min(Math.max(4, nines + 2), 9)).replace("-", "−");
}

/** The fit in sentences, for those who hear the page. */
export function results({
  parameters,
  residualStandardDeviation,
  converged,
  cautions,
  reason,
}: Outcome): string {
  const all = parameters.map((parameter) => {
    const { name, standardError, state } = parameter;
    const error = standardError === null ? state : `standard error ${shortNumber(standardError)}`;
    return `${name} ${estimate(parameter)}, ${error}`;
  });
  const spread =
    residualStandardDeviation === null
      ? ""
      : ` Residual standard deviation ${shortNumber(residualStandardDeviation)}.`;
  const warned = cautions.length > 0 ? ` Note: ${cautions.join("; ")}.` : "";
  return `${converged ? "Fitted" : `Not converged: ${reason}`}. ${all.join("; ")}.${spread}${warned}`;
}
