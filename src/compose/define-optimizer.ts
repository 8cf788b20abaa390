/** What all optimizers share: reading their options, `maximize`, and which parameters decay. */
import { flag } from "../options/kinds.ts";
import type { Option, Options } from "../options/option.ts";
import { HyperparameterError, reader } from "../rule/hyper.ts";
import { type Pattern, pattern } from "../rule/pattern.ts";
import { decayingWhere, hasDecay } from "./decay-where.ts";
import { checkMoments, type MomentsOptions } from "./moments.ts";
import { countedAs } from "./one-count.ts";
import { type HyperOf, Optimizer } from "./optimizer.ts";

/** The option of every optimizer. */
export interface MaximizeOptions {
  /**
   * Whether to maximize the function; default false. Everything that acts on the same parameters, also links before or after
   * the optimizer and wrappers around it, then reads gradients and losses with the opposite sign.
   */
  readonly maximize?: boolean | undefined;
}

/** The option of optimizers with weight decay. */
export interface WhereOptions extends MaximizeOptions {
  /** Which parameters decay, a pattern of their paths as in `partition`; all without it. */
  readonly where?: Pattern | undefined;
}

type Shared = "maximize" | "where";

/** What makes an optimizer from its options; `options` says what each of them may be. */
export type OptimizerFactory<O> = ((options?: O) => Optimizer<HyperOf<O>>) & {
  readonly options: Options<O>;
};

/**
 * An optimizer.
 *
 * @param name - its exported name, for messages.
 * @param declared - what each of its own options may be; `where` comes with `weightDecay`.
 * @param build - makes the chain of its rules from its own options, none of which is undefined.
 */
export function defineOptimizer<O extends MaximizeOptions>(
  name: string,
  declared: Options<Omit<O, Shared>>,
  build: (options: Omit<O, Shared | "moments">) => Optimizer,
): OptimizerFactory<O> {
  const { moments: storages, ...others }: { readonly moments?: Option } = declared;
  const shared = {
    ...(storages && { moments: storages }),
    ...("weightDecay" in declared && { where: pattern }),
    maximize: flag,
  };
  const options = { ...others, ...shared } as Options<O & WhereOptions & MomentsOptions>;
  const read = reader<O & WhereOptions & MomentsOptions>(name, options);
  const make = (given?: O) => {
    const { maximize = false, where, moments, ...own } = read(given);
    const made = build(own);
    if (where !== undefined && !("weightDecay" in own) && !hasDecay(made))
      throw new HyperparameterError(`${name}: where needs weightDecay, which is 0 without it; give one`);
    const { links } = where === undefined ? made : decayingWhere(made, where);
    const { like } = own as { readonly like?: unknown };
    if (moments !== undefined) checkMoments(name, made, moments);
    return countedAs(like, new Optimizer<HyperOf<O>>(links, maximize, moments));
  };
  return Object.assign(make, { options });
}
