/**
 * Where the products of a rule of whole matrices stand. Lines before the first and after the last are carried out element by element, as
 * those of other rules; those from the first to the last are a routine.
 */
import { isReducing } from "../language/functions.ts";
import { topological, typeOf } from "../language/graph.ts";
import { isAlike, type MatrixShape, ofGradient } from "../language/matrix-shapes.ts";
import { operation } from "../language/operations.ts";
import type { Line } from "../language/parse.ts";
import { toText } from "../language/print.ts";
import { RuleSyntaxError } from "../language/syntax-error.ts";

/** Whether a line is part of the routine: products, blocks, and all that is not of the gradient's shape. */
const isWhole = ({ value, block, target }: Line, shapes: ReadonlyMap<string, MatrixShape>): boolean => {
  const isOther = (name: string) => !isAlike(shapes.get(name) ?? ofGradient, ofGradient);
  return (
    block !== undefined ||
    isOther(target) ||
    topological([value]).some(
      (node) =>
        (node.kind === "call" && operation(node.op).isOfMatrices) ||
        (node.kind === "symbol" && isOther(node.name)),
    )
  );
};

/**
 * The number of the first line with a product or in a block, and that after the last.
 *
 * @throws RuleSyntaxError for a rule without products, and for what cannot stand between products or after them.
 */
export function productsIn(
  rule: string,
  text: string,
  lines: readonly Line[],
  hyperNames: readonly string[],
  shapes: ReadonlyMap<string, MatrixShape>,
): readonly [first: number, end: number] {
  const fail = (problem: string, at: number): never => {
    throw new RuleSyntaxError(rule, problem, text, at);
  };
  const isPart = (line: Line) => isWhole(line, shapes);
  const first = lines.findIndex(isPart);
  const end = lines.findLastIndex(isPart) + 1;
  if (first < 0)
    fail("a rule of whole matrices has a product, as in X @ X'; without one, write it with rule()", 0);
  const steady = new Set([...hyperNames, "t"]);
  const changing = ({ value, text }: Line): string | undefined => {
    const found = topological([value]).find(
      (part) =>
        (part.kind === "call" && operation(part.op).reduces) ||
        (part.kind === "symbol" && typeOf(part) !== "matrix" && !steady.has(part.name)),
    );
    return found && ((found.kind === "call" && reductionIn(text)) || toText(found));
  };
  for (const [index, line] of lines.entries()) {
    const { target, value, at } = line;
    const found = changing(line);
    if (typeOf(value) !== "matrix" && found === undefined) steady.add(target);
    if (index < first) continue;
    if (index < end && found !== undefined)
      fail(
        `from the first product to the last, numbers are made of hyperparameters and t; found ${found}: let it stand before or after them`,
        at,
      );
    for (const part of index < end ? [] : topological([value])) {
      const shape = part.kind === "symbol" && typeOf(part) === "matrix" ? shapes.get(part.name)! : ofGradient;
      if (!isAlike(shape, ofGradient))
        fail(
          `after the last product, matrices are rows x columns; ${toText(part)} is ${shape.join(" x ")}`,
          at,
        );
    }
  }
  return [first, end];
}

/** The first function of a line that takes together more than one element, as it is written: `norm(X)` is made of other operations. */
function reductionIn(text: string): string | undefined {
  const call = [...text.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].find(([, name]) => isReducing(name!));
  if (!call) return undefined;
  let depth = 0;
  const end = [...text.slice(call.index)].findIndex(
    (sign) => (sign === "(" && ++depth < 0) || (sign === ")" && --depth === 0),
  );
  return text.slice(call.index, call.index + end + 1);
}
