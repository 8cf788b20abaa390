/**
 * A rule whose options change a line or two: the text is written whole, and each option as the lines that take the place of
 * others. The compiler checks the names of both where they are written.
 */
import type { CheckedLines, Targets } from "../language/names.ts";
import type { RuleMaker } from "../rule/define-rule.ts";
import type { Interval } from "../rule/hyper.ts";
import type { RuleDefinition } from "../rule/rule.ts";
import type { Optimizer } from "./optimizer.ts";
import { rule } from "./rule.ts";

/** Lines that take the place of others, and the hyperparameters and states that come with them. */
export interface Variant<H extends string = string, S extends string = string, Text = string> {
  readonly hyper?: Readonly<Record<H, number>>;
  readonly bounds?: Readonly<Partial<Record<NoInfer<H>, Interval>>>;
  readonly state?: Readonly<Record<S, number | string>>;
  /**
   * A line takes the place of the one that assigns the same name. A new line stands before the next of these lines that takes the
   * place of one, or at the end.
   */
  readonly text?: Text;
}

/** A rule and what its options make of it. */
export interface Variants<Hyper extends string, Known extends string> {
  /** Declares what an option changes. A hyperparameter takes the place of the line that assigns its name. */
  variant<const H extends string = never, const S extends string = never, const Text extends string = string>(
    change: Variant<H, S, Text & CheckedLines<Text, Known | H, S>>,
  ): Variant;
  /** The rule with these changes, one after the other. */
  with(...changes: readonly (Variant | false)[]): RuleMaker<Hyper, Optimizer<Hyper>>;
}

/**
 * Declares a rule that has variants.
 *
 * @example
 * const momentum = variants({ name: "sgd", hyper: { b: 0.9 }, state: { m: 0 }, text: "m = b*m + g\n u = m" });
 * const nesterov = momentum.variant({ text: "u = b*m + g" });
 * const optimizer = momentum.with(isAhead && nesterov)({ b: 0.8 });
 */
export function variants<
  const H extends string = never,
  const S extends string = never,
  const Text extends string = string,
>(definition: RuleDefinition<H, S, Text>): Variants<H, H | S | Targets<Text>> {
  const base: RuleDefinition<string, string, string> = definition;
  return {
    variant: (change) => change,
    with: (...changes) =>
      rule(changes.filter((change) => change !== false).reduce(changed, base)) as RuleMaker<H, Optimizer<H>>,
  };
}

type Definition = RuleDefinition<string, string, string>;

const targetOf = (line: string): string => line.split("=")[0]!.trim();

function changed(definition: Definition, { hyper, bounds, state, text = "" }: Variant): Definition {
  const lines = definition.text.split("\n");
  let fresh: string[] = [];
  for (const line of text.split("\n").filter((line) => line.trim() !== "")) {
    fresh.push(line);
    const at = lines.findIndex((known) => targetOf(known) === targetOf(line));
    if (at < 0) continue;
    lines.splice(at, 1, ...fresh);
    fresh = [];
  }
  const kept = [...lines, ...fresh].filter((line) => !(hyper && Object.hasOwn(hyper, targetOf(line))));
  return {
    ...definition,
    hyper: { ...definition.hyper, ...hyper },
    bounds: { ...definition.bounds, ...bounds },
    state: { ...definition.state, ...state },
    text: kept.join("\n"),
  };
}
