/**
 * Typed rules: a text with its declarations, its equations, and what they give: the direction `u`, or the new parameter `p` as papers
 * write it. Their names mean what they mean in the language of rules; a text is read, never executed as code.
 */
import * as glissade from "glissade";
import { type Declaration, numberOf, placeOf, takeDeclarations, withoutComment } from "./declarations.ts";
import { bounds } from "./experiment.ts";
import { problemIn } from "./rule-problem.ts";
import { RuleTextError } from "./rule-text-error.ts";

/**
 * What the last line gives. `direction`: a `u` that the lab multiplies by the rate and subtracts. `step`: a `u` that has the rate in it, and
 * is subtracted as it is. `parameter`: the new parameter.
 */
export type Gives = "direction" | "step" | "parameter";

/** A typed rule that has been read. */
export interface TypedRule {
  readonly hyper: Readonly<Record<string, number>>;
  readonly state: Readonly<Record<string, string>>;
  /** The text that the library's `rule` takes. Its lines are those of the typed text. */
  readonly equations: string;
  readonly gives: Gives;
  /** The name that stands for the contestant's rate, if the text has one. */
  readonly rate: "learningRate" | "lr" | null;
  /** Names of hyperparameters, states and lines, for completion. */
  readonly names: readonly string[];
  /** The optimizer. Values of hyperparameters that are left out are those declared. */
  optimizer(rate: glissade.Hyper, values?: Readonly<Record<string, number>>): glissade.Optimizer;
}

/** The name that the library gets for it; it appears nowhere. */
const name = "rule";
const target = /^\s*([A-Za-z_]\w*)\s*=(?!=)/;
const rateNames = ["learningRate", "lr"] as const;

/**
 * Reads a typed rule.
 *
 * @throws RuleTextError with its place in the typed text, for a text that does not follow the language or declares too little.
 */
export function parseRuleText(text: string): TypedRule {
  if (text.length > bounds.ruleLength) {
    const problem = `a rule has at most ${bounds.ruleLength} characters; this one has ${text.length}`;
    throw new RuleTextError(problem, { line: 1, column: 1, length: 1 });
  }
  const { declarations, equations } = takeDeclarations(text);
  const targets = equations.map((line) => target.exec(withoutComment(line))?.[1]);
  const rate = rateIn(declarations, equations, targets);
  const given = lastLine(equations, targets);
  const hyper: Record<string, number> = Object.fromEntries(
    declarations.filter(({ kind }) => kind === "hyper").map((each) => [each.name, numberOf(each)]),
  );
  if (rate && !Object.hasOwn(hyper, rate)) hyper[rate] = 0.01;
  const state = Object.fromEntries(
    declarations.filter(({ kind }) => kind === "state").map((each) => [each.name, each.value]),
  );
  const definition = { name, hyper, state, text: given.equations.join("\n") };
  const make = made(definition, declarations, targets, given);
  const gives = given.line !== null ? "parameter" : rate ? "step" : "direction";
  return {
    hyper,
    state,
    equations: definition.text,
    gives,
    rate,
    names: [
      ...new Set([...Object.keys(hyper), ...Object.keys(state), ...targets.flatMap((each) => each ?? [])]),
    ],
    optimizer: (value, values = {}) => {
      const direction = make({ ...values, ...(rate && { [rate]: value }) });
      if (gives === "parameter") return direction;
      return glissade.chain(
        direction,
        gives === "step" ? glissade.scale(-1) : glissade.scaleByLearningRate(value),
      );
    },
  };
}

/** The name that stands for the rate: one that is read and is no state and no line. */
function rateIn(
  declarations: readonly Declaration[],
  equations: readonly string[],
  targets: readonly (string | undefined)[],
): TypedRule["rate"] {
  const isOther = (word: string) =>
    targets.includes(word) || declarations.some((each) => each.kind === "state" && each.name === word);
  const starts = declarations.map(({ kind, value }) => (kind === "state" ? value : ""));
  const words = [...starts, ...equations].flatMap(
    (line) => withoutComment(line).match(/[A-Za-z_]\w*/g) ?? [],
  );
  const found = rateNames.filter((word) => words.includes(word) && !isOther(word));
  if (found.length === 2) {
    const problem = 'both "learningRate" and "lr" stand for the rate; use one of them';
    throw new RuleTextError(problem, placeOfWord(equations, "lr"));
  }
  return found[0] ?? null;
}

