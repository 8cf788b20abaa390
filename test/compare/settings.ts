/** Settings for tests of comparisons. */
import type { Entrant, Settings } from "../../src/compare/settings.ts";

/** Optimizers by their names, whose learning rate is searched. */
export const entrantsOf = (...names: readonly string[]): Entrant[] =>
  names.map((name) => ({ name, hyper: {}, search: ["learningRate"] }));

/** A grid of five rates around .01, two tuning seeds, ten seeds, 8 epochs. */
export const settingsOf = (entrants: readonly Entrant[], changed: Partial<Settings> = {}): Settings => ({
  entrants,
  baseline: entrants[0]!.name,
  space: { kind: "grid", low: 1e-3, high: 0.1, perDecade: 2, extensions: 4 },
  tuningSeeds: 2,
  seeds: 10,
  epochs: 8,
  confidence: 0.95,
  ...changed,
});
