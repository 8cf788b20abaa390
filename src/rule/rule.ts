/**
 * A rule: the equations of one transformation of gradients, its state and its hyperparameters.
 * The kernel compiler executes it.
 */
import { type Graph, type Node, topological, typeOf } from "../language/graph.ts";
import type { Checked } from "../language/names.ts";
import { operation } from "../language/operations.ts";
import { type Line, parse } from "../language/parse.ts";
import { RuleSyntaxError } from "../language/syntax-error.ts";
import type { Option } from "../options/option.ts";
import { checkDefinition, given } from "./definition.ts";
import {
  type Bounds,
  boundsOf,
  checkHyper,
  checkOrder,
  type Hyper,
  type Interval,
  reader,
  schedulable,
} from "./hyper.ts";

/** The value of a state before its first step. */
export interface Initial {
  readonly value: Node;
  /** As it was written. */
  readonly text: string;
  /** Names that it depends on. */
  readonly names: ReadonlySet<string>;
}

/** A checked rule. */
export interface Rule {
  readonly name: string;
  readonly text: string;
  readonly hyper: Readonly<Record<string, number>>;
  readonly bounds: ReadonlyMap<string, Bounds>;
  readonly state: Readonly<Record<string, Initial>>;
  readonly graph: Graph;
  readonly lines: readonly Line[];
  /** The parameters to evaluate with, if they differ from those that are trained. */
  readonly evaluation: Line | undefined;
  /** Whether `b^t` of a hyperparameter is the power of its present value. */
  readonly presentPowers: boolean;
  /** The equations for gradients before the step's own, and the hyperparameter that counts the gradients of a step. */
  readonly before: { readonly lines: readonly Line[]; readonly every: string | undefined } | undefined;
  /** The equations of a step on the gradients that have come, without one of its own. */
  readonly flush: readonly Line[] | undefined;
  /** What `project(x)` means for the parameters that the rule acts on. */
  readonly projection: Line | undefined;
  /** Hyperparameters of which the first must not be above the second. */
  readonly ordered: readonly [low: string, high: string] | undefined;
  /** The hyperparameter that says how many steps in a row may be declined. */
  readonly mostDeclined: string | undefined;
}

/** What `rule` takes. */
export interface RuleDefinition<H extends string, S extends string, Text extends string> {
  /** Short name, unique in the field: `adam`. Appears in messages and qualifies names of states. */
  readonly name: string;
  /** Hyperparameters and their defaults. */
  readonly hyper?: Readonly<Record<H, number>>;
  /**
   * States and their initial values: a number, or an expression of hyperparameters and `p` or of the first step's `g`.
   */
  readonly state?: Readonly<Record<S, number | string>>;
  /** Intervals of hyperparameters, where the field's conventions do not already give them. */
  readonly bounds?: Readonly<Partial<Record<NoInfer<H>, Interval>>>;
  /** The equations, one a line. */
  readonly text: Text & Checked<Text, H, S>;
  /**
   * Equations for gradients that come before the step's own, for steps that take several. Only states and `u`, what
   * the parameters move by, are assigned; the rest of the chain waits for the step.
   */
  readonly before?: string;
  /** The hyperparameter that says how many gradients make a step; without it the user calls `perturb()`. */
  readonly every?: NoInfer<H>;
  /**
   * Whether `b^t` of a hyperparameter is the power of its present value, as most libraries compute bias corrections. Without
   * it, it is the product of the values that the hyperparameter has had; the two differ only where it changes.
   */
  readonly presentPowers?: boolean;
  /**
   * Equations for `flush()`: a step on the gradients that have come, without one of its own. Only states and `u`
   * are assigned.
   */
  readonly flush?: string;
  /**
   * Bounds: the point nearest to `x` that they allow, an expression of `x`, hyperparameters and states. At the end of every step
   * the parameters that the rule acts on are moved there. `project(x)` means this point in all their rules.
   */
  readonly project?: string;
  /** Two hyperparameters; the first must not be above the second. */
  readonly ordered?: readonly [low: NoInfer<H>, high: NoInfer<H>];
  /** The hyperparameter that says after how many declined steps in a row `step` throws. */
  readonly mostDeclined?: NoInfer<H>;
}

