/**
 * The language of rules: text to expressions. Lines of the form `name = expression`, in the order of the
 * paper; a name keeps its old value until its line assigns it. Names, arity and types are checked here; what
 * a rule must assign is checked by the rule.
 */
import { type Block, Blocks } from "./blocks.ts";
import { constantCalled, functionNames, isReducing } from "./functions.ts";
import { Graph, type Node, topological, typeOf } from "./graph.ts";
import { isAlike, type MatrixShape, type MatrixShapes, ofGradient } from "./matrix-shapes.ts";
import { operation, type ValueType } from "./operations.ts";
import { parseExpression, type Surroundings, unknown } from "./parse-expression.ts";
import { statementsOf } from "./statements.ts";
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
  /** The block that it stands in, one object for all lines of it. */
  readonly block?: Block;
}

/** Names that stand for whole matrices. */
export interface WholeMatrices {
  /** All but the step, the loss and these, which are numbers. */
  readonly but: Iterable<string>;
  /** Those of another shape than the gradient's, with their sides. */
  readonly own?: Readonly<Partial<Record<string, MatrixShape>>> | undefined;
  /** What checks their shapes. */
  readonly Shapes: typeof MatrixShapes;
}

/** Further options of the parser. */
export interface ParseOptions {
  /** Which of the rule's texts this is, for messages; left out for `text`. */
  readonly part?: string;
  /** Whether operations that only the compiler makes may be called. */
  readonly internal?: boolean;
  /** Where names stand for whole matrices: what is known of them. */
  readonly matrices?: WholeMatrices | undefined;
}

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
  /** Shapes, where names stand for whole matrices. */
  readonly matrices: MatrixShapes | undefined;
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
  { part, internal = false, matrices: whole }: ParseOptions = {},
): { graph: Graph; lines: Line[]; shapes: ReadonlyMap<string, MatrixShape> } {
  const constants = new Set(given);
  const known = [...constants, ...states];
  const numbers = whole && new Set(["t", "loss", ...whole.but]);
  const typed = (names: readonly string[]) =>
    new Map(
      names.map((name): [string, ValueType] => [name, numbers?.has(name) === false ? "matrix" : "number"]),
    );
  const types = typed(known);
  const between = typed(known.filter((name) => !ofGradients.includes(name)));
  const steady = new Set([...constants].filter((name) => name !== "p" && !ofGradients.includes(name)));
  const failAt = (problem: string, at: number): never => {
    throw new RuleSyntaxError(rule, problem, text, at, part);
  };
  const matrices =
    numbers &&
    new whole.Shapes(
      known
        .filter((name) => !numbers.has(name))
        .map((name) => [name, whole.own?.[name] ?? ofGradient] as const),
      failAt,
    );
  const scope: Scope = { rule, text, part, internal, graph: new Graph(), types, between, steady, matrices };
  const assigned = new Set<string>();
  const lines: Line[] = [];
  const blocks = new Blocks(failAt, (source, at) => parseCondition(scope, source, at));
  /** Names that have a value in the present block alone, since it may be left out. */
  const local = new Set<string>();
  for (const statement of statementsOf(text, matrices !== undefined)) {
    const line = blocks.begins(statement) ? undefined : parseLine(scope, statement.source, statement.at);
    const block = blocks.of(statement);
    if (!line) continue;
    const { target, value, at } = line;
    const fail = (problem: string): never => failAt(`"${target}" ${problem}`, at);
    if (constants.has(target)) fail("cannot be assigned: it comes from outside");
    if (target in {}) fail("cannot be a name: every JavaScript object has a property of that name");
    if (!blocks.assign(target, block) && assigned.has(target))
      fail("is assigned twice; give the second value a name");
    if (block?.condition && typeOf(value) !== "matrix")
      fail('is a number, which a block of "when" cannot assign; choose it by where() outside');
    if (block?.condition && !types.has(target)) local.add(target);
    const usual = matrices ? "matrix" : "number";
    const expected = target === "accept" ? "boolean" : (types.get(target) ?? usual);
    const isFixed = ["u", "accept", "eval"].includes(target) || types.has(target);
    if (isFixed && typeOf(value) !== expected) fail(`must be a ${expected}, found a ${typeOf(value)}`);
    if (matrices && typeOf(value) === "matrix") {
      const shape = matrices.of(value);
      const due = target === "u" ? ofGradient : matrices.named.get(target);
      if (due && !isAlike(shape, due)) fail(`is ${due.join(" x ")}, found ${shape.join(" x ")}`);
      matrices.named.set(target, shape);
    }
    assigned.add(target);
    types.set(target, typeOf(value));
    if (unsteady(scope, value)) steady.delete(target);
    else steady.add(target);
    lines.push(block ? { ...line, block } : line);
    if (!block?.condition || statement.end !== "}") continue;
    for (const name of local) types.delete(name);
    local.clear();
  }
  blocks.end();
  return { graph: scope.graph, lines, shapes: matrices?.named ?? new Map() };
}

