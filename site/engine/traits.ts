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
  const rules = [...instancesIn(optimizer)].map(({ rule }) => rule);
  return {
    perturbs: rules.some(({ before }) => before !== undefined && before.every === undefined),
    evaluates: rules.some(({ evaluation }) => evaluation !== undefined),
    startsFromRate: rules.some(({ state }) =>
      Object.values(state).some(({ names }) => rateName !== null && names.has(rateName)),
    ),
  };
}

/** How many gradients make a step, where that is a number. */
export function gradientsIn(optimizer: Transformation): number {
  for (const { rule, hyper } of instancesIn(optimizer)) {
    const every = rule.before?.every === undefined ? undefined : hyper[rule.before.every];
    if (typeof every === "number") return every;
  }
  return 1;
}

type Instance = Extract<Transformation, { readonly rule: unknown }>;

function* instancesIn(of: Transformation): Generator<Instance> {
  if ("rule" in of) yield of;
  else if ("links" in of) for (const link of of.links) yield* instancesIn(link);
  else for (const [, chosen] of of.cases) yield* instancesIn(chosen);
}