function placeOfWord(lines: readonly string[], word: string) {
  const pattern = new RegExp(`\\b${word}\\b`);
  const line = lines.findIndex((each) => pattern.test(withoutComment(each)));
  return { line: line + 1, column: (pattern.exec(lines[line] ?? "")?.index ?? 0) + 1, length: word.length };
}

/** Equations that give `u`. */
interface Last {
  readonly equations: readonly string[];
  /** The line that gave the new parameter; null where `u` was given. */
  readonly line: number | null;
  /** What the text's own `u` is called. */
  readonly u: string;
}

/**
 * The equations with a `u`. A line `p = ...` becomes one: of `p = p - a` the `p` is taken away, of others it is subtracted.
 */
function lastLine(equations: readonly string[], targets: readonly (string | undefined)[]): Last {
  const [u, p] = [targets.indexOf("u"), targets.indexOf("p")];
  const placeAt = (line: number, length = 1) => ({
    line: line + 1,
    column: (equations[line] ?? "").search(/\S/) + 1,
    length,
  });
  if (u < 0 && p < 0) {
    const line = Math.max(
      0,
      equations.findLastIndex((each) => each.trim() !== ""),
    );
    const at = { line: line + 1, column: Math.max(1, (equations[line] ?? "").length), length: 1 };
    const problem =
      "the last line is missing: u = ..., the direction (the lab takes p - learningRate*u), or p = ..., the new parameter";
    throw new RuleTextError(problem, at);
  }
  if (p < 0) return { equations, line: null, u: "u" };
  const later = targets.findIndex((each, index) => index > p && each && !["eval", "accept"].includes(each));
  if (later >= 0)
    throw new RuleTextError(
      "p = ... is the last line; only eval and accept may follow it",
      placeAt(later, targets[later]?.length),
    );
  // Beside p = ..., the u of a paper is a name like others: it gets another of the same length.
  const free = u < 0 ? "u" : freeLetter(equations.join(" "));
  const others = u < 0 ? equations : equations.map((line) => line.replace(/\bu\b/g, free));
  return { equations: others.with(p, asDirection(others[p] as string)), line: p, u: free };
}

/** A letter that no text has as a name. */
function freeLetter(text: string): string {
  const letters = ["_", ..."abcdefghijklmnoqrsvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  return letters.find((letter) => !new RegExp(`\\b${letter}\\b`).test(text)) ?? "_";
}

function asDirection(line: string): string {
  const [, before, sign, rest] = /^(\s*p\s*=\s*)p\s*([-+])(.*)$/.exec(line) ?? [];
  if (before !== undefined && sign !== undefined && rest !== undefined) {
    const start = before.replace("p", "u");
    return start + (sign === "-" ? "-" : " ").padStart(line.length - rest.length - start.length) + rest;
  }
  const expression = withoutComment(line).trimEnd();
  const equals = expression.indexOf("=") + 1;
  return `${expression.slice(0, equals).replace("p", "u")}(${expression.slice(equals)}) - p`;
}

type Make = (values: Readonly<Record<string, glissade.Hyper>>) => glissade.Optimizer;

/** What makes the rule; errors have their place in the typed text. */
function made(
  definition: { name: string; hyper: Record<string, number>; state: Record<string, string>; text: string },
  declarations: readonly Declaration[],
  targets: readonly (string | undefined)[],
  last: Last,
): Make {
  for (const declared of declarations) {
    if (declared.kind === "state" && !targets.includes(declared.name)) {
      const problem = `the state "${declared.name}" is never assigned; add a line ${declared.name} = ...`;
      throw new RuleTextError(problem, placeOf(declared));
    }
  }
  try {
    return glissade.rule<string, string>(definition) as Make;
  } catch (error) {
    throw problemIn(error, definition, declarations, targets, last);
  }
}
