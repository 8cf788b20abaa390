/**
 * Random numbers as functions of a seed, a step and an index: the same bits on every engine, in any order, without a state. `normal` is
 * what `normal(seed)` of a rule draws. Not for secrets.
 */
import { OptionError } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { quantile } from "./quantile.ts";
import { hashOf, keyOf, uniformAt } from "./random.ts";

/**
 * A number evenly distributed in (0, 1): an odd multiple of 2^-24. Threefry-2x32.
 *
 * @param seed - a whole number from 0 to 2^53 - 1.
 * @param step - the same. Rules count steps from 1.
 * @param index - a whole number from 0 to 2^32 - 1.
 * @param stream - numbers of other texts are others.
 * @throws OptionError for anything else.
 * @example uniform(7, 1, 0) // 0.4431878924369812
 */
export function uniform(seed: number, step: number, index: number, stream = ""): number {
  check(seed, "seed", Number.MAX_SAFE_INTEGER);
  check(step, "step", Number.MAX_SAFE_INTEGER);
  check(index, "index", 2 ** 32 - 1);
  if (typeof stream !== "string")
    throw new OptionError(`random number: stream must be a text; got ${shown(stream)}`);
  const tensor = hashOf(stream);
  return uniformAt(keyOf(0, seed, step, tensor), keyOf(1, seed, step, tensor), index);
}

/**
 * A number of the standard normal distribution. With a parameter's path as `stream`, it is the number that `normal(seed)` in a rule draws
 * at that step for the element of that index. No value lies beyond 5.4 standard deviations.
 *
 * @param seed - a whole number from 0 to 2^53 - 1.
 * @param step - the same. Rules count steps from 1.
 * @param index - a whole number from 0 to 2^32 - 1.
 * @param stream - numbers of other texts are others.
 * @throws OptionError for anything else.
 * @example normal(7, 1, 0) // -0.14289160993988723
 */
export function normal(seed: number, step: number, index: number, stream = ""): number {
  return quantile(uniform(seed, step, index, stream));
}

function check(value: number, name: string, most: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return;
  const wanted = `a whole number from 0 to ${most}`;
  throw new OptionError(`random number: ${name} must be ${wanted}; got ${shown(value)}`);
}
