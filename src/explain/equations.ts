/**
 * The equations of a chain of rules in TeX, as GitHub renders it: with the steps as subscripts, the initial states, the
 * equations for gradients before a step's own, and the parameters to evaluate with.
 */
import { Graph, type Node, topological, typeOf, walk } from "../language/graph.ts";
import { type Extent, operation } from "../language/operations.ts";
import type { Line } from "../language/parse.ts";
import { toTex } from "../language/print.ts";
import type { Link } from "../plan/groups.ts";
import type { Rule } from "../rule/rule.ts";
import { symbolTex } from "./symbol-tex.ts";

/** Equations of a group of tensors, one per line, and the extents of their reductions. */
export interface Equations {
  /** What happens with each gradient before the step's own. */
  readonly before: readonly string[];
  readonly step: readonly string[];
  /** What happens in a step that a rule declines. */
  readonly declined: readonly string[];
  /** What happens with what `estimate()` is given. */
  readonly estimate: readonly string[];
  readonly extents: ReadonlySet<Extent>;
}

const named: Partial<Record<Extent, string>> = { unit: "unit", row: "row", column: "column", global: "all" };

/** A mean, a norm or another reduction. */
interface Reduced {
  readonly extent: Extent;
  readonly of: Node;
  readonly tex: (argument: string, below: string) => string;
}

/** Recognises means and norms, which a rule's graph holds as quotients and roots of sums. */
export function reduced(node: Node): Reduced | undefined {
  if (node.kind !== "call") return undefined;
  const by = (part: Node | undefined) => (part?.kind === "call" ? operation(part.op).reduces : undefined);
  const argument = (part: Node | undefined) => (part as { args: readonly Node[] }).args[0]!;
  const [first, second] = node.args;
  if (node.op === "sqrt" && by(first)?.[1] === "sumSquares") {
    const norm = (x: string, below: string) => `\\left\\lVert ${x} \\right\\rVert${below}`;
    return { extent: by(first)![0], of: argument(first), tex: norm };
  }
  if (node.op === "div" && by(first)?.[1] === "sum" && by(second)?.[1] === "size") {
    return { extent: by(first)![0], of: argument(first), tex: called("mean") };
  }
  const [extent, how] = by(node) ?? [];
  if (!extent || !how) return undefined;
  const squares = (x: string, below: string) => `\\left\\lVert ${x} \\right\\rVert${below}^2`;
  const tex = how === "sumSquares" ? squares : called(how === "max" ? "max" : how);
  return { extent, of: first!, tex };
}

const called =
  (name: string) =>
  (x: string, below: string): string =>
    `\\mathrm{${name}}${below}\\left(${x}\\right)`;

/** Adjacent words in a product: without a space they would be read as one. */
const spaced = (tex: string): string =>
  tex
    .replace(/(\\mathrm\{\w+\}(?:_\w|_\{[^}]*\})?(?:\^\{[^}]*\})?) (?=\w|\\(?!\\))/g, "$1\\,")
    .replace(/(?<!\{cases)([\w})]) (?=\\mathrm)/g, "$1\\,");

function powerOfTen(value: number): string {
  const [digits, power] = value.toExponential().split("e");
  return `${digits === "1" ? "" : `${digits} \\cdot `}10^{${power}}`;
}

/** Prints expressions; collects the extents of their reductions. */
export class Printer {
  readonly extents = new Set<Extent>();
  readonly #isBounded: boolean;

  constructor(isBounded: boolean) {
    this.#isBounded = isBounded;
  }

  /** The projection of a point onto the bounds, if there are any. */
  projected(point: string): string {
    return this.#isBounded ? `\\Pi\\left(${point}\\right)` : point;
  }

