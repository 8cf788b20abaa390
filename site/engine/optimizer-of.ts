/** The optimizer of a contestant: one of the library's with its options, or a typed rule; with its schedule and wrappers. */
import * as glissade from "glissade";
import type { Contestant } from "./experiment.ts";

/**
 * Makes the optimizer of a contestant that takes this rate.
 *
 * @throws RuleSyntaxError for a typed rule that does not follow the language; OptionError, HyperparameterError for wrong options.
 */
export function optimizerOf({ method }: Contestant, rate: number): glissade.Optimizer {
  if (method.kind !== "optimizer") throw new Error("typed rules follow");
  const makers = { adam: glissade.adam, yogi: glissade.yogi } as Record<
    string,
    (options: object) => glissade.Optimizer
  >;
  const make = makers[method.name];
  if (!make) throw new Error(`no optimizer ${method.name}`);
  return make({ ...method.options, learningRate: rate });
}
