/**
 * One step of one element, line by line: the equations with symbols, the same with the step's numbers, and values. What is computed is the
 * planner's expression of each line.
 */
import { type Node, topological } from "../language/graph.ts";
import { operation } from "../language/operations.ts";
import type { Line } from "../language/parse.ts";
import { toText } from "../language/print.ts";
import { boundingLink } from "../plan/bounds.ts";
import type { Group, Link } from "../plan/groups.ts";
import { expandPhase, type SeenLine } from "../plan/phases.ts";
import { expanded } from "../plan/plan.ts";
import { linkBefore } from "../plan/restrictions.ts";
import { between, type Equation, equationsIn, Printer, reduced } from "./equations.ts";
import { type Moment, type Place, Values } from "./moment.ts";
import { inBrackets, numberTex } from "./number-tex.ts";
import { symbolTex } from "./symbol-tex.ts";

/** A line of a step. */
export interface StepLine {
  /**
   * `given`: what the step starts from: gradient, parameter, states, hyperparameters at this step. `reduction`: a sum, mean, norm or maximum
   * over many elements. `equation`: a line of a rule, and the parameter at the end.
   */
  readonly kind: "given" | "reduction" | "equation";
  /** The name that it gives a value, as the rule's text has it; of a reduction its text. */
  readonly name: string;
  /** The rule that it belongs to; empty for gradient, parameter, step and loss. */
  readonly rule: string;
  /** TeX of what gets the value: `m_t`. */
  readonly left: string;
  /** The equation with symbols, `m_t = \beta_1 m_{t-1} + \left(1 - \beta_1\right) g_t`; of what is given or reduced, `left` alone. */
  readonly tex: string;
  /** The same with this step's numbers, `m_t = 0.9 \cdot 0.5 + ...`, to four digits. */
  readonly numbers: string;
  /** TeX of the value, to four digits. */
  readonly result: string;
  /** The value in float64; of a condition 1 or 0. */
  readonly value: number;
}

/** One step of one element. */
export interface ExplainedStep {
  /** `before`: the call takes in a gradient that comes before the step's own. */
  readonly call: "step" | "before";
  /** The number of the step, counted from 1, as the parameter counts. */
  readonly t: number;
  /** Whether a rule declines the step: then nothing changes. */
  readonly isDeclined: boolean;
  readonly lines: readonly StepLine[];
}

/** The lines of a step for an element. */
export function stepLines(moment: Moment, place: Place): ExplainedStep {
  const { plan, phase } = moment;
  const { expansion } = expanded(plan.groups);
  const seen: SeenLine[] = [];
  const made = expandPhase(phase, {
    graph: expansion.graph,
    groups: plan.groups,
    states: new Map(expansion.states.map((state) => [state.symbol.name, state])),
    several: linkBefore(plan.groups),
    oneCount: expansion.oneCount,
    storages: expansion.storages,
    see: (line) => seen.push(line),
  });
  const values = new Values(moment, made.reductions);
  const group = plan.groups.find(({ tensors }) => tensors.some(({ path }) => path === place.tensor.path))!;
  const valueAt = (node: Node): number => values.at(node, place);
  const symbol = (name: string): number => valueAt(expansion.graph.symbol(name));
  const isDeclined = made.accepts.some(({ node }) => valueAt(node) === 0);
  const isBounded = boundingLink(group) !== undefined;
  const lived = seen.filter((one) => isDeclined || !one.isDeclined);
  const steps = new Lines(group, lived, valueAt, new Printer(isBounded));
  const lines = [
    ...startOf(group, symbol, steps.reads("loss")),
    ...(steps.reads("t") ? [given("t", "", "t", symbol("t"))] : []),
    ...steps.all(),
  ];
  const next = made.params.get(group);
  const [p, u] = [steps.p ?? symbol("p"), steps.u ?? symbol("g") * (group.maximizes ? -1 : 1)];
  const [left, sign, old, update] =
    phase === "step" ? ["p_t", "=", "p_{t-1}", "u_t"] : ["p", "\\leftarrow", "p", "u"];
  if (next && !isDeclined) {
    const projected = (point: string) => (isBounded ? `\\Pi\\left(${point}\\right)` : point);
    const numbers = projected(`${inBrackets(p)} + ${inBrackets(u)}`);
    lines.push({
      ...line("equation", "p", "", left!, valueAt(next)),
      tex: `${left} ${sign} ${projected(`${old} + ${update}`)}`,
      numbers: `${left} ${sign} ${numbers}`,
    });
  } else {
    const value = symbol("p");
    const stays = `${left} ${sign} `;
    const tex = `${stays}${old}`;
    lines.push({ ...line("equation", "p", "", left!, value), tex, numbers: stays + numberTex(value) });
  }
  return { call: phase, t: symbol("t"), isDeclined, lines };
}

