/** A name in TeX: one letter as it is, Greek letters by their names, digits at its end as an index. */

const greek =
  /^([aA]lpha|[bB]eta|[gG]amma|[dD]elta|epsilon|zeta|eta|[tT]heta|iota|kappa|[lL]ambda|mu|nu|[xX]i|pi|rho|[sS]igma|tau|[uU]psilon|[pP]hi|chi|[pP]si|[oO]mega)$/;

/**
 * The TeX of a name.
 *
 * @example texName("theta1") // "\\theta_{1}"
 */
export function texName(name: string): string {
  const [, word = name, digits = ""] = /^(.*?)_?(\d*)$/.exec(name) ?? [];
  if (word === "") return `\\mathrm{${name}}`;
  const escaped = word.replaceAll("_", "\\_");
  const letter = greek.test(word) ? `\\${word}` : word.length === 1 ? escaped : `\\mathrm{${escaped}}`;
  return digits ? `${letter}_{${digits}}` : letter;
}
