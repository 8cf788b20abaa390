/**
 * An optimizer as one rule: the texts of its rules joined line by line, the `u` of one as the `g` of the next. Texts, not expanded
 * expressions: a reader compares them with the paper. What a single rule cannot say is refused with the reason.
 */
import { type Node, topological } from "../language/graph.ts";
import type { Line } from "../language/parse.ts";
import { groupsOf, type Link, type Tensor } from "../plan/groups.ts";
import { boundsOf, type Hyper, type Interval } from "../rule/hyper.ts";
import type { Rule, RuleDefinition } from "../rule/rule.ts";
import type { Transformation } from "../rule/transformation.ts";
import { Names, renamed } from "./joined-names.ts";
import { OneRuleError } from "./one-rule-error.ts";
import { samples } from "./samples.ts";

/** Options of `asRule`. */
export interface AsRuleOptions {
  /** Parameters of which to take the rules, where the optimizer has others for some. */
  readonly params?: unknown;
}

/** An optimizer as one rule. */
export interface OneRule {
  /**
   * What `rule` takes. Hyperparameters have their present values as defaults, those of a schedule its value at the first step. Where `ending` is
   * `"direction"`, the optimizer is `chain(rule(definition)(schedules), scaleByLearningRate(learningRate))`, else
   * `rule(definition)(schedules)`: the same bits in every step with gradients for all parameters.
   */
  readonly definition: RuleDefinition<string, string, string>;
  /** Hyperparameters of the definition that follow a schedule. */
  readonly schedules: Readonly<Record<string, Hyper>>;
  /**
   * The definition in one text: a line `hyper b1 = 0.9, b2 = 0.999`, a line `state m = 0, v = 0`, the equations. Where `ending` is `"update"`, its last
   * line is `p = p + u`.
   */
  readonly text: string;
  /** What `u` is: a direction, by which the parameters step with `-learningRate*u`, or what is added to them. */
  readonly ending: "direction" | "update";
  /** The learning rate of a direction; undefined where the equations have it. */
  readonly learningRate: Hyper | undefined;
}

/** The optimizer as one rule, on the tensors of `params` where there were any. Called by `optimizer.asRule()`. */
export function asRule(optimizer: Transformation, params: readonly Tensor[] | undefined): OneRule {
  const [first, other] = groupsOf(optimizer, params ?? samples(optimizer, "float32", "asRule"));
  if (other) {
    const [one, two] = [first!, other].map(({ tensors }) => `"${tensors[0]!.path}"`);
    throw new OneRuleError(
      `it has other rules for ${one} than for ${two}: call asRule({ params }) with parameters of one kind and type alone`,
    );
  }
  const { links: all, maximizes } = first!;
  for (const link of all) checkOne(link);
  const rate = all.at(-1);
  const isDirection = rate !== undefined && scalesByRate(rate);
  const links = isDirection ? all.slice(0, -1) : all;
  return {
    ...joined(links, maximizes, isDirection),
    ending: isDirection ? "direction" : "update",
    learningRate: isDirection ? rate.instance.hyper.learningRate : undefined,
  };
}

/** @throws OneRuleError for a rule that has more than equations of a step. */
function checkOne({ instance: { rule, box } }: Link): void {
  const fail = (why: string): never => {
    throw new OneRuleError(`${rule.name} ${why}`);
  };
  if (rule.before) fail("takes several gradients a step: its equations stand in several texts");
  if (rule.lossScale) fail("takes the scale of the loss out of gradients: it stays in front of the rule");
  if (rule.declined) fail("changes states in steps that it declines: its equations stand in several texts");
  if (rule.estimate) fail("takes estimates between steps: its equations stand in several texts");
  if (rule.matrices) fail("takes whole matrices: it stays a link of its own, beside rules of elements");
  if (rule.projection || box) fail("bounds the parameters: bounds stand beside the equations");
}

/** Whether a rule is the step along a direction, and nothing else. */
function scalesByRate({ instance: { rule, without } }: Link): boolean {
  const [line, second] = rule.lines;
  const isOne = !second && !rule.evaluation && Object.keys(rule.state).length === 0 && without.length === 0;
  return isOne && line!.text.replaceAll(" ", "") === "u=-learningRate*g" && "learningRate" in rule.hyper;
}

/** A rule that hands on what it gets. */
const isIdle = ({ lines: [line, second], evaluation }: Rule): boolean =>
  !second && !evaluation && line!.text.replaceAll(" ", "") === "u=g";

