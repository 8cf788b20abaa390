/** The error for a text that does not follow the language of rules: it shows the line, with a caret under the place. */

/** Characters of a long line that are shown before and after the place. */
const shown = 60;

/** A text that does not follow the language: names the line, marks the place, says what was expected. */
export class RuleSyntaxError extends SyntaxError {
  override readonly name = "RuleSyntaxError";
  /** Line in the text, counted from 1. */
  readonly line: number;
  /** Column in that line, counted from 1. */
  readonly column: number;

  /**
   * @param rule - the rule's name; left out for an expression on its own.
   * @param text - the wrong value, if it is a text.
   * @param at - the place in the text, counted from 0.
   * @param part - which of the rule's texts it is, where it is not its `text`: `before`, `state`.
   */
  constructor(rule: string | undefined, problem: string, text: string | undefined, at = 0, part = "") {
    const { line, column, quoted } = placeOf(text ?? "", at);
    // A text that is not made of lines needs no line number.
    const isLine = text !== undefined && ((part === "" && rule !== undefined) || text.includes("\n"));
    const whole = rule === undefined ? "expression" : rule ? `rule "${rule}"` : "rule";
    const place = [whole, part, isLine && `line ${line}`].filter(Boolean).join(", ");
    super(`${place}: ${problem}${text === undefined ? "" : quoted}`);
    this.line = line;
    this.column = column;
  }
}

/** Line, column, and the line as a message shows it, with a caret under the place. */
export function placeOf(text: string, at: number): { line: number; column: number; quoted: string } {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const column = at - before.lastIndexOf("\n");
  const source = (text.split("\n")[line - 1] ?? "").trimEnd();
  const indent = source.length - source.trimStart().length;
  const start = Math.max(indent, column - 1 - shown);
  const end = Math.max(start, Math.min(source.length, column - 1 + shown));
  const [cutBefore, cutAfter] = [start > indent ? "..." : "", end < source.length ? "..." : ""];
  const caret = " ".repeat(Math.max(0, column - 1 - start + cutBefore.length));
  const quoted = `\n    ${cutBefore}${source.slice(start, end)}${cutAfter}\n    ${caret}^`;
  return { line, column, quoted };
}
