/**
 * The grammar of an expression: tokens to nodes, with arity and types checked. What names stand for and which functions may
 * be called is said by its caller: a line of a rule (`parse.ts`), or an expression on its own (`expression.ts`).
 */
import { nearest } from "../options/nearest.ts";
import { composed, isCallable, overloadsOf } from "./functions.ts";
import { type Graph, type Node, typeOf } from "./graph.ts";
import type { MatrixShapes } from "./matrix-shapes.ts";
import { type OperationName, operation, operations, textNameOf, type ValueType } from "./operations.ts";
import { describe, type Token } from "./tokens.ts";

const infixOf = new Map(
  Object.entries(operations as Record<string, ReturnType<typeof operation>>).flatMap(
    ([name, { infix, takes }]) =>
      infix && takes.length === 2 ? [[infix[0], { name: name as OperationName, binds: infix[1] }]] : [],
  ),
);
const unaryBinds = operations.neg.infix[1];
const powerBinds = operations.pow.infix[1];

/** How deep parentheses, calls, signs and exponents may be nested. The parser recurses once for each level. */
const deepest = 500;

/** What surrounds an expression. */
export interface Surroundings {
  readonly graph: Graph;
  /** Names of all functions that may be called, for messages. */
  readonly functions: () => readonly string[];
  /** Whether operations that only the compiler makes may be called. */
  readonly internal: boolean;
  readonly fail: (problem: string, at: number) => never;
  /** What a name stands for. */
  readonly symbol: (name: Token) => Node;
  /** Fails where a function may not be called here; `first` is the place of its first argument. */
  readonly checkCall: (name: Token, args: readonly Node[], first: number) => void;
  /** Types and shapes of whole matrices, where names stand for such. */
  readonly matrices?: MatrixShapes | undefined;
}

/**
 * Parses the tokens from `next` to their end.
 *
 * @returns the node, and the place after its last token.
 */
export function parseExpression(
  tokens: readonly Token[],
  next: number,
  { graph, internal, functions, fail, symbol, checkCall, matrices }: Surroundings,
): { node: Node; end: number } {
  let depth = 0;
  const peek = (): Token => tokens[next]!;
  const take = (): Token => tokens[next++]!;
  const expect = (sign: string): void => {
    const token = take();
    if (token.text !== sign) fail(`expected "${sign}", found ${describe(token)}`, token.at);
  };
  const call = (op: OperationName, at: number, ...args: Node[]): Node => {
    const { takes, infix, postfix } = operation(op);
    const sign = infix?.[0] ?? postfix;
    const isChecked =
      matrices && (sign ? matrices.check(op, args, at) : matrices.checkFunction(op, args, at));
    if (!isChecked) checkTypes(takes, args, sign ? `"${sign}"` : `${textNameOf(op)}()`, at);
    return graph.call(op, ...args);
  };
  const checkCount = (counts: readonly number[], found: number, name: string, at: number): void => {
    if (counts.includes(found)) return;
    fail(`${name} takes ${counts.join(" or ")} argument${counts[0] === 1 ? "" : "s"}, found ${found}`, at);
  };
  const checkTypes = (
    takes: readonly ValueType[],
    args: readonly Node[],
    label: string,
    at: number,
  ): void => {
    for (const [index, arg] of args.entries()) {
      const [type, found] = [takes[index], typeOf(arg)];
      if (found !== type) fail(`${label} takes a ${type} here, found a ${found}`, at);
    }
  };
  const primary = (): Node => {
    let node = unit();
    while (peek().text === operations.transposed.postfix) node = call("transposed", take().at, node);
    return node;
  };
  const unit = (): Node => {
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
    return peek().text === "(" ? application(token) : symbol(token);
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
    if (!compose && !isCallable(name, internal)) {
      const known = functions();
      const near = nearest(name, known);
      return fail(
        unknown("function", name, known, near.length > 0 ? ` (did you mean ${near.join(", ")}?)` : ""),
        token.at,
      );
    }
    if (!compose) {
      const overloads = overloadsOf(name);
      checkCount([...overloads.keys()], args.length, name, token.at);
      checkCall(token, args, first);
      return call(overloads.get(args.length)!, token.at, ...args);
    }
    checkCount([1], args.length, name, token.at);
    if (!matrices?.checkReducing(name, args, token.at)) checkTypes(["number"], args, `${name}()`, token.at);
    checkCall(token, args, first);
    return compose(graph, args[0]!);
  };
  const nested = (least: number): Node => deeper(() => expression(least));
  /** An exponent is a unit, a power or the negative of one: of A.^-2 @ B the product is not in it. */
  const exponent = (): Node =>
    peek().text === "-" ? call("neg", take().at, deeper(exponent)) : expression(powerBinds);
  const deeper = (inside: () => Node): Node => {
    if (++depth > deepest) {
      const what = `an expression may be nested ${deepest} deep`;
      fail(`${what}; compute an inner part first, under a name of its own`, peek().at);
    }
    const inner = inside();
    depth--;
    return inner;
  };
  const expression = (least: number): Node => {
    let left = primary();
    for (;;) {
      const sign = peek();
      // A sign with a dot binds as the one without.
      const isDotted = sign.text.startsWith(".") && sign.kind === "sign";
      const found = sign.kind === "sign" ? infixOf.get(sign.text.slice(isDotted ? 1 : 0)) : undefined;
      if (!found || found.binds < least) return left;
      take();
      // "^" binds to the right: 2^3^2 is 2^(3^2), and x^-1 is allowed.
      const right = found.name === "pow" ? deeper(exponent) : expression(found.binds + 1);
      if (isDotted) {
        matrices!.checkDotted(sign.text, [left, right], sign.at);
        left = graph.call(found.name, left, right);
      } else left = call(found.name, sign.at, left, right);
    }
  };
  const node = expression(0);
  const last = peek();
  if (last.kind !== "end")
    fail(`expected an operator or the end of the line, found ${describe(last)}`, last.at);
  return { node, end: last.at };
}

/** The message for an unknown name or function. */
export const unknown = (what: string, name: string, known: Iterable<string>, near = ""): string =>
  `unknown ${what} "${name}"${near}; known here: ${[...known].sort().join(", ")}`;
