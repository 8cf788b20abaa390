/** Plausible mistakes in a rule: in its lines, in their order, in where its states start. As texts; none is checked. */
import { type Graph, type Node, typeOf } from "../../src/language/graph.ts";
import { type Line, parse } from "../../src/language/parse.ts";
import type { Rule } from "../../src/rule/rule.ts";
import { givenTo } from "./canonical.ts";
import { isCorrection, isCount, type Kind, variants } from "./variants.ts";
import { written } from "./written.ts";

/** The texts of a rule: its equations, those for gradients before the step, without one and of declined steps, of estimates, its bounds, initial values by state. */
export interface Texts {
  readonly lines: readonly string[];
  readonly evaluation: readonly string[];
  readonly before: readonly string[];
  readonly flush: readonly string[];
  readonly declined: readonly string[];
  readonly estimate: readonly string[];
  readonly project: readonly string[];
  readonly initials: Readonly<Record<string, string>>;
}

/** One mistake. */
export interface Change {
  readonly kind: Kind;
  /** What it changes, as it stands in the rule. */
  readonly from: string;
  /** What stands there instead. */
  readonly to: string;
  /** Texts that are others than the rule's. */
  readonly texts: Partial<Texts>;
}

/** Lines of a rule that are read one after the other. */
interface Section {
  readonly part: Exclude<keyof Texts, "initials">;
  readonly graph: Graph;
  readonly lines: readonly Line[];
}

/** The texts as they are. */
export const textsOf = ({
  lines,
  evaluation,
  before,
  flush,
  declined,
  estimate,
  projection,
  state,
}: Rule): Texts => ({
  lines: lines.map(({ text }) => text),
  evaluation: evaluation ? [evaluation.text] : [],
  before: before ? before.lines.map(({ text }) => text) : [],
  flush: (flush ?? []).map(({ text }) => text),
  declined: (declined ?? []).map(({ text }) => text),
  estimate: (estimate ?? []).map(({ text }) => text),
  project: projection ? [projection.text] : [],
  initials: Object.fromEntries(Object.entries(state).map(([name, { text }]) => [name, text])),
});

/** All mistakes. */
export function* changesOf(rule: Rule): Generator<Change> {
  for (const section of sectionsOf(rule)) yield* changesOfSection(rule, section);
  yield* exchanges(rule);
  yield* initialChanges(rule);
}

function sectionsOf(rule: Rule): Section[] {
  const { graph, lines, evaluation } = rule;
  const texts = textsOf(rule);
  const [hypers, states] = [Object.keys(rule.hyper), Object.keys(rule.state)];
  const sections: Section[] = [{ part: "lines", graph, lines }];
  if (evaluation) sections.push({ part: "evaluation", graph, lines: [evaluation] });
  const read = (part: Section["part"], given: readonly string[], kept: readonly string[]): void => {
    const text = texts[part].join("\n");
    const known = [...given, ...hypers];
    if (text) sections.push({ part, ...parse(rule.name, text, known, kept, { part, internal: true }) });
  };
  read("before", ["g", "p", "t", "gradient", "loss"], states);
  read("flush", ["p", "t", "loss"], states);
  read("declined", ["g", "p", "t", "gradient", "loss"], states);
  read("estimate", ["g", "p", "t"], states);
  read("project", ["x", ...states], []);
  return sections;
}

