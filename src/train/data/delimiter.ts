/** Finds the delimiter of a text, the lines on which its rows begin, and the words for a text that cannot be read. rows.ts reads. */
import type { CsvError } from "csv-parse/browser/esm/sync";
import { isNumber } from "./number-format.ts";
import { type Delimiter, isBlank, lineBreak, parseQuoted, readRows } from "./rows.ts";

/** Tried in this order if several fit a text equally well. */
const candidates: readonly Delimiter[] = ["\t", ";", "|", ",", " "];
const SAMPLE = 1 << 17;

const names = new Map<Delimiter, string>([
  ["\t", "tabs"],
  [";", "semicolons"],
  ["|", "vertical bars"],
  [",", "commas"],
  [" ", "spaces"],
]);

/** A delimiter's name in messages. */
export const delimiterName = (delimiter: Delimiter): string => names.get(delimiter) ?? `"${delimiter}"`;

/** The lines on which the rows of `readRows` begin, counted from 0, as far as they can be read. */
export function linesOfRows(text: string, delimiter: Delimiter): number[] {
  const starts: number[] = [];
  if (!text.includes('"')) {
    for (const [index, line] of text.split(lineBreak).entries())
      if (!isBlank(line, delimiter)) starts.push(index);
    return starts;
  }
  try {
    parseQuoted(text, delimiter, (cells, lines) => {
      starts.push(lines - cells.join("").split(lineBreak).length);
    });
  } catch {
    // The rows before the one that cannot be read are known by then.
  }
  return starts;
}

/** What is wrong with a text that csv-parse refuses, in a few words; `before` lines stand above the text. */
export function whyUnreadable(text: string, delimiter: Delimiter, error: unknown, before: number): string {
  const { code, message } = error as CsvError;
  if (code === "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE") {
    const line = Number(/at line (\d+)/.exec(message)?.[1]);
    return `a cell in line ${before + line} goes on behind its closing quote`;
  }
  if (code !== "CSV_QUOTE_NOT_CLOSED") return message;
  const last = linesOfRows(text, delimiter).at(-1) ?? -1;
  return `a quote that opens in line ${before + last + 2} is never closed`;
}

/** The delimiter that fits the beginning of a text best: rows of one length, cells that are numbers. */
export function decideDelimiter(text: string): Delimiter {
  const sample = text.length > SAMPLE ? text.slice(0, text.lastIndexOf("\n", SAMPLE) + 1 || SAMPLE) : text;
  let best: { delimiter: Delimiter; score: number } = { delimiter: ",", score: 0 };
  for (const delimiter of candidates) {
    const score = scoreOf(sampleRows(sample, delimiter), delimiter);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** The rows of a sample that can be read. */
function sampleRows(sample: string, delimiter: Delimiter): string[][] {
  try {
    return [...readRows(sample, delimiter)];
  } catch {
    // A sample may end, or a wrong delimiter may begin, in the middle of a quoted cell.
    const lines = sample.split(lineBreak, 200);
    return lines.flatMap((line) => {
      try {
        return [...readRows(line, delimiter)];
      } catch {
        return [];
      }
    });
  }
}

/** 0 for one column; else the share of rows that have the usual length, times the share of their cells that are numbers. */
function scoreOf(rows: readonly (readonly string[])[], delimiter: Delimiter): number {
  const counted = rows.filter(([first]) => !first?.startsWith("#"));
  const lengths = new Map<number, number>();
  for (const { length } of counted) lengths.set(length, (lengths.get(length) ?? 0) + 1);
  const [usual, often] = [...lengths].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0];
  if (usual < 2) return 0;
  // There may be one heading fewer than cells: R gives the row names no heading.
  const isShort = counted.length > 1 && counted[0]!.length === usual - 1;
  const irregular = counted.length - often - (isShort ? 1 : 0);
  // Texts and dates contain spaces too: spaces separate cells only if they do so in every line.
  if (delimiter === " " && irregular > 0) return 0;
  const regular = irregular > 0 ? often / counted.length / 2 : isShort ? 0.95 : 1;
  const cells = (counted.length > 1 ? counted.slice(1) : counted).flat();
  const numbers = cells.filter(isNumber).length / cells.length;
  return regular * (numbers + 1e-3);
}