function joined(
  links: readonly Link[],
  maximizes: boolean,
  isDirection: boolean,
): Pick<OneRule, "definition" | "schedules" | "text"> {
  const working = links.filter(({ instance: { rule } }) => !isIdle(rule));
  const rules = working.map(({ instance }) => instance.rule);
  const names = new Names(rules, maximizes);
  const hyper: Record<string, number> = {};
  const schedules: Record<string, Hyper> = {};
  const bounds: Record<string, Interval> = {};
  const state: Record<string, number | string> = {};
  const lines = [...names.signs];
  for (const [index, { instance }] of working.entries()) {
    const { rule, without } = instance;
    const own = names.of(index, without);
    for (const name of Object.keys(rule.hyper)) {
      if (without.includes(name)) continue;
      const [to, value] = [own.get(name)!, instance.hyper[name]!];
      hyper[to] = typeof value === "number" ? value : value(0);
      if (typeof value !== "number") schedules[to] = value;
      const interval = rule.bounds.get(name)!.text as Interval;
      if (interval !== boundsOf(to).text) bounds[to] = interval;
    }
    for (const [name, initial] of Object.entries(rule.state)) {
      const isLater = index > 0 && initial.names.has("g");
      if (isLater)
        throw new OneRuleError(
          `state ${name} of ${rule.name} starts from what the rule before it hands on: a rule's states start from g, p and hyperparameters`,
        );
      const text = renamed(initial.text, names.atStart(index, without));
      state[own.get(name)!] = text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
    }
    lines.push(...rule.lines.map(({ text }) => renamed(text, own)));
  }
  if (working.length === 0) lines.push(`u = ${names.gradient}`);
  const evaluating = working.findLastIndex(({ instance }) => instance.rule.evaluation);
  if (evaluating >= 0)
    lines.push(
      renamed(
        rules[evaluating]!.evaluation!.text,
        names.of(evaluating, working[evaluating]!.instance.without),
      ),
    );
  const definition: RuleDefinition<string, string, string> = {
    name: rules.map(({ name }) => name).join("_") || "gradient",
    hyper,
    ...(Object.keys(bounds).length > 0 && { bounds }),
    state,
    text: lines.join("\n"),
    ...(presentPowersOf(rules) && { presentPowers: true }),
    ...onlyOnes(rules, (index) => names.of(index, working[index]!.instance.without)),
  };
  return { definition, schedules, text: wholeText(definition, isDirection) };
}

/** What only one rule may have: an acceptance, an order, a limit of declined steps. */
function onlyOnes(
  rules: readonly Rule[],
  namesOf: (index: number) => ReadonlyMap<string, string>,
): Pick<RuleDefinition<string, string, string>, "ordered" | "mostDeclined"> {
  const only = (what: string, has: (rule: Rule) => boolean): number => {
    const [first = -1, second] = rules.flatMap((rule, index) => (has(rule) ? [index] : []));
    if (second === undefined) return first;
    throw new OneRuleError(
      `${rules[first]!.name} and ${rules[second]!.name} both have ${what}: one rule has one`,
    );
  };
  only("a line accept = ...", ({ lines }) => lines.some(({ target }) => target === "accept"));
  const ordered = only("two hyperparameters in order", (rule) => rule.ordered !== undefined);
  const declining = only("a limit of declined steps", (rule) => rule.mostDeclined !== undefined);
  return {
    ...(ordered >= 0 && {
      ordered: rules[ordered]!.ordered!.map((name) => namesOf(ordered).get(name)!) as [string, string],
    }),
    ...(declining >= 0 && { mostDeclined: namesOf(declining).get(rules[declining]!.mostDeclined!)! }),
  };
}

/** Whether powers `b^t` are those of present values; all rules that have such must agree. */
function presentPowersOf(rules: readonly Rule[]): boolean {
  const isRaised = (node: Node): boolean =>
    node.kind === "call" &&
    node.op === "pow" &&
    topological([node.args[1]!]).some((part) => part.kind === "symbol" && part.name === "t");
  const raising = rules.filter(({ lines }) =>
    topological(lines.map(({ value }: Line) => value)).some(isRaised),
  );
  const present = raising.find(({ presentPowers }) => presentPowers);
  const past = raising.find(({ presentPowers }) => !presentPowers);
  if (present && past)
    throw new OneRuleError(
      `powers with t are of present values in ${present.name}, and products of past values in ${past.name}: one rule has one of the two`,
    );
  return present !== undefined;
}

/** The shorter of the two ways to write a number. */
function numberText(value: number): string {
  const [plain, power] = [String(value), value.toExponential()].map((text) => text.replace("e+", "e"));
  return power!.length < plain!.length ? power! : plain!;
}

function wholeText(
  { hyper = {}, state = {}, text }: RuleDefinition<string, string, string>,
  isDirection: boolean,
): string {
  const declared = (word: string, values: Readonly<Record<string, number | string>>): string[] => {
    const each = Object.entries(values).map(
      ([name, value]) => `${name} = ${typeof value === "number" ? numberText(value) : value}`,
    );
    return each.length > 0 ? [`${word} ${each.join(", ")}`] : [];
  };
  return [
    ...declared("hyper", hyper),
    ...declared("state", state),
    text,
    ...(isDirection ? [] : ["p = p + u"]),
  ].join("\n");
}