function* changesOfSection(rule: Rule, section: Section): Generator<Change> {
  const { part, graph, lines } = section;
  const texts = lines.map(({ text }) => text);
  // Several parts of a rule may have a line of the same text.
  const label = ["before", "flush", "declined", "estimate"].includes(part) ? `${part}: ` : "";
  const isKept = (name: string): boolean => name in rule.state || (name === "p" && part === "lines");
  for (const [index, { target, value }] of lines.entries()) {
    const from = texts[index]!;
    const change = (kind: Kind, to: string, earlier: readonly string[] = []): Change => ({
      kind,
      from: label + from,
      to: label + [...earlier, to].join("; "),
      texts: { [part]: [...earlier, ...texts.with(index, to)] },
    });
    for (const { kind, node } of variants(graph, value, namesAt(rule, section, index)))
      yield change(kind, `${target} = ${written(node)}`);
    for (const { target: name } of lines.slice(0, index)) {
      if (!isKept(name)) continue;
      const old = graph.symbol(`${name}Old`);
      for (const node of replaced(graph, value, graph.symbol(name), old))
        yield change("state", `${target} = ${written(node)}`, [`${old.name} = ${name}`]);
    }
    if (isKept(target)) yield change("state", `${target} = ${target}`);
    const next = texts[index + 1];
    if (next !== undefined) {
      const swapped = [...texts.slice(0, index), next, from, ...texts.slice(index + 2)];
      const [here, there] = [`${label}${from}; ${next}`, `${label}${next}; ${from}`];
      yield { kind: "order", from: here, to: there, texts: { [part]: swapped } };
    }
  }
}

/** Names that have a value at a line, of those that the lines use. */
function namesAt(rule: Rule, { graph, lines }: Section, index: number): Node[] {
  const declared = [...Object.keys(rule.hyper), ...Object.keys(rule.state)];
  const before = [...givenTo(lines, declared), ...declared].map((name) => graph.symbol(name));
  const earlier = lines.slice(0, index).map(({ target, value }) => graph.symbol(target, typeOf(value)));
  return [...new Set([...before, ...earlier])];
}

/** The expression with one occurrence of a symbol replaced, for every occurrence. */
function* replaced(graph: Graph, node: Node, symbol: Node, by: Node): Generator<Node> {
  if (node === symbol) yield by;
  if (node.kind !== "call" || isCount(node.op)) return;
  for (const [index, arg] of node.args.entries()) {
    for (const other of replaced(graph, arg, symbol, by))
      yield graph.call(node.op, ...node.args.with(index, other));
  }
}

/** Two hyperparameters exchanged: everywhere, and in the corrections of moments only. */
function* exchanges({ lines, hyper, graph }: Rule): Generator<Change> {
  const names = Object.keys(hyper);
  for (const [index, a] of names.entries()) {
    for (const b of names.slice(index + 1)) {
      for (const kind of ["operand", "correction"] as const) {
        const pair = [graph.symbol(a), graph.symbol(b)] as const;
        const isPlace = kind === "operand" ? () => true : isCorrection;
        const changed = lines.map(
          ({ target, value }) => `${target} = ${written(exchange(graph, value, pair, isPlace))}`,
        );
        const where = kind === "operand" ? "" : " in corrections";
        yield { kind, from: `${a}, ${b}${where}`, to: `${b}, ${a}${where}`, texts: { lines: changed } };
      }
    }
  }
}

function exchange(
  graph: Graph,
  node: Node,
  pair: readonly [Node, Node],
  isPlace: (node: Node) => boolean,
): Node {
  const inside = isPlace(node) ? () => true : isPlace;
  if (node.kind === "call")
    return graph.call(node.op, ...node.args.map((arg) => exchange(graph, arg, pair, inside)));
  const index = pair.indexOf(node);
  return index >= 0 && isPlace(node) ? pair[1 - index]! : node;
}

function* initialChanges(rule: Rule): Generator<Change> {
  const { initials } = textsOf(rule);
  const given = ["g", "p", ...Object.keys(rule.hyper)];
  for (const [state, text] of Object.entries(initials)) {
    const { graph, lines } = parse(rule.name, `${state} = ${text}`, given);
    const names = given.map((name) => graph.symbol(name));
    for (const { node } of variants(graph, lines[0]!.value, names)) {
      const other = written(node);
      const [from, to] = [`${state} starts at ${text}`, `${state} starts at ${other}`];
      yield { kind: "initial", from, to, texts: { initials: { ...initials, [state]: other } } };
    }
  }
}