/** A line without its equation. */
function line(
  kind: StepLine["kind"],
  name: string,
  rule: string,
  left: string,
  value: number,
  result = numberTex(value),
): Omit<StepLine, "tex" | "numbers"> {
  return { kind, name, rule, left, result, value };
}

const given = (
  name: string,
  rule: string,
  left: string,
  value: number,
  kind: "given" | "reduction" = "given",
): StepLine => {
  const made = line(kind, name, rule, left, value);
  return { ...made, tex: left, numbers: `${left} = ${made.result}` };
};

/** Gradient, parameter and loss. To maximize f is to minimize -f. */
function startOf({ maximizes }: Group, symbol: (name: string) => number, readsLoss: boolean): StepLine[] {
  const read = (name: string, left: string, of: string): StepLine => {
    const value = symbol(name);
    if (!maximizes) return given(name, "", left, value);
    const made = line("equation", name, "", left, -value);
    return { ...made, tex: `${left} = -${of}`, numbers: `${left} = -${inBrackets(value)}` };
  };
  return [
    read("g", "g_t", "\\nabla f_t"),
    given("p", "", "p_{t-1}", symbol("p")),
    ...(readsLoss ? [read("loss", "\\mathrm{loss}_t", "f_t")] : []),
  ];
}

/** The lines of a group's rules. */
class Lines {
  /** What the parameters are moved from and by, once all lines are made; undefined where no line says so. */
  p: number | undefined;
  u: number | undefined;
  readonly #group: Group;
  readonly #seen: readonly SeenLine[];
  readonly #valueAt: (node: Node) => number;
  readonly #printer: Printer;

  constructor(group: Group, seen: readonly SeenLine[], valueAt: (node: Node) => number, printer: Printer) {
    this.#group = group;
    this.#seen = seen.filter((one) => one.group === group);
    this.#valueAt = valueAt;
    this.#printer = printer;
  }

  /** Whether any line reads a name. */
  reads(name: string): boolean {
    return topological(this.#seen.map(({ line }) => line.value)).some(
      (node) => node.kind === "symbol" && node.name === name,
    );
  }

