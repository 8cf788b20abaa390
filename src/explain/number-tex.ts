/** Numbers in TeX, for people: to four digits, those of few digits exactly. */

/** Numbers of up to so many digits are written exactly. */
const fewDigits = 6;
const digits = 4;

/** The TeX of a number: `0.3333`, `1.234 \cdot 10^{-5}`, `-\infty`. */
export function numberTex(value: number): string {
  if (Number.isNaN(value)) return "\\mathrm{NaN}";
  if (!Number.isFinite(value)) return value < 0 ? "-\\infty" : "\\infty";
  const shown = Number(value.toPrecision(fewDigits)) === value ? value : Number(value.toPrecision(digits));
  const size = Math.abs(shown);
  if (size === 0 || (size >= 1e-3 && size < 1e6)) return String(shown);
  const [first, power] = shown.toExponential().split("e");
  const tens = `10^{${power!.replace("+", "")}}`;
  if (first === "1" || first === "-1") return first.replace("1", tens);
  return `${first} \\cdot ${tens}`;
}

/** The same for a place within an expression: a negative number stands in brackets. */
export function inBrackets(value: number): string {
  const tex = numberTex(value);
  return tex.startsWith("-") ? `\\left(${tex}\\right)` : tex;
}
