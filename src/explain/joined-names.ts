/** The names of several rules in one text: each keeps its own where no rule before it has that name. */
import { tokenize } from "../language/tokens.ts";
import type { Rule } from "../rule/rule.ts";

/** Names that mean the same in every rule. */
const common = ["g", "p", "t", "gradient", "loss", "u", "accept", "eval", "pi"];

/** The names that each rule of a chain gets. */
export class Names {
  /** Lines that come first: gradient and loss with the opposite sign, where the chain maximizes. */
  readonly signs: readonly string[];
  /** What stands for the gradient. */
  readonly gradient: string;
  readonly #own: readonly ReadonlyMap<string, string>[];
  readonly #between: readonly string[];
  readonly #loss: string;

  constructor(rules: readonly Rule[], maximizes: boolean) {
    const taken = new Set(common);
    const known = new Set(rules.flatMap(namesIn));
    const fresh = (name: string): string => {
      let [free, number] = [name, 2];
      while (taken.has(free) || (free !== name && known.has(free))) free = `${name}${number++}`;
      taken.add(free);
      return free;
    };
    this.#own = rules.map(
      (rule) => new Map(namesIn(rule).map((name): [string, string] => [name, fresh(name)])),
    );
    this.#between = rules.map((_, index) => (index === rules.length - 1 ? "u" : fresh(`u${index + 1}`)));
    this.gradient = maximizes ? fresh("minusG") : "g";
    const readsLoss = rules.some(({ lines }) => lines.some(({ text }) => /\bloss\b/.test(text)));
    this.#loss = maximizes && readsLoss ? fresh("minusLoss") : "loss";
    this.signs = [
      ...(maximizes ? [`${this.gradient} = -g`] : []),
      ...(this.#loss === "loss" ? [] : [`${this.#loss} = -loss`]),
    ];
  }

  /** What to write for the names of a rule; those of `without` count as 0. */
  of(index: number, without: readonly string[] = []): ReadonlyMap<string, string> {
    return new Map([
      ...this.#own[index]!,
      ["g", index === 0 ? this.gradient : this.#between[index - 1]!],
      ["u", this.#between[index]!],
      ["gradient", this.gradient === "g" ? "gradient" : this.gradient],
      ["loss", this.#loss],
      ...without.map((name): [string, string] => [name, "0"]),
    ]);
  }

  /** The same in initial values, which are known before any line. */
  atStart(index: number, without: readonly string[] = []): ReadonlyMap<string, string> {
    return new Map([...this.of(index, without), ["g", this.gradient === "g" ? "g" : "(-g)"]]);
  }
}

/** The names that a rule has of its own: hyperparameters, states, then those of its lines. */
const namesIn = ({ hyper, state, lines }: Rule): readonly string[] =>
  [...new Set([...Object.keys(hyper), ...Object.keys(state), ...lines.map(({ target }) => target)])].filter(
    (name) => !["u", "accept"].includes(name),
  );

/** A line with other names; those of functions stay. */
export function renamed(text: string, names: ReadonlyMap<string, string>): string {
  const tokens = tokenize(text, 0, (problem) => {
    throw new TypeError(problem);
  });
  let [made, end] = ["", 0];
  for (const [index, { kind, text: name, at }] of tokens.entries()) {
    if (kind !== "name" || tokens[index + 1]?.text === "(") continue;
    made += text.slice(end, at) + (names.get(name) ?? name);
    end = at + name.length;
  }
  return made + text.slice(end);
}
