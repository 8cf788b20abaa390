/**
 * The mutants of a rule: rules with one mistake each, that can be defined and that mean something else than the rule and
 * than each other. gate.ts tests whether they are noticed.
 */
import { inBlocks } from "../../src/language/blocks.ts";
import type { GradientSide } from "../../src/language/matrix-shapes.ts";
import { RuleSyntaxError } from "../../src/language/syntax-error.ts";
import { defineRule } from "../../src/rule/define-rule.ts";
import type { Interval } from "../../src/rule/hyper.ts";
import type { Matrices, Rule, RuleInstance } from "../../src/rule/rule.ts";
import { canonicalGraph, keyOf } from "./canonical.ts";
import { type Change, changesOf, type Texts, textsOf } from "./changes.ts";
import { written } from "./written.ts";

/** A rule with a mistake. */
export interface Mutant extends Pick<Change, "kind" | "from" | "to"> {
  /** The rule with the mistake and the hyperparameters of an instance of the rule without. */
  readonly instance: (of: RuleInstance) => RuleInstance;
}

/**
 * All mutants of a rule, none of them twice; no two have the same `to`. Of rules of whole matrices those whose lines stay as many, in their
 * blocks.
 */
export function mutantsOf(rule: Rule): Mutant[] {
  const graph = canonicalGraph();
  const known = new Set([keyOf(graph, rule)]);
  return [...changesOf(rule)].flatMap(({ kind, from, to, texts }) => {
    const make = build(rule, texts);
    const key = make && keyOf(graph, make({}).rule);
    if (!make || !key || known.has(key)) return [];
    known.add(key);
    return [{ kind, from, to, instance: (of) => make(of.hyper) }];
  });
}

/** The rule as its parsed lines are printed, without a mistake: what mutants are compared with. */
export const unchanged = (rule: Rule): Mutant["instance"] => {
  const lines = rule.lines.map(({ target, value }) => `${target} = ${written(value)}`);
  const make = build(rule, { lines })!;
  return (of) => make(of.hyper);
};

/** States of shapes of their own, as definitions name them. */
function ownShapes({ own, rank }: Matrices) {
  const sides = (isThin: boolean) =>
    Object.fromEntries(
      Object.entries(own).flatMap(([name, shape]) =>
        shape && (shape[1] === "rank") === isThin ? [[name, shape[0] as GradientSide]] : [],
      ),
    );
  const thin = sides(true);
  return { squares: sides(false), thin, ...(Object.keys(thin).length > 0 && { rank }) };
}

/** Lines of a rule in the blocks in which its own stand; undefined for more or fewer than it has. */
function placedLines(
  { lines: own, matrices }: Rule,
  lines: readonly string[],
): readonly string[] | undefined {
  if (!matrices) return lines;
  if (lines.length !== own.length) return undefined;
  return inBlocks(lines.map((text, index) => ({ ...own[index], text })));
}

/** The rule with other texts; undefined if they are not a valid rule. */
function build(
  rule: Rule,
  texts: Partial<Texts>,
): ((overrides: RuleInstance["hyper"]) => RuleInstance) | undefined {
  const { name, hyper, bounds, presentPowers, ordered, mostDeclined, lossScale } = rule;
  const { lines, evaluation, before, flush, declined, estimate, project, initials } = {
    ...textsOf(rule),
    ...texts,
  };
  const placed = placedLines(rule, lines);
  if (!placed) return undefined;
  // A matrix of a shape of its own begins with a number, and is refused with anything else.
  const initial = (text: string) => (Number.isNaN(Number(text)) ? text : Number(text));
  const state = Object.fromEntries(Object.entries(initials).map(([key, text]) => [key, initial(text)]));
  try {
    return defineRule<string, string, string>(
      {
        name,
        hyper,
        bounds: Object.fromEntries([...bounds].map(([key, { text }]) => [key, text as Interval])),
        state,
        text: [...placed, ...evaluation].join("\n"),
        ...(rule.matrices && {
          matrices: rule.matrices.turns ?? "asGiven",
          ...ownShapes(rule.matrices),
        }),
        ...(rule.before && { before: before.join("\n") }),
        ...(rule.before?.every && { every: rule.before.every }),
        ...(rule.flush && { flush: flush.join("\n") }),
        ...(rule.projection && { project: project[0]!.replace("project = ", "") }),
        ...(ordered && { ordered }),
        ...(mostDeclined && { mostDeclined }),
        ...(rule.declined && { declined: declined.join("\n") }),
        ...(rule.estimate && { estimate: estimate.join("\n") }),
        ...(lossScale && { lossScale }),
        presentPowers,
      },
      true,
    );
  } catch (error) {
    if (error instanceof RuleSyntaxError) return undefined;
    throw error;
  }
}
