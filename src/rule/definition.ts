/**
 * Checks the form of a rule's definition: kinds of values and names. JavaScript programs, and programs that build rules from
 * parts, have no compiler to check them. The parser checks the texts.
 */
import { RuleSyntaxError } from "../language/syntax-error.ts";
import { boundsIn } from "../options/interval.ts";
import { flag, oneOf, share, text } from "../options/kinds.ts";
import { type Option, type Options, required } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { reader } from "./hyper.ts";

/** Names that stand for values from outside. */
export const given: readonly string[] = ["g", "p", "t", "gradient", "loss"];

/** Names of what a rule gives. */
const reserved = ["u", "accept", "eval"];

type Values = Readonly<Record<string, unknown>>;

/** The parts of a definition that are checked. */
interface Definition {
  readonly name: string;
  readonly text: string;
  readonly hyper?: Values;
  readonly state?: Values;
  readonly moments?: Values;
  readonly ratio?: readonly [string, string];
  readonly bounds?: Values;
  readonly before?: string;
  readonly every?: string;
  readonly presentPowers?: boolean;
  readonly flush?: string;
  readonly estimate?: string;
  readonly project?: string;
  readonly ordered?: readonly [string, string];
  readonly mostDeclined?: string;
  readonly declined?: string;
  readonly lossScale?: string;
  readonly matrices?: "asGiven" | "wide" | "tall";
  readonly squares?: Values;
  readonly thin?: Values;
  readonly rank?: number;
}

const isWord = (value: unknown): boolean => typeof value === "string" && /^[A-Za-z_]\w*$/.test(value);
const word: Option = {
  expected: (value) =>
    isWord(value) ? undefined : 'one word such as "adam", of letters a to z, digits and _',
};
const record: Option = {
  expected: (value) =>
    // A Map or a Set has no values by name.
    Object.prototype.toString.call(value) === "[object Object]"
      ? undefined
      : "an object with a value for each name",
};
const pair: Option = {
  expected: (value) =>
    Array.isArray(value) && value.length === 2 && value.every(isWord)
      ? undefined
      : 'two names of hyperparameters, ["low", "high"]',
};
const quotient: Option = {
  expected: (value, name) => pair.expected(value, name) && 'two names of moments, ["first", "second"]',
};
/** What a definition may have. */
export const properties: Options<Definition> = {
  name: required(word),
  text: required(text),
  hyper: record,
  state: record,
  moments: record,
  ratio: quotient,
  bounds: record,
  before: text,
  every: word,
  presentPowers: flag,
  flush: text,
  estimate: text,
  project: text,
  ordered: pair,
  mostDeclined: word,
  declined: text,
  lossScale: word,
  matrices: oneOf("asGiven", "wide", "tall"),
  squares: record,
  thin: record,
  rank: share,
};
const read = reader<Definition>("rule", properties);

/**
 * Checks the form of a definition.
 *
 * @param isOfMatrices - whether it may be one of whole matrices.
 * @throws HyperparameterError for properties of the wrong kind or that rules do not have; RuleSyntaxError for names,
 *   initial values and intervals.
 */
