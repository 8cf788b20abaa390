/** Expressions as a rule would write them: the printer's text, in which norms are roots of sums of squares, with norms. */
import type { Node } from "../../src/language/graph.ts";
import { toText } from "../../src/language/print.ts";

const names = { sumSquares: "norm", unitSumSquares: "unitNorm", globalSumSquares: "globalNorm" } as const;
const root = /\bsqrt\((sumSquares|unitSumSquares|globalSumSquares)\(/g;

/** The text of an expression; parses to the same expression. */
export function written(node: Node): string {
  let text = toText(node);
  for (const { index, 0: found, 1: sum } of [...text.matchAll(root)].reverse()) {
    const from = index + found.length;
    const to = closing(text, from);
    // A square root of more than the sum is not a norm.
    if (text[to + 1] !== ")") continue;
    const norm = names[sum as keyof typeof names];
    text = `${text.slice(0, index)}${norm}(${text.slice(from, to)})${text.slice(to + 2)}`;
  }
  return text;
}

/** Where the parenthesis that was opened before `from` is closed. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; ; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")" && --depth === 0) return at;
  }
}
