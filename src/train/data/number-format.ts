/**
 * How a file writes numbers: which cells are numbers, which are missing, and whether a comma is a decimal mark or separates
 * thousands. It knows nothing of columns or of rows.
 */

/** The mark between whole and fraction. */
export type Decimal = "." | ",";

/** What a cell is: a number, NaN where it is missing, undefined where it is something else. */
export type ReadCell = (cell: string) => number | undefined;

/** Cells that are missing values wherever they stand, in lower case: those of R, pandas, SQL, Excel, Stata and UCI. */
const missingMarks = new Set(
  (
    "|?|.|-|--|..|na|n/a|<na>|nan|-nan|null|(null)|none|nil|\\n|inf|+inf|-inf|infinity|+infinity|-infinity|" +
    "#n/a|#n/a n/a|#na|#null!|#num!|#div/0!|#value!|#ref!|#name?|1.#ind|-1.#ind|1.#qnan|-1.#qnan|1.#inf|-1.#inf"
  ).split("|"),
);

/** Whether a cell is a missing value in any file. */
export const isMissing = (cell: string): boolean => missingMarks.has(cell.toLowerCase());

/** What separates thousands besides points and commas: spaces, also narrow and unbroken ones, and apostrophes. */
const gaps = " \u00a0\u2009\u202f'\u2019";

/** One cell with its number marks: sign, whole part with or without separated thousands, fraction, exponent. */
const pattern = (decimal: Decimal) => {
  const [mark, other] = decimal === "." ? ["\\.", ","] : [",", "\\."];
  const whole = `\\d+|[1-9]\\d{0,2}(?:(?:${other}\\d{3})+|(?:[${gaps}]\\d{3})+)`;
  return new RegExp(`^[+-]?(?:(?:${whole})(?:${mark}\\d*)?|${mark}\\d+)(?:[eE][+-]?\\d+)?$`);
};
const patterns = { ".": pattern("."), ",": pattern(",") };

/** Cells that are a different number with each mark: `1,234`, but not `0,123`. */
const ambiguousComma = /^[+-]?[1-9]\d{0,2},\d{3}$/;
const ambiguousPoint = /^[+-]?[1-9]\d{0,2}\.\d{3}$/;

/** Whether a cell is a number with either decimal mark. */
export const isNumber = (cell: string): boolean => patterns["."].test(cell) || patterns[","].test(cell);

/** Reads cells of a file with this decimal mark; `missing` are further marks of missing values. */
export function cellReader(decimal: Decimal, missing: readonly string[] = []): ReadCell {
  const isNumeric = patterns[decimal];
  const separators = new RegExp(`[${gaps}${decimal === "." ? "," : "."}]`, "g");
  const own = new Set(missing.map((mark) => mark.trim().toLowerCase()));
  const numeric = (cell: string): number => {
    const plain = Number(cell);
    if (!Number.isNaN(plain) && decimal === ".") return plain;
    return Number(cell.replace(separators, "").replace(",", "."));
  };
  const ownNumbers = new Set([...own].filter((mark) => isNumeric.test(mark)).map(numeric));
  return (cell) => {
    if (!isNumeric.test(cell)) return isMissing(cell) || own.has(cell.toLowerCase()) ? Number.NaN : undefined;
    const value = numeric(cell);
    return Number.isFinite(value) && !ownNumbers.has(value) ? value : Number.NaN;
  };
}

/**
 * The decimal mark that the cells show, `undefined` where commas in them could be either. Where commas separate cells, a comma
 * within one stands in quotes and separates thousands unless a cell shows otherwise.
 */
export function decideDecimal(rows: Iterable<readonly string[]>, delimiter: string): Decimal | undefined {
  let points = 0;
  let commas = 0;
  let either = 0;
  for (const row of rows) {
    for (const cell of row) {
      if (cell.includes(",")) {
        if (ambiguousComma.test(cell)) either++;
        else if (patterns["."].test(cell)) points++;
        else if (patterns[","].test(cell)) commas++;
      } else if (cell.includes(".") && !ambiguousPoint.test(cell) && patterns["."].test(cell)) points++;
    }
  }
  if (commas > 0 && points === 0) return ",";
  return points > 0 || commas > 0 || either === 0 || delimiter === "," ? "." : undefined;
}
