/**
 * Plans that were made recently: tensors of the same paths, shapes and types with the same rules have the same plan, but for the
 * values of hyperparameters and bounds. Ten thousand small problems are planned once.
 */
import type { Rule } from "../rule/rule.ts";
import type { Transformation } from "../rule/transformation.ts";
import { type Group, groupsOf, type Link, type Tensor } from "./groups.ts";
import type { Measure } from "./measure.ts";
import { type Plan, planOf } from "./plan.ts";

/** So many are kept, of at most so many elements: a plan holds on to arrays of bounds, and large models are planned seldom. */
const most = 64;
const mostElements = 1 << 16;

const plans = new Map<string, Plan>();

const numbers = new WeakMap<Rule, number>();
let rules = 0;

function numberOf(rule: Rule): number {
  const known = numbers.get(rule) ?? rules++;
  numbers.set(rule, known);
  return known;
}

/** Everything that decides a plan, as a text. */
const keyOf = (groups: readonly Group[], measured: Measure): string =>
  JSON.stringify([
    measured,
    ...groups.map(({ dtype, half, maximizes, links, tensors }) => [
      half ?? dtype,
      maximizes,
      links.map(({ key, within, moments, instance: { rule, without, box, hasOneCount } }) => [
        key,
        moments,
        within,
        numberOf(rule),
        without,
        box !== undefined,
        hasOneCount,
      ]),
      tensors.map(({ path, shape, view, blocks, isApart }) => [path, shape, view, blocks, isApart]),
    ]),
  ]);

/** The plan of an optimizer's steps on tensors; made only where there is none yet. */
export function recentPlan(
  optimizer: Transformation,
  tensors: readonly Tensor[],
  measured: Measure = false,
): Plan {
  const groups = groupsOf(optimizer, tensors);
  if (tensors.reduce((sum, { size }) => sum + size, 0) > mostElements) return planOf(groups, measured);
  const key = keyOf(groups, measured);
  const known = plans.get(key);
  const found = known ?? planOf(groups, measured);
  plans.delete(key);
  plans.set(key, found);
  if (plans.size > most) plans.delete(plans.keys().next().value!);
  return known ? withValuesOf(known, groups) : found;
}

/** The same plan with the values that the instances of these groups have. */
function withValuesOf(plan: Plan, groups: readonly Group[]): Plan {
  const links = groups.flatMap((group) => group.links);
  // Where cases of a shared partition are one rule, states are those of the first, values those of the last.
  const [first, last] = [new Map<string, Link>(), new Map<string, Link>()];
  for (const link of links) {
    if (!first.has(link.key)) first.set(link.key, link);
    last.set(link.key, link);
  }
  return {
    ...plan,
    groups,
    states: plan.states.map((planned) => {
      const { state, groups: having } = planned;
      const own = {
        ...state,
        link: first.get(state.link.key)!,
        groups: having.map((group) => groups[group]!),
      };
      return { ...planned, state: own };
    }),
    hypers: plan.hypers.map((hyper) => {
      const end = hyper.key.lastIndexOf(".");
      const { instance } = last.get(hyper.key.slice(0, end))!;
      return { ...hyper, value: instance.hyper[hyper.key.slice(end + 1)]! };
    }),
  };
}
