/** What the default rates of an optimizer are, as it has them for a model. */
import { type Model, random } from "../../train/index.ts";
import { lackingHiddenWeights } from "../options/hidden-weights.ts";
import { type Options, optimizerRegistry } from "../options/optimizer-registry.ts";
import { createOptimizer } from "../options/registry.ts";
import { isRate } from "./rate-schedule.ts";

/** A rate that is no optimizer's default. */
const PROBE = 0.1234567;

/**
 * The default of each option of an optimizer that is a rate: `{ learningRate: 0.02, adamLearningRate: 0.0003 }` of `muon`. An option that moves
 * no rate of a step is left out. Options of hidden weights are `given`, or the model's.
 */
export async function defaultRates(
  name: string,
  given: Options,
  model: Model<unknown>,
): Promise<Record<string, number>> {
  const params = model.init(random(0));
  const rates = async (options: Options): Promise<Readonly<Record<string, number>>> => {
    const all = { ...options, ...given, ...lackingHiddenWeights(name, given, model) };
    const descent = await createOptimizer(name, all).init(params as object, { device: "js" });
    const { hyper } = descent;
    descent.dispose();
    return Object.fromEntries(Object.entries(hyper).filter(([option]) => isRate(option)));
  };
  const before = await rates({});
  const found: Record<string, number> = {};
  for (const option of Object.keys(optimizerRegistry[name]!.options).filter(isRate)) {
    const after = await rates({ [option]: PROBE });
    const moved = Object.keys(before).find((rate) => after[rate] !== before[rate]);
    if (moved !== undefined) found[option] = before[moved]!;
  }
  return found;
}

/**
 * The default rates of those options that are not searched. One that follows a searched rate, as `adamLearningRate` of `dion` does
 * `learningRate`, is left out: it has no default of its own then.
 */
export async function unsearchedRates(
  name: string,
  given: Options,
  search: readonly string[],
  model: Model<unknown>,
): Promise<Record<string, number>> {
  const searched = Object.fromEntries(search.filter(isRate).map((option) => [option, PROBE]));
  const rates = await defaultRates(name, given, model);
  const beside = await defaultRates(name, { ...given, ...searched }, model);
  return Object.fromEntries(
    Object.entries(rates).filter(([option, rate]) => !search.includes(option) && beside[option] === rate),
  );
}
