/** Reads a definition's texts: the equations of a step, those beside it, the initial values. Options are checked elsewhere. */
import { topological, typeOf } from "../language/graph.ts";
import type { MatrixShape, Side } from "../language/matrix-shapes.ts";
import { operation } from "../language/operations.ts";
import { type Line, parse } from "../language/parse.ts";
import { RuleSyntaxError } from "../language/syntax-error.ts";
import { given } from "./definition.ts";
import type { Bounds } from "./hyper.ts";
import { matrixReading } from "./matrix-reading.ts";
import type { Initial, Rule, RuleDefinition } from "./rule.ts";

/**
 * The rule that a definition declares.
 *
 * @throws RuleSyntaxError with line and caret.
 */
export function readRule(
  definition: RuleDefinition<string, string, string>,
  hyper: Readonly<Record<string, number>>,
  bounds: ReadonlyMap<string, Bounds>,
): Rule {
  const { name, text } = definition;
  const hyperNames = Object.keys(hyper);
  const states = Object.entries<number | string>(definition.state ?? {});
  const stateNames = states.map(([state]) => state);
  // A rule that moves the parameters before its step defines `p` itself.
  const outside = given.filter((known) => !(definition.before !== undefined && known === "p"));
  const kept = definition.before === undefined ? stateNames : [...stateNames, "p"];
  const own = ownShapes(definition);
  const reading = definition.matrices && matrixReading.of!;
  const options = { matrices: reading && { but: hyperNames, own, Shapes: reading.Shapes } };
  const { graph, lines: all, shapes } = parse(name, text, [...outside, ...hyperNames], kept, options);
  const evaluation = all.find(({ target }) => target === "eval");
  const lines = all.filter((line) => line !== evaluation);
  const assigned = new Set(lines.map(({ target }) => target));
  for (const target of [...stateNames, "u"]) {
    if (assigned.has(target)) continue;
    const problem = `"${target}" is never assigned; add a line "${target} = ..."`;
    throw new RuleSyntaxError(name, problem, text, text.trimEnd().length);
  }
  const state = Object.fromEntries(
    states.map(([key, value]) => [key, initialOf(name, key, value, hyperNames)]),
  );
  const before =
    definition.before === undefined ? undefined : beforeOf(name, definition.before, hyperNames, stateNames);
  const flush =
    definition.flush === undefined
      ? undefined
      : parse(name, definition.flush, ["p", "t", "loss", ...hyperNames], stateNames, { part: "flush" }).lines;
  const estimate =
    definition.estimate === undefined ? undefined : estimateOf(name, definition.estimate, hyperNames, state);
  const declined =
    definition.declined === undefined
      ? undefined
      : declinedOf(name, definition.declined, hyperNames, stateNames, assigned.has("accept"));
  const projection =
    definition.project === undefined
      ? undefined
      : projectionOf(name, definition.project, hyperNames, stateNames);
  return {
    name,
    text,
    hyper,
    bounds,
    state,
    moments: definition.moments ?? {},
    ratio: definition.ratio,
    graph,
    lines,
    evaluation,
    presentPowers: definition.presentPowers ?? false,
    before: before && { lines: before, every: definition.every },
    flush,
    estimate,
    projection,
    ordered: definition.ordered,
    mostDeclined: definition.mostDeclined,
    declined,
    lossScale: definition.lossScale,
    matrices: reading && {
      turns: definition.matrices === "asGiven" ? undefined : definition.matrices,
      rank: definition.rank ?? 1,
      shapes,
      own,
      products: reading.productsIn(name, text, lines, hyperNames, shapes),
    },
  };
}

/** States of another shape than the gradient's. */
function ownShapes({
  squares = {},
  thin = {},
}: RuleDefinition<string, string, string>): Readonly<Partial<Record<string, MatrixShape>>> {
  const shapes = (sides: typeof squares, other?: Side) =>
    Object.entries(sides).flatMap(([name, side]) => (side ? [[name, [side, other ?? side]] as const] : []));
  return Object.fromEntries([...shapes(squares), ...shapes(thin, "rank")]);
}

/** The equations for gradients that come before the step's own; `accept` and `eval` belong to the step. */
function beforeOf(
  rule: string,
  text: string,
  hyperNames: readonly string[],
  stateNames: readonly string[],
): readonly Line[] {
  const { lines } = parse(rule, text, [...given, ...hyperNames], stateNames, { part: "before" });
  const wrong = lines.find(({ target }) => target === "eval" || target === "accept");
  if (wrong) {
    const problem = `"${wrong.target}" belongs to the step: write its line in text`;
    throw new RuleSyntaxError(rule, problem, text, wrong.at, "before");
  }
  if (lines.length === 0) {
    const problem = `before has no equations; leave it out, or say what is done with the gradients before the step's own`;
    throw new RuleSyntaxError(rule, problem, text, 0, "before");
  }
  return lines;
}

