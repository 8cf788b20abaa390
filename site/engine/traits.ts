/** What a race has to know of an optimizer, found in its rules. */
import type { Transformation } from "glissade";

/** What a race has to know. */
export interface Traits {
  /** Whether a step takes a second gradient, at a point nearby: `sam`. */
  readonly perturbs: boolean;
  /** Whether other parameters than those that are trained are meant to be looked at. */
  readonly evaluates: boolean;
  /** Whether a state starts at a value that depends on the rate. */
  readonly startsFromRate: boolean;
}

/** Finds it in the rules. */
export function traitsOf(optimizer: Transformation, rateName: string | null): Traits {
  const rules = [...rulesIn(optimizer)];
  return {
    perturbs: rules.some(({ before }) => before !== undefined && before.every === undefined),
    evaluates: rules.some(({ evaluation }) => evaluation !== undefined),
    startsFromRate: rules.some(({ state }) =>
      Object.values(state).some(({ names }) => rateName !== null && names.has(rateName)),
    ),
  };
}

type RuleInside = Extract<Transformation, { readonly rule: unknown }>["rule"];

function* rulesIn(of: Transformation): Generator<RuleInside> {
  if ("rule" in of) yield of.rule;
  else if ("links" in of) for (const link of of.links) yield* rulesIn(link);
  else for (const [, chosen] of of.cases) yield* rulesIn(chosen);
}
