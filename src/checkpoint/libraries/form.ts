/**
 * Optimizers that another library and this one both have: which of them acts on a parameter of a descent, and what its states are
 * called here and there. Known by the texts of rules, as snapshots are, so that another form is refused.
 */
import type { ActingRule, Optimizer, Snapshot, Transformation } from "../../index.ts";
import { OptimizerStateError } from "./optimizer-state-error.ts";

/** What is asked of a descent. */
export interface Described {
  snapshot(): Promise<Snapshot>;
  rulesOf(path: string): readonly ActingRule[];
}

/** A descent whose state can be given away. */
export interface Exportable extends Described {
  readonly hyper: Readonly<Record<string, number>>;
}

/** An optimizer of another library. */
export interface Form {
  /** As the library calls it. */
  readonly name: string;
  /** The same one here; its hyperparameters do not matter. */
  readonly optimizer: Optimizer;
  /** What the library calls its states, by their names here. A minus sign in front: it keeps the opposite number. */
  readonly states: Readonly<Record<string, string>>;
}

/** A form of these parts. */
export const form = (name: string, optimizer: Optimizer, states: Form["states"]): Form => ({
  name,
  optimizer,
  states,
});

/** The elements of a parameter's state, which the forms have for each element. */
export const elementsIn = (
  state: Snapshot["state"],
  name: string,
  path: string,
): Float32Array | Float64Array =>
  (state[name] as Readonly<Record<string, Float32Array | Float64Array>>)[path]!;

/** A form that acts on a parameter. */
export interface Match<F extends Form> {
  readonly form: F;
  readonly maximizes: boolean;
  /** Its states: the name here, the name there, and whether it is the opposite number. */
  readonly states: readonly { readonly here: string; readonly theirs: string; readonly factor: 1 | -1 }[];
  /** The descent's names of its hyperparameters, by the rules' own. */
  readonly hyper: Readonly<Record<string, string>>;
}

/**
 * The forms of all parameters.
 *
 * @param library - its name, for messages.
 * @throws OptimizerStateError for a parameter with rules that the library does not have in this form.
 */
export function formsOf<F extends Form>(
  library: string,
  forms: readonly F[],
  descent: Described,
  paths: readonly string[],
): ReadonlyMap<string, Match<F>> {
  const known = forms.map((form) => ({ form, rules: rulesIn(form.optimizer) }));
  return new Map(paths.map((path) => [path, matchAt(library, known, path, descent.rulesOf(path))]));
}

/** What a rule is known by, as in snapshots. */
type Rule = Pick<ActingRule, "name" | "text">;

/** The rules of a chain; the forms have neither choices by path nor rules that take several gradients. */
function rulesIn(of: Transformation): Rule[] {
  if ("links" in of) return of.links.flatMap(rulesIn);
  return "rule" in of ? [{ name: of.rule.name, text: of.rule.lines.map(({ text }) => text).join("\n") }] : [];
}

interface Known<F extends Form> {
  readonly form: F;
  readonly rules: readonly Rule[];
}

/** The longest form that the rules end with. In front of it gradients may be clipped and the like, without states. */
function matchAt<F extends Form>(
  library: string,
  known: readonly Known<F>[],
  path: string,
  acting: readonly ActingRule[],
): Match<F> {
  const best = longest(known, acting, isSame);
  const namesake = longest(known, acting, isNamesake);
  if (!best || best.rules.length < namesake!.rules.length)
    throw new OptimizerStateError(`${library}: ${otherForm(known, path, acting, namesake)}`);
  const { form, rules } = best;
  const own = acting.slice(acting.length - rules.length);
  const hyper = Object.assign({}, ...own.map((rule) => rule.hyper)) as Record<string, string>;
  const isPlain = (rule: ActingRule) =>
    Object.keys(rule.state).length === 0 &&
    !Object.keys(rule.hyper).some((name) => Object.hasOwn(hyper, name));
  if (!acting.slice(0, acting.length - rules.length).every(isPlain))
    throw new OptimizerStateError(`${library}: ${otherForm(known, path, acting)}`);
  const states = own.flatMap(({ state }) =>
    Object.entries(state).map(([name, here]) => {
      const theirs = form.states[name]!;
      const isOpposite = theirs.startsWith("-");
      return {
        here,
        theirs: isOpposite ? theirs.slice(1) : theirs,
        factor: isOpposite ? (-1 as const) : (1 as const),
      };
    }),
  );
  return { form, states, hyper, maximizes: own.some(({ maximizes }) => maximizes) };
}

const isSame = (one: Rule, other: Rule): boolean => one.name === other.name && one.text === other.text;
const isNamesake = (one: Rule, other: Rule): boolean => one.name === other.name;

/** The longest form whose rules are like the last ones that act. */
function longest<F extends Form>(
  known: readonly Known<F>[],
  acting: readonly Rule[],
  alike: (one: Rule, other: Rule) => boolean,
): Known<F> | undefined {
  return known
    .filter(({ rules }) => {
      const first = acting.length - rules.length;
      return first >= 0 && rules.every((rule, i) => alike(rule, acting[first + i]!));
    })
    .sort((one, other) => other.rules.length - one.rules.length)[0];
}

/** Why no form fits. */
function otherForm<F extends Form>(
  known: readonly Known<F>[],
  path: string,
  acting: readonly Rule[],
  namesake?: Known<F>,
): string {
  if (!namesake) {
    const names = [...new Set(known.map(({ form }) => form.name))].join(", ");
    const found = acting.map(({ name }) => name).join(", ") || "none";
    return `the rules of "${path}" (${found}) are none of its optimizers' (${names}), with at most rules without states in front`;
  }
  const { form, rules } = namesake;
  const last = acting.slice(acting.length - rules.length);
  const at = rules.findIndex((rule, i) => !isSame(rule, last[i]!));
  const [theirs, ours] = [rules[at]!, last[at]!].map(({ text }) => text.split("\n"));
  const line = theirs!.findIndex((text, i) => text !== ours![i]);
  const lineOf = (lines: readonly string[]) => (lines[line] ?? lines.at(-1)!).trim();
  return `"${path}" has another form of ${last[at]!.name} than its ${form.name}: it has "${lineOf(ours!)}", ${form.name} has "${lineOf(theirs!)}"; choose the form with like`;
}
