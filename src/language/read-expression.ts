/** The text of one expression read: its names, and what it may call where there are no parameters, tensors or steps. */
import { constantCalled, functionNames, isReducing } from "./functions.ts";
import { Graph, type Node, typeOf } from "./graph.ts";
import { parseExpression, unknown } from "./parse-expression.ts";
import { RuleSyntaxError } from "./syntax-error.ts";
import { type Token, tokenize } from "./tokens.ts";

/** Functions that only rules may call, and why. */
export function onlyInRules(name: string): string | undefined {
  const what = `${name}() stands in rules only`;
  if (/^(unit|row|column|global)[A-Z]/.test(name))
    return `${what}: names of an expression are numbers and vectors, without rows or columns`;
  if (name === "project" || name === "outside") return `${what}: it depends on the bounds of a parameter`;
  return name === "normal" ? `${what}: its numbers differ from step to step` : undefined;
}

/**
 * Reads an expression.
 *
 * @param known - the names that may stand in it; any if left out.
 * @param hasVectors - whether there are vectors that a reduction can take together.
 * @returns the expression and its names: those that are known, or those of the text in their order.
 * @throws RuleSyntaxError with line and caret.
 */
export function readExpression(
  text: string,
  known: readonly string[] | undefined,
  hasVectors: boolean,
): { graph: Graph; root: Node; names: readonly string[] } {
  const graph = new Graph();
  const names = new Set(known);
  const fail = (problem: string, at: number): never => {
    throw new RuleSyntaxError(undefined, problem, text, at);
  };
  const symbol = ({ text: name, at }: Token): Node => {
    const constant = names.has(name) ? undefined : constantCalled(name);
    if (constant) return graph.call(constant);
    if (known && !names.has(name)) fail(unknown("name", name, known), at);
    names.add(name);
    return graph.symbol(name);
  };
  const checkCall = ({ text: name, at }: Token): void => {
    const refused = onlyInRules(name);
    if (refused) fail(refused, at);
    if (isReducing(name) && !hasVectors)
      fail(
        `${name}() takes the elements of vectors together; say which names are vectors: { vectors: [...] }`,
        at,
      );
  };
  const tokens: Token[] = [];
  let offset = 0;
  for (const line of text.split("\n")) {
    if (tokens.at(-1)?.kind === "end") tokens.pop();
    for (const token of tokenize(line, offset, fail)) tokens.push(token);
    offset += line.length + 1;
  }
  const functions = () => functionNames().filter((name) => !onlyInRules(name));
  const surroundings = { graph, internal: false, functions, fail, symbol, checkCall };
  const { node } = parseExpression(tokens, 0, surroundings);
  const type = typeOf(node);
  if (type !== "number") fail(`an expression is a number, found a ${type}; write where(..., 1, 0)`, 0);
  return { graph, root: node, names: [...names] };
}
