/**
 * The text of a formula read: `response ~ model`, both expressions of the language. Names that are no identifiers stand in backquotes, as in R. What is a column and what a parameter
 * is decided here.
 */
import { Algebra } from "../language/algebra.ts";
import { DerivativeError } from "../language/derivative-error.ts";
import { differentiate } from "../language/differentiate.ts";
import { constantCalled, functionNames, isReducing } from "../language/functions.ts";
import { type Call, Graph, type Node, topological, typeOf } from "../language/graph.ts";
import { parseExpression } from "../language/parse-expression.ts";
import { onlyInRules } from "../language/read-expression.ts";
import { type Token, tokenize } from "../language/tokens.ts";
import { distance, nearest } from "../options/nearest.ts";
import { CurveError } from "./curve-error.ts";
import { FormulaError } from "./formula-error.ts";

/** A formula with its names told apart. */
export interface Formula {
  readonly text: string;
  /** The left side as it was typed, and as an expression of columns. */
  readonly response: { readonly text: string; readonly root: Node; readonly columns: readonly string[] };
  readonly graph: Graph;
  readonly root: Node;
  /** In the order of the given parameters, or else of the text. */
  readonly parameters: readonly string[];
  /** Columns that the model uses, in the order of the text. */
  readonly predictors: readonly string[];
  /** Columns of both sides. */
  readonly columns: readonly string[];
}

/** A name as it is called: without backquotes. */
const plain = (text: string): string => (text.startsWith("`") ? text.slice(1, -1) : text);

/** Tokens of both sides. A name in backquotes is a token with them. */
function tokensOf(text: string): { left: Token[]; right: Token[]; leftText: string } {
  const fail = (problem: string, at: number): never => {
    throw new FormulaError(problem, text, at);
  };
  const sides: Token[][] = [[]];
  let tilde = -1;
  for (const match of text.matchAll(/`[^`\n]*`|#.*|~|[^`#~\n]+|`/g)) {
    const [piece, at] = [match[0], match.index];
    const side = sides.at(-1)!;
    if (piece.startsWith("#")) continue;
    if (piece === "~") {
      if (tilde >= 0) fail('a formula has one "~"', at);
      tilde = at;
      side.push({ kind: "end", text: "", at });
      sides.push([]);
    } else if (piece === "`" || piece === "``")
      fail("a name in backquotes ends with one in the same line", at);
    else if (piece.startsWith("`")) side.push({ kind: "name", text: piece, at });
    else side.push(...tokenize(piece, at, fail).slice(0, -1));
  }
  const [left = [], right] = sides;
  if (!right) return fail('a formula is "response ~ model"; found no "~"', text.length);
  right.push({ kind: "end", text: "", at: text.trimEnd().length });
  return { left, right, leftText: text.slice(0, tilde).trim() };
}

/**
 * Reads a formula.
 *
 * @param columns - names of the table's columns.
 * @param given - names that are parameters; undefined where every name that is no column is one.
 * @throws FormulaError with the place.
 */
function readFormula(
  text: string,
  columns: readonly string[],
  given: readonly string[] | undefined,
): Formula {
  const fail = (problem: string, at: number): never => {
    throw new FormulaError(problem, text, at);
  };
  for (const name of given ?? [])
    if (isOperation(name))
      throw new CurveError(
        `${name} is an operation of the language and cannot be a parameter; call it otherwise`,
      );
  const { left, right, leftText } = tokensOf(text);
  const graph = new Graph();
  const [known, taken] = [new Set(columns), new Set(given)];
  const used = { response: new Set<string>(), predictors: new Set<string>(), parameters: new Set<string>() };
  /** Names that are parameters only because no column has them. */
  const misspelt: { name: string; at: number }[] = [];
  const symbolOf = (token: Token, isLeft: boolean): Node => {
    const name = plain(token.text);
    const [isColumn, isParameter] = [known.has(name), taken.has(name)];
    const constant = isColumn || isParameter || token.text !== name ? undefined : constantCalled(name);
    if (constant) return graph.call(constant);
    if (isColumn && isParameter)
      fail(`"${name}" is a column of the table and a parameter; rename one of them`, token.at);
    if (isLeft && !isColumn) {
      const what = isParameter ? `"${name}" is a parameter` : `unknown name "${name}"`;
      fail(
        `${what}; left of "~" stand columns of the table: ${listed(columns)}${hint(name, columns)}`,
        token.at,
      );
    }
    if (!isColumn && given && !isParameter) fail(unknownName(name, columns, given), token.at);
    if (!isColumn && isOperation(name))
      fail(
        `"${name}" is an operation of the language and cannot be a parameter; call it as ${name}(...)`,
        token.at,
      );
    if (!isColumn && !given) misspelt.push({ name, at: token.at });
    (isLeft ? used.response : isColumn ? used.predictors : used.parameters).add(name);
    return graph.symbol(name);
  };
  const expression = (tokens: Token[], isLeft: boolean): Node => {
    const checkCall = ({ text: name, at }: Token): void => {
      const refused = onlyInRules(name);
      if (refused) fail(refused, at);
      if (isReducing(name)) fail(`${name}() takes rows together; a formula is the same for each row`, at);
    };
    const functions = () => functionNames().filter((name) => !onlyInRules(name) && !isReducing(name));
    const symbol = (token: Token) => symbolOf(token, isLeft);
    const { node } = parseExpression(tokens, 0, {
      graph,
      internal: false,
      functions,
      fail,
      symbol,
      checkCall,
    });
    if (typeOf(node) !== "number")
      fail("each side is a number, found a boolean; write where(..., 1, 0)", tokens[0]!.at);
    return node;
  };
  const response = expression(left, true);
  const root = expression(right, false);
  const start = right[0]!.at;
  if (used.response.size === 0)
    fail("a response is a column of the table, or made of some; found a number", 0);
  const unusedColumns = columns.filter((name) => !used.predictors.has(name) && !used.response.has(name));
  for (const { name, at } of misspelt) {
    const near = name.length < 4 ? [] : unusedColumns.filter((other) => distance(name, other) <= 2);
    if (near.length > 0)
      fail(
        `"${name}" would be a parameter, but it is nearly the column ${near.join(", ")}; spell it so, or give start with ${name} in it`,
        at,
      );
  }
  if (used.predictors.size === 0 && !given)
    fail(`a model uses a column of the table: ${listed(columns)}; this one has parameters only`, start);
  const parameters = given ?? [...used.parameters];
  if (parameters.length === 0) fail("there is nothing to fit: the model has no parameters", start);
  const unused = parameters.filter((name) => !used.parameters.has(name));
  if (unused.length > 0) {
    const has = [...used.parameters];
    throw new FormulaError(
      `the model does not use the parameter${unused.length > 1 ? "s" : ""} ${unused.join(", ")}; it uses ${listed(has)}${hint(unused[0]!, has)}`,
      text,
      start,
    );
  }
  return {
    ...{ text, graph, root, parameters },
    response: { text: leftText, root: response, columns: [...used.response] },
    predictors: [...used.predictors],
    columns: [...new Set([...used.response, ...used.predictors])],
  };
}

