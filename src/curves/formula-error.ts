/** The error for a formula that cannot be fitted: it shows the line, with a caret under the place. */
import { placeOf } from "../language/syntax-error.ts";
import { CurveError } from "./curve-error.ts";

/** A formula that does not follow the language, or whose names do not fit to the table and the parameters. */
export class FormulaError extends CurveError {
  override readonly name = "FormulaError";
  /** Line in the formula, counted from 1. */
  readonly line: number;
  /** Column in that line, counted from 1. */
  readonly column: number;

  /** @param at - the place in the text, counted from 0. */
  constructor(problem: string, text: string, at: number) {
    const { line, column, quoted } = placeOf(text, at);
    super(`formula: ${problem}${quoted}`);
    this.line = line;
    this.column = column;
  }
}
