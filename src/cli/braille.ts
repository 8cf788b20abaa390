/** A drawing as text, for the terminal: dots of braille, two by four a character, with a scale to the left and below. */

/** Size of the drawing in characters, without its scales. */
export interface CurveSize {
  readonly width: number;
  readonly height: number;
}

/** Bits of a braille character by column and row, the uppermost first (Unicode 15.0, Braille Patterns). */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** Dots on a grid of twice the width and four times the height. */
export class Braille {
  readonly columns: number;
  readonly rows: number;
  readonly #cells: Uint8Array[];
  /** What stands in a cell instead of its dots. */
  readonly #marks = new Map<string, string>();

  constructor({ width, height }: CurveSize) {
    [this.columns, this.rows] = [2 * width, 4 * height];
    this.#cells = Array.from({ length: height }, () => new Uint8Array(width));
  }

  /** Draws a vertical line of dots; rows are counted from above. */
  line(column: number, from: number, to: number): void {
    for (let row = from; row <= to; row++)
      this.#cells[row >> 2]![column >> 1]! |= dots[column % 2 === 0 ? 0 : 1][row % 4]!;
  }

  /** Puts a mark of one character over the cell of a dot. */
  mark(column: number, row: number, mark: string): void {
    this.#marks.set(`${column >> 1} ${row >> 2}`, mark);
  }

  /** The lines; `paint` colours what is drawn of dots. */
  lines(paint: (text: string) => string = (text) => text): string[] {
    return this.#cells.map((line, row) =>
      [...line]
        .map(
          (bits, column) => this.#marks.get(`${column} ${row}`) ?? paint(String.fromCodePoint(0x2800 + bits)),
        )
        .join(""),
    );
  }
}

/** A number at a scale. */
export const scaleText = (value: number): string => String(Number(value.toPrecision(3)));

/** Lines with a scale: the highest and the lowest value to the left, two texts below. */
export function framed(
  lines: readonly string[],
  [low, high]: readonly [number, number],
  [left, right]: readonly [string, string],
  width: number,
): string {
  const labels = new Map([
    [0, scaleText(high)],
    [lines.length - 1, scaleText(low)],
  ]);
  const margin = Math.max(...[...labels.values()].map((label) => label.length));
  return [
    ...lines.map(
      (line, row) => `${(labels.get(row) ?? "").padStart(margin)} ${labels.has(row) ? "┤" : "│"}${line}`,
    ),
    `${" ".repeat(margin)} └${"─".repeat(width)}`,
    `${" ".repeat(margin + 2)}${left}${right.padStart(width - left.length)}`,
  ].join("\n");
}