export function checkDefinition(definition: object, isOfMatrices = false): void {
  const {
    name,
    hyper = {},
    state = {},
    moments = {},
    ratio,
    bounds = {},
    before,
    every,
    ordered,
    mostDeclined,
    lossScale,
    matrices,
    squares = {},
    thin = {},
    rank,
    flush,
    estimate,
    project,
    declined,
  } = read(definition as Definition);
  const fail = (part: string, problem: string, key: string): never => {
    throw new RuleSyntaxError(name, problem, key, 0, part);
  };
  if (matrices !== undefined && !isOfMatrices)
    fail(
      "matrices",
      'is for rules of whole matrices: declare them by matrixRule, with wide: true or tall: true for "wide" or "tall"',
      matrices,
    );
  for (const [part, declared] of Object.entries({ hyper, state })) {
    for (const key of Object.keys(declared)) {
      const no = (why: string) => fail(part, `"${key}" cannot be declared: ${why}`, key);
      if (!isWord(key)) no("a name is one word of letters a to z, digits and _");
      if (key in {}) no("every JavaScript object has a property of that name");
      if ([...given, ...reserved].includes(key) || (part === "state" && Object.hasOwn(hyper, key)))
        no("the name is taken");
    }
  }
  for (const [key, value] of Object.entries(state)) {
    if (typeof value !== "string" && (typeof value !== "number" || Number.isNaN(value)))
      fail("state", `must be a number or the text of an expression; got ${shown(value)}`, key);
  }
  for (const [key, value] of Object.entries(bounds)) {
    if (value !== undefined && (typeof value !== "string" || !boundsIn(value)))
      fail("bounds", `must be an interval such as "[0, 1)" or "whole [1, inf)"; got ${shown(value)}`, key);
  }
  for (const [key, value] of Object.entries(moments)) {
    if (!Object.hasOwn(state, key))
      fail("moments", `must name a state; there are: ${Object.keys(state).join(", ") || "none"}`, key);
    if (value !== "first" && value !== "second")
      fail("moments", `must be "first" (of either sign) or "second" (0 or more); got ${shown(value)}`, key);
  }
  for (const [part, sides] of Object.entries({ squares, thin }))
    for (const [key, value] of Object.entries(sides)) {
      if (matrices === undefined) fail(part, "is for rules of whole matrices, as matrixRule makes them", key);
      if (!Object.hasOwn(state, key))
        fail(part, `must name a state; there are: ${Object.keys(state).join(", ") || "none"}`, key);
      if (value !== "rows" && value !== "columns")
        fail(part, `must be "rows" or "columns", the gradient's side; got ${shown(value)}`, key);
      if (typeof state[key] !== "number")
        fail("state", "a matrix of its own shape begins with one number everywhere; give a number", key);
      if (Object.hasOwn(moments, key))
        fail(
          "moments",
          "must name a state of the gradient's shape, and this is a matrix of its own shape",
          key,
        );
    }
  if (rank !== undefined && matrices === undefined)
    fail("rank", "is for rules of whole matrices, as matrixRule makes them", String(rank));
  if (rank !== undefined && Object.keys(thin).length === 0)
    fail(
      "rank",
      "is how many columns states of thin have, and there are none: name some, or leave it out",
      String(rank),
    );
  const twice = Object.keys(thin).find((key) => Object.hasOwn(squares, key));
  if (twice !== undefined) fail("thin", "is a square matrix too; name it in one of squares and thin", twice);
  const [first, second] = ratio ?? [];
  if (first !== undefined && (moments[first] !== "first" || moments[second!] !== "second"))
    fail("ratio", "must be a first moment and a second one, as moments declares them", first);
  if (every !== undefined && before === undefined)
    fail(
      "every",
      "counts the gradients of a step: it needs before, what those before the step's own do",
      every,
    );
  for (const [part, names] of Object.entries({
    bounds: Object.keys(bounds),
    every: [every],
    ordered: ordered ?? [],
    mostDeclined: [mostDeclined],
  })) {
    const missing = names.find((key) => key !== undefined && !Object.hasOwn(hyper, key));
    const known = Object.keys(hyper).join(", ") || "none";
    if (missing !== undefined) fail(part, `must name a hyperparameter; there are: ${known}`, missing);
  }
  const several = Object.entries({ before, flush, estimate, project, declined }).find(
    ([, given]) => given !== undefined,
  );
  if (matrices !== undefined && several)
    fail(several[0], "is for rules of elements: a rule of whole matrices has one text", several[1]!);
  const names = Object.keys({ ...hyper, ...state });
  if (lossScale !== undefined && !names.includes(lossScale))
    fail(
      "lossScale",
      `must name a hyperparameter or a state; there are: ${names.join(", ") || "none"}`,
      lossScale,
    );
}
