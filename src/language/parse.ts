/**
 * The language of rules: text to expressions. Lines of the form `name = expression`, in the order of the
 * paper; a name keeps its old value until its line assigns it. Names, arity and types are checked here; what
 * a rule must assign is checked by the rule.
 */
import { composed, functionNames, isCallable, isReducing } from "./functions.ts";
import { Graph, type Node, topological, typeOf } from "./graph.ts";
import { type OperationName, operation, operations, type ValueType } from "./operations.ts";
import { RuleSyntaxError } from "./syntax-error.ts";
import { describe, type Token, tokenize } from "./tokens.ts";

/** One line of a rule: `target = value`, in which names stand for the values before this line. */
export interface Line {
  readonly target: string;
  readonly value: Node;
  /** The line as written, without surrounding space and without its comment. */
  readonly text: string;
  /** Where it begins in the text, counted from 0. */
  readonly at: number;
}

/** Further options of the parser. */
export interface ParseOptions {
  /** Which of the rule's texts this is, for messages; left out for `text`. */
  readonly part?: string;
  /** Whether operations that only the compiler makes may be called. */
  readonly internal?: boolean;
}

const infixOf = new Map(
  Object.entries(operations as Record<string, ReturnType<typeof operation>>).flatMap(
    ([name, { infix, takes }]) =>
      infix && takes.length === 2 ? [[infix[0], { name: name as OperationName, binds: infix[1] }]] : [],
  ),
);
const unaryBinds = operations.neg.infix[1];

/** How deep parentheses, calls, signs and exponents may be nested. The parser recurses once for each level. */
const deepest = 500;

/** Names that change with the element, or are not known between steps. */
const ofGradients = ["g", "gradient", "loss"];

/** What is known at a line while the text is read. */
interface Scope {
  readonly rule: string;
  readonly text: string;
  readonly part: string | undefined;
  readonly internal: boolean;
  readonly graph: Graph;
  /** Names that have a value, and its type. */
  readonly types: Map<string, ValueType>;
  /** Names that may stand in a line `eval = ...`. */
  readonly between: ReadonlyMap<string, ValueType>;
  /** Names whose value depends on hyperparameters, numbers and the step alone. */
  readonly steady: Set<string>;
}

/**
 * Parses the lines of a rule.
 *
 * @param rule - the rule's name, for messages.
 * @param given - names that stand for values from outside and are never assigned.
 * @param states - names that have a value before their line.
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
  { part, internal = false }: ParseOptions = {},
): { graph: Graph; lines: Line[] } {
  const constants = new Set(given);
  const known = [...constants, ...states];
  const typed = (names: readonly string[]) =>
    new Map(names.map((name): [string, ValueType] => [name, "number"]));
  const types = typed(known);
  const between = typed(known.filter((name) => !ofGradients.includes(name)));
  const steady = new Set([...constants].filter((name) => name !== "p" && !ofGradients.includes(name)));
  const scope: Scope = { rule, text, part, internal, graph: new Graph(), types, between, steady };
  const assigned = new Set<string>();
  const lines: Line[] = [];
  let offset = 0;
  for (const source of text.split("\n")) {
    const line = parseLine(scope, source, offset);
    offset += source.length + 1;
    if (!line) continue;
    const { target, value, at } = line;
    const fail = (problem: string): never => {
      throw new RuleSyntaxError(rule, `"${target}" ${problem}`, text, at, part);
    };
    if (constants.has(target)) fail("cannot be assigned: it comes from outside");
    if (target in {}) fail("cannot be a name: every JavaScript object has a property of that name");
    if (assigned.has(target)) fail("is assigned twice; give the second value a name");
    const expected = target === "accept" ? "boolean" : "number";
    const isFixed = ["u", "accept", "eval"].includes(target) || types.has(target);
    if (isFixed && typeOf(value) !== expected) fail(`must be a ${expected}, found a ${typeOf(value)}`);
    assigned.add(target);
    types.set(target, typeOf(value));
    if (unsteady(scope, value)) steady.delete(target);
    else steady.add(target);
    lines.push(line);
  }
  return { graph: scope.graph, lines };
}

/** The first part of a value that depends on more than hyperparameters, numbers and the step, if there is one. */
function unsteady({ steady }: Scope, value: Node): string | undefined {
  for (const node of topological([value])) {
    if (node.kind === "symbol" && !steady.has(node.name)) return `"${node.name}"`;
    if (node.kind === "call" && operation(node.op).reduces) return "a reduction";
  }
  return undefined;
}

