/** An optimizer in a wrapper. */
import * as glissade from "glissade";
import type { WrapperSetup } from "./experiment.ts";
import { offeredWrappers } from "./offered-wrappers.ts";

const makers = glissade as unknown as Readonly<
  Record<string, (...given: readonly unknown[]) => glissade.Optimizer>
>;

/**
 * The optimizer in its wrapper.
 *
 * @throws RangeError for a wrapper that is not offered; HyperparameterError for options that it cannot take.
 */
export function wrap(inner: glissade.Optimizer, { name, options }: WrapperSetup): glissade.Optimizer {
  const offered = Object.hasOwn(offeredWrappers, name) ? offeredWrappers[name] : undefined;
  const make = makers[name];
  if (!offered || !make)
    throw new RangeError(`no wrapper "${name}"; there are: ${Object.keys(offeredWrappers).join(", ")}`);
  const { place, argument, suggested } = offered;
  const { [argument ?? ""]: value, ...others } = { ...suggested, ...options };
  if (place === "around") return make(inner, others);
  const part = argument ? make(value, others) : make(others);
  return place === "before" ? glissade.chain(part, inner) : glissade.chain(inner, part);
}
