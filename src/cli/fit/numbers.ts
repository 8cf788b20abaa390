/** Numbers as R's `summary` prints them. */

/** So many significant digits. */
export const significant = (value: number, digits: number): string => {
  const text = value.toPrecision(digits);
  const exponent = Math.floor(Math.log10(Math.abs(value) || 1));
  return exponent < -4 || exponent >= 7
    ? withTwoDigits(Number(text).toExponential(digits - 1))
    : String(Number(text));
};

/** An exponent of two digits at least, as C prints it. */
const withTwoDigits = (text: string): string => text.replace(/e([+-])(\d)$/, "e$10$2");

/** A p value: `<2e-16` below the rounding of 1, an exponent below 0.001. */
export function pText(p: number): string {
  if (p < 2 ** -52) return "<2e-16";
  if (p >= 0.001) return String(Number(p.toPrecision(3)));
  const [digits, exponent] = p.toExponential(2).split("e") as [string, string];
  return withTwoDigits(`${Number(digits)}e${exponent}`);
}

/** R's stars. */
export const starsOf = (p: number): string =>
  p < 0.001 ? "***" : p < 0.01 ? "**" : p < 0.05 ? "*" : p < 0.1 ? "." : "";

export const starsLegend = "significance: *** below 0.001, ** below 0.01, * below 0.05, . below 0.1";