const isOperation = (name: string): boolean => functionNames().includes(name);

const listed = (names: readonly string[]): string => names.join(", ") || "none";

const hint = (name: string, known: readonly string[]): string => {
  const near = nearest(name, known);
  return near.length > 0 ? `; did you mean ${near.join(", ")}?` : "";
};

function unknownName(name: string, columns: readonly string[], given: readonly string[]): string {
  const near = (known: readonly string[]): string => nearest(name, known)[0] ?? "none is near";
  const places = `columns: ${listed(columns)} (nearest: ${near(columns)}); parameters: ${listed(given)} (nearest: ${near(given)})`;
  return `unknown name "${name}": neither a column of the table nor a parameter. ${places}`;
}

/** A formula that has been read, with its derivatives. */
export interface Derived extends Formula {
  readonly derivatives: readonly Node[];
}

/** Formulas that have been read, the latest last: many fits have one formula. */
const recent = /* @__PURE__ */ new Map<string, Derived>();
const most = 64;

/** The same as `readFormula`, with derivatives, and at once where the same was read before. */
export function formulaOf(
  text: string,
  columns: readonly string[],
  given: readonly string[] | undefined,
): Derived {
  const key = JSON.stringify([text, columns, given]);
  const known = recent.get(key);
  if (known) return known;
  const formula = readFormula(text, columns, given);
  const derived = { ...formula, derivatives: derivativesOf(formula) };
  if (recent.size >= most) recent.delete(recent.keys().next().value!);
  recent.set(key, derived);
  return derived;
}

/**
 * The derivatives of the model with respect to its parameters, in their order.
 *
 * @throws CurveError where an operation has none.
 */
function derivativesOf({ graph, root, parameters }: Formula): Node[] {
  const value = new Set(topological([root]));
  const algebra = new Algebra(graph);
  return parameters.map((name) => {
    try {
      return withLimits(algebra, differentiate(graph, root, name), value);
    } catch (error) {
      if (!(error instanceof DerivativeError)) throw error;
      throw new CurveError(`the model has no derivative with respect to ${name}: ${error.message}`, {
        cause: error,
      });
    }
  });
}

/**
 * The same with limits where a power has the base 0: the factor log(x) of x^n, and x^(n - 1) where n is below 1, are infinite there, and what they are multiplied with is 0.
 */
function withLimits(algebra: Algebra, derivative: Node, value: ReadonlySet<Node>): Node {
  const bases = new Set([...value].flatMap((node) => (isPower(node) ? [node.args[0]!] : [])));
  const zero = algebra.number(0);
  const isZero = (node: Node): Node => algebra.call("eq", [node, zero]);
  const copies = new Map<Node, Node>();
  for (const node of topological([derivative])) {
    if (node.kind !== "call") {
      copies.set(node, node);
      continue;
    }
    const args = node.args.map((arg) => copies.get(arg)!);
    const copy = algebra.call(node.op, args);
    const [base, exponent] = args;
    const isLogarithm = node.op === "log" && bases.has(node.args[0]!);
    const isSlope = isPower(node) && bases.has(node.args[0]!) && !value.has(node);
    const condition = isLogarithm
      ? isZero(base!)
      : isSlope && algebra.call("and", [isZero(base!), algebra.call("lt", [exponent!, zero])]);
    copies.set(node, condition ? algebra.call("where", [condition, zero, copy]) : copy);
  }
  return copies.get(derivative)!;
}

const isPower = (node: Node): node is Call =>
  node.kind === "call" && node.op === "pow" && node.args[1]!.kind !== "constant";
