/**
 * The rules that act on a parameter, with the names under which a descent has their states and hyperparameters. For programs that
 * take states apart by rule, such as exports to other libraries.
 */
import { question } from "../options/nearest.ts";
import { shown } from "../options/shown.ts";
import type { Plan } from "../plan/plan.ts";
import { isBound } from "./element-bounds.ts";
import { ParameterError } from "./leaf.ts";
import type { Parts } from "./parts.ts";
import { type SavedRule, savedRule } from "./snapshot.ts";
import { Shown } from "./summary.ts";

/** A rule that acts on a parameter. */
export interface ActingRule extends SavedRule {
  /** Names in `descent.state`, by the rule's own: `{ m: "*.bias.m" }`. */
  readonly state: Readonly<Record<string, string>>;
  /** Names in `descent.hyper`, likewise. */
  readonly hyper: Readonly<Record<string, string>>;
}

/** The part of a descent that knows the rules of its parameters. */
export abstract class Ruled extends Shown {
  /** What the descent consists of at the moment. */
  protected abstract parts(): Parts;

  /**
   * The rules that act on a parameter, in their order, and what `state` and `hyper` call what is theirs.
   *
   * @param path - the parameter's path.
   * @throws ParameterError for an unknown path.
   * @example
   * const descent = await adam().init({ layer: { bias: [0] } });
   * const [{ name, state }] = descent.rulesOf("layer.bias"); // "adam", { m: "m", v: "v" }
   */
  rulesOf(path: string): readonly ActingRule[] {
    return actingRules(this.parts().running.plan, path);
  }
}

function actingRules({ groups, states, hypers }: Plan, path: string): ActingRule[] {
  const group = groups.find(({ tensors }) => tensors.some((tensor) => tensor.path === path));
  if (!group) {
    const paths = groups.flatMap(({ tensors }) => tensors.map((tensor) => tensor.path));
    throw new ParameterError(`there is no parameter ${shown(path)}${question(path, paths)}`);
  }
  return group.links.map((link) => {
    const ofLink = states.filter(({ state }) => state.link.key === link.key && !isBound(state));
    const names = Object.keys(link.instance.rule.hyper);
    return {
      ...savedRule(link),
      state: Object.fromEntries(ofLink.map(({ state, name }) => [state.name, name])),
      hyper: Object.fromEntries(
        names.map((own) => [own, hypers.find(({ key }) => key === `${link.key}.${own}`)!.name]),
      ),
    };
  });
}
