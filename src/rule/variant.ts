/** Lines that take the place of lines of a rule's text, for options that change one or two. */
import type { CheckedLines, Targets } from "../language/names.ts";
import type { Interval } from "./hyper.ts";
import type { Moment, RuleDefinition } from "./rule.ts";

/** Lines that take the place of others, and the hyperparameters and states that come with them. */
export interface Variant<H extends string = string, S extends string = string, Text = string> {
  readonly hyper?: Readonly<Record<H, number>>;
  readonly bounds?: Readonly<Partial<Record<NoInfer<H>, Interval>>>;
  readonly state?: Readonly<Record<S, number | string>>;
  /** Which of these states are moments, as in a rule's definition. */
  readonly moments?: Readonly<Partial<Record<NoInfer<S>, Moment>>>;
  /**
   * A line takes the place of the one that assigns the same name. A new line stands before the next of these lines that takes the
   * place of one, or at the end.
   */
  readonly text?: Text;
}

/** A variant whose text knows the names of the rule. */
export type CheckedVariant<
  H extends string,
  S extends string,
  Text extends string,
  Known extends string,
> = Variant<H, S, Text & CheckedLines<Text, Known | H, S>>;

/** The names of a rule that its variants know. */
export type NamesOf<H extends string, S extends string, Text extends string> = H | S | Targets<Text>;

type Definition = RuleDefinition<string, string, string>;

const targetOf = (line: string): string => line.split("=")[0]!.trim();

/** The definition with a variant's lines, hyperparameters and states. */
export function changed(
  definition: Definition,
  { hyper, bounds, state, moments, text = "" }: Variant,
): Definition {
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
    moments: { ...definition.moments, ...moments },
    text: kept.join("\n"),
  };
}
