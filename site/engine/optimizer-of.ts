/**
 * The optimizer of a contestant: one of the library's with its options, or a typed rule; with its schedule, wrappers and the problem's
 * bounds; and what the race has to know of it.
 */
import { type Hyper, type Optimizer, product } from "glissade";
import type { Entrant } from "./entrant.ts";
import type { Contestant, Method, OptionValues } from "./experiment.ts";
import type { Registry } from "./registry.ts";
import { gradientsIn, traitsOf } from "./traits.ts";

/** What a contestant is told of the race. */
export interface Setting {
  readonly steps: number;
  readonly bounds: readonly [min: number, max: number] | null;
}

/** An optimizer, wrapper, schedule or option that there is not. */
export class UnknownNameError extends RangeError {
  override readonly name = "UnknownNameError";
}

/** What stands under a name in a table; names come from strangers. */
function named<T>(what: string, name: string, table: Readonly<Record<string, T>>): T {
  if (Object.hasOwn(table, name)) return table[name] as T;
  throw new UnknownNameError(`no ${what} "${name}"; there are: ${Object.keys(table).sort().join(", ")}`);
}

/**
 * The contestant at this rate.
 *
 * @throws RuleTextError for a typed rule; UnknownNameError; the library's OptionError for options that it cannot take.
 */
export function optimizerOf(
  registry: Registry,
  contestant: Contestant,
  rate: number,
  { steps, bounds }: Setting,
): Entrant {
  const { schedule, wrappers } = contestant;
  const { make, rateName } = innermost(registry, contestant.method);
  const made = (hyper: Hyper): Optimizer => {
    const wrapped = wrappers.reduce(
      (inner, { name, options }) => named("wrapper", name, registry.wrappers)(inner, options),
      make(hyper),
    );
    return bounds ? registry.bounded(wrapped, bounds) : wrapped;
  };
  // A schedule counts the steps of the optimizer: fewer than gradients where it takes several a step.
  const factor =
    schedule && registry.schedule(schedule, Math.max(1, Math.floor(steps / gradientsIn(made(rate)))));
  const scheduled = (value: number): Hyper => (factor ? product(value, factor) : value);
  const at = (value: number): Optimizer => made(scheduled(value));
  const optimizer = at(rate);
  return {
    optimizer,
    at,
    rateAt: rateName === null ? null : (value) => ({ [rateName]: scheduled(value) }),
    ...traitsOf(optimizer, rateName),
  };
}

/** What makes the method at a rate, and the name of its rate. */
function innermost(
  registry: Registry,
  method: Method,
): { make: (rate: Hyper) => Optimizer; rateName: string | null } {
  if (method.kind === "rule") {
    const { optimizer, rate, gives } = registry.rule(method.text);
    return { make: optimizer, rateName: rate ?? (gives === "direction" ? "learningRate" : null) };
  }
  const make = named("optimizer", method.name, registry.optimizers);
  return {
    make: (learningRate) => make({ ...method.options, learningRate } as unknown as OptionValues),
    rateName: "learningRate",
  };
}