/** The first part of a value that depends on more than hyperparameters, numbers and the step, if there is one. */
function unsteady({ steady }: Scope, value: Node): string | undefined {
  for (const node of topological([value])) {
    if (node.kind === "symbol" && !steady.has(node.name)) return `"${node.name}"`;
    if (node.kind === "call" && operation(node.op).reduces) return "a reduction";
  }
  return undefined;
}

/** What fails in a text, at a place. */
const failing =
  ({ rule, text, part }: Scope) =>
  (problem: string, at: number): never => {
    throw new RuleSyntaxError(rule, problem, text, at, part);
  };

/** The condition in the head of a block, which begins with a word of its own. */
function parseCondition(scope: Scope, source: string, offset: number): Node {
  const fail = failing(scope);
  const tokens = tokenize(source, offset, fail, true);
  const { node } = parseExpression(tokens, 1, surroundingsOf(scope, false));
  const { at } = tokens[1]!;
  if (typeOf(node) !== "boolean")
    fail(`"when" takes a condition, such as t > 1, found a ${typeOf(node)}`, at);
  const found = unsteady(scope, node);
  if (found) fail(`"when" is decided by numbers, hyperparameters and t; found ${found}`, at);
  return node;
}

/** Parses one line; undefined if it holds only space and a comment. */
function parseLine(scope: Scope, source: string, offset: number): Line | undefined {
  const fail = failing(scope);
  const tokens = tokenize(source, offset, fail, scope.matrices !== undefined);
  const [target, sign] = tokens as [Token, Token];
  if (target.kind === "end") return undefined;
  if (target.kind !== "name") fail(`expected "name = expression", found ${describe(target)}`, target.at);
  if (sign.text !== "=") fail(`expected "=", found ${describe(sign)}`, sign.at);
  const { node, end } = parseExpression(tokens, 2, surroundingsOf(scope, target.text === "eval"));
  return { target: target.text, value: node, text: scope.text.slice(target.at, end), at: target.at };
}

/** What names and functions of an expression are; those of a line `eval = ...` are fewer. */
function surroundingsOf(scope: Scope, isEvaluation: boolean): Surroundings {
  const { internal, graph, types, between, matrices } = scope;
  const fail = failing(scope);
  const betweenSteps = (found: string, at: number): never =>
    fail(
      `"eval" is read between steps: it knows states, hyperparameters, p and t, and no reductions; found ${found}`,
      at,
    );
  const symbol = (name: Token): Node => {
    const type = types.get(name.text);
    const constant = constantCalled(name.text);
    if (!type && constant) return graph.call(constant);
    if (!type) {
      const known = isEvaluation ? between : types;
      return fail(unknown("name", name.text, known.keys()), name.at);
    }
    if (isEvaluation && !between.has(name.text)) betweenSteps(`"${name.text}"`, name.at);
    return graph.symbol(name.text, type);
  };
  const checkCall = (name: Token, args: readonly Node[], first: number): void => {
    if (isEvaluation && isReducing(name.text)) betweenSteps(`${name.text}()`, name.at);
    const changing = name.text === "normal" && unsteady(scope, args[0]!);
    if (changing)
      fail(`the seed of normal() is made of numbers, hyperparameters and t; found ${changing}`, first);
  };
  const functions = () => functionNames(internal, matrices !== undefined);
  return { graph, internal, functions, fail, symbol, checkCall, matrices };
}
