/** Where an error of the library stands in a typed text, what it says to someone who types, and what would mend it. */
import { distance } from "fastest-levenshtein";
import { HyperparameterError, RuleSyntaxError, rule } from "glissade";
import { type Declaration, placeOf } from "./declarations.ts";
import type { Fix } from "./protocol.ts";
import { type Place, RuleTextError } from "./rule-text-error.ts";

/** What was given to the library. */
interface Given {
  readonly name: string;
  readonly hyper: Readonly<Record<string, number>>;
  readonly state: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What papers call what the language has a name for. */
const elsewhere: Readonly<Record<string, string>> = {
  grad: "g",
  dw: "g",
  theta: "p",
  w: "p",
  x: "p",
  params: "p",
  k: "t",
  n: "t",
  step: "t",
  eta: "learningRate",
  alpha: "learningRate",
  gamma: "learningRate",
  rate: "learningRate",
  epsilon: "eps",
  beta1: "b1",
  beta2: "b2",
};

/** What hyperparameters of these names are in most papers. */
const usual: Readonly<Record<string, string>> = {
  b1: "0.9",
  b2: "0.999",
  beta1: "0.9",
  beta2: "0.999",
  eps: "1e-8",
  epsilon: "1e-8",
  momentum: "0.9",
  mu: "0.9",
  rho: "0.9",
};

/** The error to show instead. An error that no text is to blame for comes back as it is. */
export function problemIn(
  error: unknown,
  given: Given,
  declarations: readonly Declaration[],
  targets: readonly (string | undefined)[],
  { line: parameterLine, u }: { readonly line: number | null; readonly u: string },
): unknown {
  if (!(error instanceof RuleSyntaxError || error instanceof HyperparameterError)) return error;
  for (const declared of declarations) {
    const found = inDeclaration(declared, given);
    if (found) return found;
  }
  if (!(error instanceof RuleSyntaxError)) return error;
  const lines = given.text.split("\n");
  const source = lines[error.line - 1] ?? "";
  const isParameter = error.line - 1 === parameterLine;
  // A parenthesis was put behind the sign.
  const isShifted = isParameter && /^\s*u\s*=\(/.test(source);
  if (isShifted && error.column > source.lastIndexOf(") - p")) {
    const at = { line: error.line, column: source.search(/\S/) + 1, length: 1 };
    return new RuleTextError('"p" must be a number, found a condition', at);
  }
  const length = /^(\w+|[<>=!]=|&&|\|\||.)/.exec(source.slice(error.column - 1))?.[0].length ?? 1;
  const place = { line: error.line, column: error.column - (isShifted ? 1 : 0), length };
  const own = (isParameter ? saidBy(error).replace(/^"u"/, '"p"') : saidBy(error)).replace(`"${u}"`, '"u"');
  const said = own.replace(/; known here: .*/, "");
  return withFixes(said, place, source, given, targets);
}

/** What the library says, without the place and the line that it shows. */
const saidBy = (error: Error): string =>
  (error.message.split("\n")[0] as string).replace(/^rule( "\w+")?(, [^:]*)?: /, "");

/** What is wrong with one declaration alone, if anything. */
function inDeclaration(declared: Declaration, { hyper, state }: Given): RuleTextError | undefined {
  const { kind, name, value, line, valueColumn } = declared;
  const isState = kind === "state";
  try {
    rule<string, string>({
      name: "rule",
      hyper: isState ? hyper : { [name]: hyper[name] as number },
      state: isState ? { [name]: state[name] as string } : {},
      text: isState ? `${name} = ${name}\nu = g` : "u = g",
    });
    return undefined;
  } catch (error) {
    if (error instanceof HyperparameterError) return new RuleTextError(saidBy(error), placeOf(declared));
    if (!(error instanceof RuleSyntaxError)) throw error;
    // The library reads an initial value as the line `name = value`.
    const isInValue = error.message.includes(`initial value of "${name}"`);
    const within = error.column - `${name} = `.length;
    const at = Math.min(Math.max(within, 1), value.length);
    const length = /^(\w+|.)/.exec(value.slice(at - 1))?.[0].length ?? 1;
    const place = isInValue ? { line, column: valueColumn + at - 1, length } : placeOf(declared);
    return new RuleTextError(saidBy(error), place);
  }
}

/** The error with what would mend it. */
function withFixes(
  said: string,
  place: Place,
  source: string,
  { hyper, state }: Given,
  targets: readonly (string | undefined)[],
): RuleTextError {
  const { line, column, length } = place;
  const replace = (insert: string): Fix => ({ label: insert, line, column, remove: length, insert });
  const [, what, word] = /^unknown (name|function) "(\w+)"/.exec(said) ?? [];
  if (word === undefined) {
    const isPower = source.slice(0, column).endsWith("**");
    return new RuleTextError(
      isPower ? 'a power is written with "^"' : said,
      place,
      isPower ? [{ label: "^", line, column: column - 1, remove: 2, insert: "^" }] : [],
    );
  }
  if (what === "function") {
    const [, near = ""] = /did you mean ([^?]*)\?/.exec(said) ?? [];
    return new RuleTextError(said, place, near.split(", ").filter(Boolean).map(replace));
  }
  const above = targets.slice(0, line - 1).flatMap((each) => each ?? []);
  const known = ["g", "p", "t", "gradient", "loss", ...Object.keys(hyper), ...Object.keys(state), ...above];
  // Papers have b1 beside b2: a name of theirs is no slip of another.
  const isOwn = Object.hasOwn(usual, word) && !Object.hasOwn(elsewhere, word);
  const near = isOwn ? [] : nearest(word, known);
  const isBelow = targets.indexOf(word) >= line - 1;
  const declare = (kind: string, initial: string): Fix => {
    const insert = `${kind} ${word} = ${initial}`;
    return { label: insert, line: 1, column: 1, remove: 0, insert: `${insert}\n` };
  };
  const value = Object.hasOwn(usual, word) ? (usual[word] as string) : "0.5";
  const declarations = [declare("state", "0"), ...(isBelow ? [] : [declare("hyper", value)])];
  const question = near.length > 0 ? `did you mean ${near.join(" or ")}? Or ` : "";
  const advice = isBelow
    ? `it is read before its line; declare it as a state: state ${word} = 0`
    : `${question}declare it: hyper ${word} = ${value}, or state ${word} = 0`;
  return new RuleTextError(`unknown name "${word}"; ${advice}`, place, [
    ...(isBelow ? [] : near.map(replace)),
    ...(isBelow ? declarations : declarations.toReversed()),
  ]);
}

/** Known names that were probably meant. */
function nearest(word: string, known: readonly string[]): string[] {
  const other = Object.hasOwn(elsewhere, word.toLowerCase()) ? elsewhere[word.toLowerCase()] : undefined;
  if (other !== undefined && (known.includes(other) || other === "learningRate")) return [other];
  const small = word.toLowerCase();
  const far = known.map((each) => [each, distance(small, each.toLowerCase())] as const);
  const least = Math.min(...far.map(([, by]) => by));
  if (least > Math.max(1, Math.floor(word.length / 3)) || least >= word.length) return [];
  return far.flatMap(([each, by]) => (by === least ? [each] : [])).slice(0, 3);
}