/** What states become by what `estimate()` is given. */
function estimateOf(
  rule: string,
  text: string,
  hyperNames: readonly string[],
  states: Readonly<Record<string, Initial>>,
): readonly Line[] {
  const stateNames = Object.keys(states);
  const { lines } = parse(rule, text, ["g", "p", "t", ...hyperNames], stateNames, { part: "estimate" });
  const wrong = lines.find(({ target }) => ["u", "accept", "eval"].includes(target));
  const fail = (problem: string, at: number): never => {
    throw new RuleSyntaxError(rule, problem, text, at, "estimate");
  };
  if (wrong) fail(`"${wrong.target}" belongs to the step: an estimate changes states alone`, wrong.at);
  if (!lines.some(({ target }) => stateNames.includes(target)))
    fail("estimate assigns no state; leave it out, or say what a state becomes", 0);
  const early = lines.find(({ target }) => states[target]?.names.has("g"));
  if (early)
    fail(`"${early.target}" starts from the first gradient, and an estimate may come before it`, early.at);
  return lines;
}

/** What states become in a step that the rule declines. */
function declinedOf(
  rule: string,
  text: string,
  hyperNames: readonly string[],
  stateNames: readonly string[],
  declines: boolean,
): readonly Line[] {
  const fail = (problem: string, at: number): never => {
    throw new RuleSyntaxError(rule, problem, text, at, "declined");
  };
  if (!declines) fail(`"declined" is for rules that decline steps: add a line "accept = ..." to text`, 0);
  const { lines } = parse(rule, text, [...given, ...hyperNames], stateNames, { part: "declined" });
  const wrong = lines.find(({ target }) => ["u", "accept", "eval"].includes(target));
  if (wrong) fail(`"${wrong.target}" belongs to the step: a declined one assigns states alone`, wrong.at);
  if (!lines.some(({ target }) => stateNames.includes(target)))
    fail("declined assigns no state; leave it out, or say what a state becomes", 0);
  return lines;
}

/** The nearest point within bounds: one line. Only here may a rule call the compiler's functions that round a bound. */
function projectionOf(
  rule: string,
  text: string,
  hyperNames: readonly string[],
  stateNames: readonly string[],
): Line {
  const { lines } = parse(rule, `project = ${text}`, ["x", ...hyperNames, ...stateNames], [], {
    part: "project",
    internal: true,
  });
  const [line, second] = lines;
  if (!line || second || typeOf(line.value) !== "number")
    throw new RuleSyntaxError(rule, "must be one expression, a number", text, 0, "project");
  const rounded = topological([line.value]).filter(
    (node) => node.kind === "call" && (node.op === "roundUp" || node.op === "roundDown"),
  );
  // The host rounds them, once a step.
  if (topological(rounded).some((node) => node.kind === "symbol" && !hyperNames.includes(node.name)))
    throw new RuleSyntaxError(
      rule,
      "roundUp and roundDown take hyperparameters and numbers alone",
      text,
      0,
      "project",
    );
  return line;
}

/** The initial value of a state: one line, a number, the same operations for each element. */
function initialOf(
  rule: string,
  state: string,
  value: number | string,
  hyperNames: readonly string[],
): Initial {
  // The language has no word for infinity.
  const written = typeof value === "number" ? String(value).replace("Infinity", "1/0") : value;
  const text = `${state} = ${written}`;
  const part = `initial value of "${state}"`;
  const [line, second] = parse(rule, text, ["g", "p", ...hyperNames], [], { part }).lines;
  const nodes = topological([line!.value]);
  const reduces = nodes.some((node) => node.kind === "call" && operation(node.op).reduces);
  if (second || reduces || typeOf(line!.value) !== "number") {
    const expected = second
      ? "one line"
      : reduces
        ? "known for each element by itself, without reductions and normal()"
        : "a number";
    throw new RuleSyntaxError(rule, `must be ${expected}`, text, second?.at ?? text.indexOf("=") + 2, part);
  }
  const names = nodes.flatMap((node) => (node.kind === "symbol" ? [node.name] : []));
  return { value: line!.value, text: written, names: new Set(names) };
}