  /** The TeX of an expression; `own` has that of parts that are not printed as they are. */
  tex(
    node: Node,
    symbol: (name: string) => string,
    own: (part: Node) => string | undefined = () => undefined,
  ): string {
    const graph = new Graph();
    const parts = new Map<string, string>();
    const part = (tex: string): Node => {
      const key = `#${parts.size}`;
      parts.set(key, tex);
      return graph.symbol(key);
    };
    const isConstant = (of: Node | undefined, value: number) => of?.kind === "constant" && of.value === value;
    const copies = new Map<Node, Node>();
    /** The arguments of a node that are printed; for bounds that the chain does not have, only one of them. */
    const printedOf = (of: Node): readonly Node[] => {
      if (of.kind !== "call" || reduced(of) || own(of) !== undefined) return [];
      const [first, , last] = of.args;
      if (of.op === "roundUp" || of.op === "roundDown") return [first!];
      if (this.#isBounded) return of.args;
      if (of.op === "project") return [first!];
      return of.op === "where" && first!.kind === "call" && first!.op === "outside" ? [last!] : of.args;
    };
    const copy = (of: Node, below: readonly Node[]): Node => {
      const given = own(of);
      if (given !== undefined) return part(given);
      const found = reduced(of);
      if (found) {
        this.extents.add(found.extent);
        const name = named[found.extent];
        return part(found.tex(this.tex(found.of, symbol), name ? `_{\\text{${name}}}` : ""));
      }
      if (of.kind === "constant") {
        const isSmall = of.value > 0 && of.value < 1e-3;
        return isSmall ? part(powerOfTen(of.value)) : graph.constant(of.value);
      }
      if (of.kind === "symbol") return graph.symbol(of.name, of.type);
      if (below !== of.args) return copies.get(below[0]!)!;
      if (of.op === "div" && isConstant(of.args[0], 1) && isConstant(of.args[1], 0)) return part("\\infty");
      return graph.call(of.op, ...below.map((arg) => copies.get(arg)!));
    };
    walk(
      [node],
      (of) => copies.has(of),
      (of, below) => copies.set(of, copy(of, below)),
      printedOf,
    );
    return spaced(toTex(copies.get(node)!, (name) => parts.get(name) ?? symbol(name)));
  }
}

/** States that no line of the step changes, such as the starting point. */
const constants = ({ lines, state }: Rule): ReadonlySet<string> =>
  new Set(
    Object.keys(state).filter((name) =>
      lines.every(({ target, value }) => target !== name || (value.kind === "symbol" && value.name === name)),
    ),
  );

/** The equations of a chain. Between its rules, u^{(k)} is the update that rule k hands to the next. */
export function equationsOf(links: readonly Link[]): Equations {
  const bounding = links.find(({ instance }) => instance.rule.projection)?.instance.rule;
  const printer = new Printer(bounding !== undefined);
  const rules = links.map(({ instance }) => instance.rule);
  const starts = rules.flatMap((rule) => startsOf(printer, rule));
  const signs = links.some(({ maximizes }) => maximizes) ? signsOf(rules) : [];
  const lines = rules.flatMap((rule, index) =>
    equationsIn(rule, rule.lines, between(index, links), between(index + 1, links)).flatMap((equation) => {
      const right = printer.tex(equation.line.value, equation.symbol);
      if (equation.left === right) return [];
      return [...headOf(equation, rule.lines), `${equation.left} &${equation.sign} ${right}`];
    }),
  );
  const evaluations = rules.flatMap((rule) => {
    if (!rule.evaluation) return [];
    const value = printer.tex(rule.evaluation.value, (name) => indexed(rule, name, "t"));
    return [`p^{\\mathrm{eval}}_t &= ${printer.projected(value)}`];
  });
  return {
    before: rules.flatMap((rule) => beforeOf(printer, rule)),
    step: [
      ...(bounding ? [projectionOf(printer, bounding)] : []),
      ...signs,
      ...(starts.length ? [starts.join(", \\quad ").replace(" = ", " &= ")] : []),
      ...lines,
      `p_t &= ${printer.projected("p_{t-1} + u_t")}`,
      ...evaluations,
    ],
    declined: rules.flatMap((rule) => assignmentsOf(printer, rule.declined ?? [])),
    estimate: rules.flatMap((rule) => assignmentsOf(printer, rule.estimate ?? [])),
    extents: printer.extents,
  };
}

/** What stands before the first line of a block. */
function headOf({ line }: Equation, lines: readonly Line[]): string[] {
  const { block } = line;
  if (!block || lines.find((other) => other.block === block) !== line) return [];
  const { condition, times } = block;
  return [
    condition
      ? `&\\text{where } ${toTex(condition, (name) => symbolTex(name))}\\text{:}`
      : `&\\text{${times === 1 ? "once" : `${times} times`}:}`,
  ];
}

/** What a rule gets and what it hands on. */
export const between = (index: number, { length }: readonly Link[]): string =>
  index === 0 ? "g_t" : index === length ? "u_t" : `u^{(${index})}_t`;

/** The projection of a point onto bounds. */
const projectionOf = (printer: Printer, { projection }: Rule): string =>
  `\\Pi(x) &= ${printer.tex(projection!.value, (name) => symbolTex(name))}`;

/** To maximize f is to minimize -f. */
function signsOf(rules: readonly Rule[]): string[] {
  const read = topological(rules.flatMap(({ lines }) => lines.map(({ value }) => value)));
  const readsLoss = read.some((node) => node.kind === "symbol" && node.name === "loss");
  return ["g_t &= -\\nabla f_t", ...(readsLoss ? ["\\mathrm{loss}_t &= -f_t"] : [])];
}

/** A name with its step, if it has one. */
function indexed(rule: Rule, name: string, time: string): string {
  const isFixed = name === "t" || name in rule.hyper || constants(rule).has(name);
  return symbolTex(name, isFixed ? "" : time);
}

function startsOf(printer: Printer, rule: Rule): string[] {
  const first = (name: string) => symbolTex(name, name === "p" ? "0" : name === "g" ? "1" : "");
  // Bounds of elements have no initial value.
  if (rule.projection) return [];
  return Object.entries(rule.state).flatMap(([name, { value }]) => {
    const isMoved = constants(rule).has(name);
    // A state that gradients before the step set has no value before them.
    if (isMoved && rule.before?.lines.some(({ target }) => target === name)) return [];
    const [left, right] = [symbolTex(name, isMoved ? "" : "0"), printer.tex(value, first)];
    return left === right ? [] : [`${left} = ${right}`];
  });
}

/** A line of a rule in TeX, and how its right side writes names. */
export interface Equation {
  readonly line: Line;
  readonly left: string;
  readonly sign: "=" | "\\iff" | "\\leftarrow";
  readonly symbol: (name: string) => string;
}

/** The lines of a rule in a step. */
export function equationsIn(
  rule: Rule,
  lines: readonly Line[],
  incoming: string,
  outgoing: string,
): Equation[] {
  /** The line that first gives each name its value of this step. */
  const first = new Map<string, number>();
  for (const [at, { target }] of lines.entries()) if (!first.has(target)) first.set(target, at);
  const symbolOf =
    (before: number) =>
    (name: string): string => {
      if (name === "g") return incoming;
      if (name === "u") return outgoing;
      if (name === "gradient") return "g_t";
      if (name === "p") return "p_{t-1}";
      const isKnown = name === "loss" || (first.get(name) ?? before) < before;
      return indexed(rule, name, isKnown ? "t" : "t-1");
    };
  return lines.map((line, at) => ({
    line,
    left: symbolOf(at + 1)(line.target),
    sign: line.block ? "\\leftarrow" : typeOf(line.value) === "boolean" ? "\\iff" : "=",
    symbol: symbolOf(at),
  }));
}

/** Between two steps there is no index: arrows show assignments. */
const assignmentsOf = (printer: Printer, lines: readonly Line[]): string[] =>
  lines.map(
    ({ target, value }) =>
      `${symbolTex(target)} &\\leftarrow ${printer.tex(value, (name) => symbolTex(name))}`,
  );

function beforeOf(printer: Printer, { before }: Rule): string[] {
  if (!before) return [];
  const lines = assignmentsOf(printer, before.lines);
  return before.lines.some(({ target }) => target === "u")
    ? [...lines, `p &\\leftarrow ${printer.projected("p + u")}`]
    : lines;
}