/** Hyperparameters given by the user; the others keep their defaults. */
export type Overrides<H extends string> = { readonly [K in H]?: Hyper | undefined };

/** What hyperparameters of a rule may be, by name. */
export type HyperOptions<H extends string> = { readonly [K in H]: Option };

/** Makes instances of a rule from overrides of its hyperparameters; `options` says what they may be. */
export type RuleMaker<H extends string, Made> = ((overrides?: Overrides<H>) => Made) & {
  readonly options: HyperOptions<H>;
};
/** Bounds of single elements by path; a parameter that is not named has `rest` for all of its elements. */
export interface ElementBounds {
  readonly at: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: ArrayLike<number> }>;
  readonly rest: number;
}

/** Bounds on both sides: values of the states `min` and `max`, which never change. */
export interface BoxBounds {
  readonly min: ElementBounds;
  readonly max: ElementBounds;
}

/** One rule with its hyperparameters: a transformation of gradients. Immutable. */
export class RuleInstance {
  readonly rule: Rule;
  readonly hyper: Readonly<Record<string, Hyper>>;
  /** Hyperparameters that count as 0: their terms apply to other parameters only. */
  readonly without: readonly string[];
  /** Bounds of single elements, if the user gives them. */
  readonly box: BoxBounds | undefined;

  constructor(
    rule: Rule,
    overrides: Readonly<Record<string, Hyper>>,
    without: readonly string[] = [],
    box?: BoxBounds,
  ) {
    this.rule = rule;
    this.hyper = Object.freeze({ ...rule.hyper, ...overrides });
    this.without = without;
    this.box = box;
    if (!rule.ordered) return;
    const [low, high] = rule.ordered;
    checkOrder(rule.ordered, [this.hyper[low], this.hyper[high]]);
  }
}

/**
 * Declares a rule: its options are read now, its texts when they are first needed.
 *
 * @returns a function from overrides of hyperparameters to an instance of the rule, and `check`, which reads the texts.
 */
export function declareRule<
  const H extends string = never,
  const S extends string = never,
  const Text extends string = string,
>(
  definition: RuleDefinition<H, S, Text>,
): RuleMaker<H, RuleInstance> & {
  /** @throws RuleSyntaxError with line and caret. */
  check(): Rule;
} {
  checkDefinition(definition);
  const hyper: Readonly<Record<string, number>> = Object.freeze({ ...definition.hyper });
  const bounds = new Map(
    Object.keys(hyper).map((key) => [key, boundsOf(key, definition.bounds?.[key as H])]),
  );
  for (const [key, value] of Object.entries(hyper)) checkHyper(key, value, bounds.get(key)!);
  const options = Object.fromEntries([...bounds].map(([key, interval]) => [key, schedulable(interval)]));
  const read = reader<Record<string, Hyper>>(definition.name, options);
  let rule: Rule | undefined;
  const check = (): Rule => (rule ??= ruleOf(definition, hyper, bounds));
  const make = (overrides?: Overrides<H>) =>
    new RuleInstance(check(), read(overrides as Record<string, Hyper> | undefined));
  return Object.assign(make, { options: options as HyperOptions<H>, check });
}

/**
 * Declares a rule and checks all of its definition.
 *
 * @throws RuleSyntaxError with line and caret; HyperparameterError from the returned function.
 */
export function defineRule<
  const H extends string = never,
  const S extends string = never,
  const Text extends string = string,
>(definition: RuleDefinition<H, S, Text>): RuleMaker<H, RuleInstance> {
  const make = declareRule(definition);
  make.check();
  return make;
}

/** Reads a rule's texts. */
function ruleOf(
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
  const { graph, lines: all } = parse(name, text, [...outside, ...hyperNames], kept);
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
    graph,
    lines,
    evaluation,
    presentPowers: definition.presentPowers ?? false,
    before: before && { lines: before, every: definition.every },
    flush,
    projection,
    ordered: definition.ordered,
    mostDeclined: definition.mostDeclined,
  };
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
