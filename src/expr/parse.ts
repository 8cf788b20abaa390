/**
 * The language of rules: text to expressions. Lines of the form `name = expression`, in the order of the
 * paper; a name keeps its old value until its line assigns it. Names, arity and types are checked here; what
 * a rule must assign is checked by the rule.
 */
import { Graph, type Node, typeOf } from "./graph.ts";
import { type OperationName, operation, operations, type ValueType } from "./operations.ts";

/** One line of a rule: `target = value`, in which names stand for the values before this line. */
export interface Line {
  readonly target: string;
  readonly value: Node;
  /** The line as written, without surrounding space. */
  readonly text: string;
}

/** A text that does not follow the language: names the line, marks the place, says what was expected. */
export class RuleSyntaxError extends SyntaxError {
  override readonly name = "RuleSyntaxError";
  /** Line in the text, counted from 1. */
  readonly line: number;
  /** Column in that line, counted from 1. */
  readonly column: number;

  constructor(rule: string, problem: string, text: string, at: number) {
    const before = text.slice(0, at);
    const line = before.split("\n").length;
    const column = at - before.lastIndexOf("\n");
    const source = (text.split("\n")[line - 1] ?? "").trimEnd();
    const indent = source.length - source.trimStart().length;
    const caret = " ".repeat(Math.max(0, column - 1 - indent));
    super(`rule "${rule}", line ${line}: ${problem}\n    ${source.trimStart()}\n    ${caret}^`);
    this.line = line;
    this.column = column;
  }
}

type Sugar = (graph: Graph, x: Node) => Node;
const mean =
  (sum: OperationName, size: OperationName): Sugar =>
  (graph, x) =>
    graph.call("div", graph.call(sum, x), graph.call(size, x));
const norm =
  (sumSquares: OperationName): Sugar =>
  (graph, x) =>
    graph.call("sqrt", graph.call(sumSquares, x));
const finite =
  (sum: OperationName): Sugar =>
  (graph, x) =>
    graph.call("eq", graph.call(sum, graph.call("sub", x, x)), graph.constant(0));

/** Functions that are written in terms of operations. */
const sugar: Record<string, Sugar> = {
  mean: mean("sum", "size"),
  unitMean: mean("unitSum", "unitSize"),
  rowMean: mean("rowSum", "rowSize"),
  columnMean: mean("columnSum", "columnSize"),
  globalMean: mean("globalSum", "globalSize"),
  norm: norm("sumSquares"),
  unitNorm: norm("unitSumSquares"),
  globalNorm: norm("globalSumSquares"),
  finite: finite("sum"),
  normal: (graph, seed) => {
    const [t, hash] = [graph.symbol("t"), graph.call("hash", graph.symbol("p"))];
    const keys = (["key0", "key1"] as const).map((key) => graph.call(key, seed, t, hash));
    return graph.call("quantile", graph.call("random", ...keys));
  },
  globalFinite: finite("globalSum"),
};

const isFunction = (name: string, internal: boolean): name is OperationName => {
  if (!Object.hasOwn(operations, name)) return false;
  const row = operation(name as OperationName);
  return !row.infix && (internal || !row.internal);
};

const infixOf = new Map(
  Object.entries(operations as Record<string, ReturnType<typeof operation>>).flatMap(
    ([name, { infix, takes }]) =>
      infix && takes.length === 2 ? [[infix[0], { name: name as OperationName, binds: infix[1] }]] : [],
  ),
);
const unaryBinds = operations.neg.infix[1];

const tokenPattern =
  /(?<space>\s+)|(?<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<sign><=|>=|==|!=|&&|\|\||[-+*/^()<>!,=])/y;

