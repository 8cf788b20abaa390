/**
 * The optimizers under test, made from the oracle's table: every optimizer, every `like`, every set of options.
 * A row of the oracle is a row here by itself.
 */
import * as glissade from "../../src/index.ts";
import { type OracleCase, oracles } from "../oracle/index.ts";

type Factory = (options: Record<string, unknown>) => glissade.Optimizer;

const factories = new Map<string, unknown>(Object.entries(glissade));

/** The optimizer of a case, with a learning rate given for each step. */
export function optimizerOf(
  { optimizer, like, options }: OracleCase,
  rate: glissade.Schedule,
): glissade.Optimizer {
  const { learningRate, ...rest } = options;
  const make = factories.get(optimizer) as Factory;
  // The paper's decay follows the schedule's multiplier, apart from the rate.
  if (optimizer === "adamw" && like === "paper") {
    return make({ ...rest, like, learningRate, schedule: (count: number) => rate(count) / learningRate });
  }
  return make({ ...rest, like, learningRate: rate });
}

/** The rate of a case as a schedule that changes at every step. */
export const changingRate =
  ({ options }: OracleCase): glissade.Schedule =>
  (count) =>
    options.learningRate * (1 + (count % 7) / 10);

/** All cases by name. */
export const cases: readonly (readonly [name: string, row: OracleCase])[] = Object.entries(oracles);

/** The backends under test. */
export const devices = ["js", "wasm"] as const;