/** Parses one line; undefined if it holds only space and a comment. */
function parseLine(scope: Scope, source: string, offset: number): Line | undefined {
  const { rule, text, part, internal, graph, types, between } = scope;
  const fail = (problem: string, at: number): never => {
    throw new RuleSyntaxError(rule, problem, text, at, part);
  };
  const tokens = tokenize(source, offset, fail);
  const target = tokens[0]!;
  if (target.kind === "end") return undefined;
  const isEvaluation = target.text === "eval";
  const betweenSteps = (found: string, at: number): never =>
    fail(
      `"eval" is read between steps: it knows states, hyperparameters, p and t, and no reductions; found ${found}`,
      at,
    );
  let next = 1;
  let depth = 0;
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
      const inner = nested(0);
      expect(")");
      return inner;
    }
    if (token.text === "-") return call("neg", token.at, nested(unaryBinds));
    if (token.text === "!") return call("not", token.at, nested(unaryBinds));
    if (token.kind !== "name") return fail(`expected a value, found ${describe(token)}`, token.at);
    if (peek().text === "(") return application(token);
    const type = types.get(token.text);
    if (!type) {
      const known = isEvaluation ? between : types;
      return fail(unknown("name", token.text, known.keys()), token.at);
    }
    if (isEvaluation && !between.has(token.text)) betweenSteps(`"${token.text}"`, token.at);
    return graph.symbol(token.text, type);
  };
  const application = (token: Token): Node => {
    const name = token.text;
    expect("(");
    const first = peek().at;
    const args = [nested(0)];
    while (peek().text === ",") {
      take();
      args.push(nested(0));
    }
    expect(")");
    const compose = Object.hasOwn(composed, name) ? composed[name] : undefined;
    if (!compose && !isCallable(name, internal))
      return fail(unknown("function", name, functionNames(internal)), token.at);
    if (isEvaluation && isReducing(name)) betweenSteps(`${name}()`, token.at);
    if (!compose) return call(name as OperationName, token.at, ...args);
    checkTypes(["number"], args, `${name}()`, token.at);
    const changing = name === "normal" && unsteady(scope, args[0]!);
    if (changing)
      fail(`the seed of normal() is made of numbers, hyperparameters and t; found ${changing}`, first);
    return compose(graph, args[0]!);
  };
  const nested = (least: number): Node => {
    if (++depth > deepest) {
      const what = `an expression may be nested ${deepest} deep`;
      fail(`${what}; give an inner part a name on a line of its own`, peek().at);
    }
    const inner = expression(least);
    depth--;
    return inner;
  };
  const expression = (least: number): Node => {
    let left = primary();
    for (;;) {
      const sign = peek();
      const found = sign.kind === "sign" ? infixOf.get(sign.text) : undefined;
      if (!found || found.binds < least) return left;
      take();
      // "^" binds to the right: 2^3^2 is 2^(3^2), and x^-1 is allowed.
      const right = found.name === "pow" ? nested(unaryBinds) : expression(found.binds + 1);
      left = call(found.name, sign.at, left, right);
    }
  };
  if (target.kind !== "name") fail(`expected "name = expression", found ${describe(target)}`, target.at);
  expect("=");
  const value = expression(0);
  const last = peek();
  if (last.kind !== "end")
    fail(`expected an operator or the end of the line, found ${describe(last)}`, last.at);
  return { target: target.text, value, text: text.slice(target.at, last.at), at: target.at };
}

const unknown = (what: string, name: string, known: Iterable<string>): string =>
  `unknown ${what} "${name}"; known here: ${[...known].sort().join(", ")}`;