  all(): StepLine[] {
    const { links } = this.#group;
    return links.flatMap((link, index) => {
      const seen = this.#seen.filter((one) => one.link === link);
      if (seen.length === 0) return [];
      const texts = [false, true].flatMap((isDeclined) =>
        equationsOfLink(
          link,
          index,
          links,
          seen.filter((one) => one.isDeclined === isDeclined),
        ),
      );
      return [
        ...this.#givenTo(link, seen, texts),
        ...seen.flatMap((one, at) => this.#lineOf(one, texts[at]!)),
      ];
    });
  }

  /** Hyperparameters and states as the rule finds them, in the order in which its lines read them. */
  #givenTo(
    { instance: { rule, without } }: Link,
    seen: readonly SeenLine[],
    texts: readonly Shown[],
  ): StepLine[] {
    const assigned = new Set<string>();
    const found = new Map<string, StepLine>();
    for (const [at, { line: read, names }] of seen.entries()) {
      for (const node of topological([read.value])) {
        if (node.kind !== "symbol" || assigned.has(node.name) || found.has(node.name)) continue;
        const { name } = node;
        const isOwn = name in rule.hyper || name in rule.state;
        if (!isOwn || without.includes(name)) continue;
        found.set(name, given(name, rule.name, texts[at]!.symbol(name), this.#valueAt(names.get(name)!)));
      }
      assigned.add(read.target);
    }
    const all = [...found.values()];
    return [
      ...all.filter(({ name }) => name in rule.hyper),
      ...all.filter(({ name }) => !(name in rule.hyper)),
    ];
  }

  /** A line, after the reductions in it. */
  #lineOf({ link, line: { target, value: node }, names, expanded }: SeenLine, shown: Shown): StepLine[] {
    const { name: rule } = link.instance.rule;
    const value = this.#valueAt(expanded(node));
    if (target === "u") this.u = value;
    if (target === "p") this.p = value;
    const right = this.#printer.tex(node, shown.symbol);
    if (right === shown.left) return [];
    const valueOfPart = (part: Node) => this.#valueAt(expanded(part));
    const number = (name: string): string => {
      const named = names.get(name)!;
      return isCondition(node, name) ? truth(this.#valueAt(named)) : inBrackets(this.#valueAt(named));
    };
    const own = (part: Node): string | undefined => {
      if (reduced(part) || isDrawn(part)) return inBrackets(valueOfPart(part));
      return isPowerOfPast(part, valueOfPart) ? inBrackets(valueOfPart(part)) : undefined;
    };
    const isAlone = node.kind === "symbol" && node.type === "number";
    const numbers = isAlone ? numberTex(value) : this.#printer.tex(node, number, own);
    const isTruth = shown.sign === "\\iff";
    const result = isTruth ? truth(value) : numberTex(value);
    return [
      ...reductionsIn(node).map((part) => {
        const left = this.#printer.tex(part, shown.symbol);
        return given(toText(part), rule, left, valueOfPart(part), "reduction");
      }),
      {
        ...line("equation", target, rule, shown.left, value, result),
        tex: `${shown.left} ${shown.sign} ${right}`,
        numbers: `${shown.left} ${shown.sign} ${numbers}`,
      },
    ];
  }
}

type Shown = Omit<Equation, "sign"> & { readonly sign: string };

/** Equations of a link's lines; those of gradients before the step's own have no index, and arrows. */
function equationsOfLink(
  link: Link,
  index: number,
  links: readonly Link[],
  seen: readonly SeenLine[],
): readonly Shown[] {
  const { rule } = link.instance;
  const lines = seen.map(({ line: one }) => one);
  if (rule.before?.lines.includes(lines[0]!) || rule.declined?.includes(lines[0]!)) {
    return lines.map((one: Line) => ({
      line: one,
      left: symbolTex(one.target),
      sign: "\\leftarrow",
      symbol: (name: string) => symbolTex(name),
    }));
  }
  return equationsIn(rule, lines, between(index, links), between(index + 1, links));
}

const truth = (value: number): string => `\\text{${value ? "true" : "false"}}`;

const isCondition = (root: Node, name: string): boolean =>
  topological([root]).some((node) => node.kind === "symbol" && node.name === name && node.type === "boolean");

const isDrawn = (node: Node): boolean => node.kind === "call" && node.op === "quantile";

/** Whether `b^t` is a product of several values of b, which the present one to the power t does not show. */
function isPowerOfPast(node: Node, valueAt: (part: Node) => number): boolean {
  if (node.kind !== "call" || node.op !== "pow") return false;
  const [base, exponent] = node.args.map(valueAt);
  return valueAt(node) !== operation("pow").evaluate!(base!, exponent!, 0);
}

/** Means, norms and other reductions of a line, those within others first. */
function reductionsIn(root: Node): readonly Node[] {
  const found = new Set<Node>();
  const seen = new Set<Node>();
  const look = (node: Node): void => {
    if (seen.has(node) || node.kind !== "call") return;
    seen.add(node);
    const reduction = reduced(node);
    if (isDrawn(node)) return;
    for (const inner of reduction ? [reduction.of] : node.args) look(inner);
    if (reduction) found.add(node);
  };
  look(root);
  return [...found];
}
