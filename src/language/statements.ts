/** A text of matrices in statements: lines, and what stands between `;`, `{` and `}` in one. Space and comments stay in them. */

/** A statement, and the sign that ends it: `{` that of a block's head, `}` that of its last statement. */
export interface Statement {
  readonly source: string;
  /** Where it begins in the text, counted from 0. */
  readonly at: number;
  readonly end: "" | ";" | "{" | "}";
}

/** The statements of a text; of a text without blocks its lines. */
export function statementsOf(text: string, hasBlocks: boolean): Statement[] {
  let start = 0;
  return text.split("\n").flatMap((line): Statement[] => {
    const at = start;
    start += line.length + 1;
    if (!hasBlocks) return [{ source: line, at, end: "" }];
    const code = line.split("#")[0]!;
    const found: Statement[] = [];
    let from = 0;
    for (const { 0: sign, index } of code.matchAll(/[;{}]/g)) {
      found.push({ source: code.slice(from, index), at: at + from, end: sign as Statement["end"] });
      from = index + 1;
    }
    return [...found, { source: code.slice(from), at: at + from, end: "" }];
  });
}
