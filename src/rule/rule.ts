/**
 * A rule: the equations of one transformation of gradients, its state and its hyperparameters.
 * Does not know how it is carried out; that is the kernel compiler's work.
 */
import { type Graph, type Node, topological } from "../expr/graph.ts";
import type { Checked } from "../expr/names.ts";
import { type Line, parse, RuleSyntaxError } from "../expr/parse.ts";
import {
  type Bounds,
  boundsOf,
  checkHyper,
  type Hyper,
  HyperparameterError,
  type Interval,
} from "./hyper.ts";
import { Transformation } from "./transformation.ts";

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
  readonly bounds: Readonly<Record<string, Bounds>>;
  readonly state: Readonly<Record<string, Initial>>;
  readonly graph: Graph;
  readonly lines: readonly Line[];
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
}

/** Hyperparameters given by the user, the others keep their defaults. */
export type Overrides<H extends string> = { readonly [K in H]?: Hyper | undefined };

/** One rule with its hyperparameters: a transformation of gradients. Immutable. */
export class RuleInstance extends Transformation {
  readonly rule: Rule;
  readonly hyper: Readonly<Record<string, Hyper>>;

  constructor(rule: Rule, overrides: Readonly<Record<string, Hyper | undefined>>) {
    super();
    const hyper: Record<string, Hyper> = { ...rule.hyper };
    for (const [name, value] of Object.entries(overrides)) {
      if (value === undefined) continue;
      const bounds = rule.bounds[name];
      if (!bounds) {
        const known = Object.keys(rule.hyper).join(", ") || "none";
        throw new HyperparameterError(`${rule.name} has no hyperparameter "${name}"; it has: ${known}`);
      }
      if (typeof value !== "function") checkHyper(name, value, bounds);
      hyper[name] = value;
    }
    this.rule = rule;
    this.hyper = hyper;
  }
}

/**
 * Declares a rule.
 *
 * In the text, `g` is the incoming update (the gradient, for the first rule of a chain), `p` the parameter, `t`
 * the step counted from 1, `u` the outgoing update; states and hyperparameters have their declared names. A name
 * keeps its old value until its line assigns it. Every state and `u` must be assigned. A line `accept = ...`, a
 * comparison that is the same for all tensors, decides whether the step is taken at all.
 *
 * @returns a function from overrides of hyperparameters to a transformation.
 * @throws RuleSyntaxError with line and caret; HyperparameterError from the returned function.
 * @example
 * const signSgd = rule({ name: "signSgd", text: "u = sign(g)" });
 * const optimizer = chain(signSgd(), scaleByLearningRate({ learningRate: 0.01 }));
 */
export function rule<
  const H extends string = never,
  const S extends string = never,
  const Text extends string = string,
>(definition: RuleDefinition<H, S, Text>): (overrides?: Overrides<H>) => RuleInstance {
  const { name, text } = definition;
  const hyper: Readonly<Record<string, number>> = definition.hyper ?? {};
  const states = Object.entries<number | string>(definition.state ?? {});
  const reserved = ["g", "p", "t", "u", "accept"];
  for (const declared of [...Object.keys(hyper), ...states.map(([state]) => state)]) {
    if (reserved.includes(declared) || (declared in hyper && states.some(([state]) => state === declared))) {
      throw new RuleSyntaxError(name, `"${declared}" cannot be declared: the name is taken`, declared, 0);
    }
  }
  const { graph, lines } = parse(name, text, [
    "g",
    "p",
    "t",
    ...Object.keys(hyper),
    ...states.map(([s]) => s),
  ]);
  const assigned = new Set(lines.map((line) => line.target));
  for (const target of [...states.map(([state]) => state), "u"]) {
    if (!assigned.has(target)) {
      throw new RuleSyntaxError(
        name,
        `"${target}" is never assigned; add a line "${target} = ..."`,
        text,
        text.length,
      );
    }
  }
  for (const taken of [...Object.keys(hyper), "g", "p", "t"]) {
    if (assigned.has(taken)) {
      throw new RuleSyntaxError(
        name,
        `"${taken}" cannot be assigned: it comes from outside`,
        text,
        text.indexOf(taken),
      );
    }
  }
  const bounds = Object.fromEntries(
    Object.keys(hyper).map((key) => [key, boundsOf(key, definition.bounds?.[key as H])]),
  );
  for (const [key, value] of Object.entries(hyper)) checkHyper(key, value, bounds[key]!);
  const state = Object.fromEntries(
    states.map(([key, value]): [string, Initial] => {
      const initial = parse(name, `${key} = ${value}`, ["g", "p", ...Object.keys(hyper)]).lines[0]!.value;
      const names = topological([initial]).flatMap((node) => (node.kind === "symbol" ? [node.name] : []));
      return [key, { value: initial, text: String(value), names: new Set(names) }];
    }),
  );
  const checked: Rule = { name, text, hyper, bounds, state, graph, lines };
  return (overrides = {}) => new RuleInstance(checked, overrides);
}