interface Token {
  readonly kind: "number" | "name" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

/**
 * Parses the lines of a rule.
 *
 * @param rule - the rule's name, for messages.
 * @param given - names that stand for values from outside and are never assigned.
 * @param states - names that have a value before their line.
 * @param internal - whether operations that only the compiler makes may be called.
 * @returns the graph that the values belong to, and the lines in order.
 * @throws RuleSyntaxError with line and caret.
 * @example
 * parse("scale", "u = 2*g", ["g"]).lines[0]?.target // "u"
 */
export function parse(
  rule: string,
  text: string,
  given: Iterable<string>,
  states: Iterable<string> = [],
  internal = false,
): { graph: Graph; lines: Line[] } {
  const graph = new Graph();
  const constants = new Set(given);
  const types = new Map<string, ValueType>([...constants, ...states].map((name) => [name, "number"]));
  const assigned = new Set<string>();
  const lines: Line[] = [];
  let offset = 0;
  for (const source of text.split("\n")) {
    if (source.trim()) {
      const line = parseLine(rule, text, offset, source, graph, types, internal);
      const at = text.indexOf(line.target, offset);
      const fail = (problem: string): never => {
        throw new RuleSyntaxError(rule, `"${line.target}" ${problem}`, text, at);
      };
      if (constants.has(line.target)) fail("cannot be assigned: it comes from outside");
      if (assigned.has(line.target)) fail("is assigned twice; give the second value a name");
      const expected = line.target === "accept" ? "boolean" : "number";
      const isFixed = ["u", "accept", "eval"].includes(line.target) || types.has(line.target);
      if (isFixed && typeOf(line.value) !== expected)
        fail(`must be a ${expected}, found a ${typeOf(line.value)}`);
      assigned.add(line.target);
      types.set(line.target, typeOf(line.value));
      lines.push(line);
    }
    offset += source.length + 1;
  }
  return { graph, lines };
}

function parseLine(
  rule: string,
  text: string,
  offset: number,
  source: string,
  graph: Graph,
  types: ReadonlyMap<string, ValueType>,
  internal: boolean,
): Line {
  const fail = (problem: string, at: number): never => {
    throw new RuleSyntaxError(rule, problem, text, at);
  };
  const tokens = tokenize(source, offset, fail);
  let next = 0;
  const peek = (): Token => tokens[next]!;
  const take = (): Token => tokens[next++]!;
  const expect = (sign: string): void => {
    const token = take();
    if (token.text !== sign) fail(`expected "${sign}", found ${describe(token)}`, token.at);
  };
  const call = (op: OperationName, at: number, ...args: Node[]): Node => {
    const { takes, infix } = operation(op);
    checkTypes(takes, args, infix ? `"${infix[0]}"` : `${op}()`, at);
    return graph.call(op, ...args);
  };
  const checkTypes = (
    takes: readonly ValueType[],
    args: readonly Node[],
    label: string,
    at: number,
  ): void => {
    if (args.length !== takes.length) {
      const name = label.replace("()", "");
      fail(`${name} takes ${takes.length} argument${takes.length > 1 ? "s" : ""}, found ${args.length}`, at);
    }
    for (const [index, type] of takes.entries()) {
      const found = typeOf(args[index]!);
      if (found !== type) fail(`${label} takes a ${type} here, found a ${found}`, at);
    }
  };
  const primary = (): Node => {
    const token = take();
    if (token.kind === "number") {
      if (Number(token.text) === Infinity) fail(`${token.text} is larger than any number`, token.at);
      return graph.constant(Number(token.text));
    }
    if (token.text === "(") {
      const inner = expression(0);
      expect(")");
      return inner;
    }
    if (token.text === "-") return call("neg", token.at, expression(unaryBinds));
    if (token.text === "!") return call("not", token.at, expression(unaryBinds));
    if (token.kind !== "name") return fail(`expected a value, found ${describe(token)}`, token.at);
    if (peek().text === "(") return application(token);
    const type = types.get(token.text);
    if (!type) return fail(unknown("name", token.text, types.keys()), token.at);
    return graph.symbol(token.text, type);
  };
  const application = (token: Token): Node => {
    expect("(");
    const args = [expression(0)];
    while (peek().text === ",") {
      take();
      args.push(expression(0));
    }
    expect(")");
    const expand = Object.hasOwn(sugar, token.text) ? sugar[token.text] : undefined;
    if (expand) {
      checkTypes(["number"], args, `${token.text}()`, token.at);
      return expand(graph, args[0]!);
    }
    if (isFunction(token.text, internal)) return call(token.text, token.at, ...args);
    const functions = Object.keys(operations).filter((name) => isFunction(name, internal));
    return fail(unknown("function", token.text, [...functions, ...Object.keys(sugar)]), token.at);
  };
  const expression = (least: number): Node => {
    let left = primary();
    for (;;) {
      const sign = peek();
      const found = sign.kind === "sign" ? infixOf.get(sign.text) : undefined;
      if (!found || found.binds < least) return left;
      take();
      // "^" binds to the right: 2^3^2 is 2^(3^2), and x^-1 is allowed.
      const right = expression(found.name === "pow" ? unaryBinds : found.binds + 1);
      left = call(found.name, sign.at, left, right);
    }
  };
  const target = take();
  if (target.kind !== "name") fail(`expected "name = expression", found ${describe(target)}`, target.at);
  expect("=");
  const value = expression(0);
  if (peek().kind !== "end")
    fail(`expected an operator or the end of the line, found ${describe(peek())}`, peek().at);
  return { target: target.text, value, text: source.trim() };
}

function tokenize(source: string, offset: number, fail: (problem: string, at: number) => never): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(source);
    if (!match) return fail(`unexpected character "${source[at]}"`, offset + at);
    const text = match[0];
    const groups = match.groups!;
    const kind = groups.number ? "number" : groups.name ? "name" : "sign";
    if (!groups.space) tokens.push({ kind, text, at: offset + at });
    at += text.length;
  }
  tokens.push({ kind: "end", text: "", at: offset + source.trimEnd().length });
  return tokens;
}

const describe = (token: Token): string => (token.kind === "end" ? "the end of the line" : `"${token.text}"`);

const unknown = (what: string, name: string, known: Iterable<string>): string =>
  `unknown ${what} "${name}"; known here: ${[...known].sort().join(", ")}`;
