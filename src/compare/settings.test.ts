/** Settings: what is refused, and how it is said. */
import { describe, expect, it } from "vitest";
import { entrantsOf, settingsOf } from "../../test/compare/settings.ts";
import { readSettings, type Settings } from "./settings.ts";
import type { Space } from "./space.ts";

const read = (changed: Partial<Settings>) => () =>
  readSettings(settingsOf(entrantsOf("sgd", "adam"), changed));
const grid = { kind: "grid", low: 1e-3, high: 1, perDecade: 2, extensions: 4 } as const;
const axis = (low: number, high: number, scale: "log" | "linear" | "log1m"): Partial<Settings> => ({
  space: { kind: "quasirandom", points: 8, axes: { b1: { low, high, scale } } },
});

describe("settings", () => {
  it.each([
    [{ seeds: 1 }, "compare: seeds must be a whole number, at least 2; got 1"],
    [{ baseline: "adamw" }, 'compare: baseline must be one of sgd, adam; got "adamw"'],
    [
      { entrants: entrantsOf("sgd", "sgd") },
      'compare: optimizers need names of their own; "sgd" is there twice',
    ],
    [{ confidence: 95 }, "compare: confidence must be in (0, 1); got 95"],
    [{ epochs: 0 }, "compare: epochs must be a whole number, at least 1 or an object; got 0"],
    [
      { epochs: { first: 4, most: 2, gain: 0.01, seconds: 9 } },
      "epochs: most must be at least first, 4; got 2",
    ],
    [{ epochs: 1, steps: 0 }, "compare: steps must be a whole number, at least 1; got 0"],
    [
      { entrants: entrantsOf("sgd", "adam").map((one) => ({ ...one, rates: { learningRate: 0 } })) },
      "rates: learningRate must be",
    ],
    [{ space: { ...grid, low: 2 } }, "space: high must be at least low, 2; got 1"],
    [{ space: { ...grid, perDecades: 2 } as unknown as Space }, 'space has no option "perDecades"'],
    [
      { space: { kind: "random" } as unknown as Space },
      'space: kind must be one of "grid", "quasirandom"; got "random"',
    ],
    [
      {
        space: {
          kind: "quasirandom",
          points: 8,
          axes: Object.fromEntries([..."abcdefghi"].map((name) => [name, { low: 1, high: 2, scale: "log" }])),
        },
      },
      "space: axes must be at most 8 hyperparameters; got 9",
    ],
    [axis(0, 1, "log"), 'axis "b1" (log) must have 0 < low < high; got low 0, high 1'],
    [axis(0.9, 1, "log1m"), 'axis "b1" (log1m) must have low < high < 1; got low 0.9, high 1'],
    [axis(1, 1, "linear"), 'axis "b1" (linear) must have low < high; got low 1, high 1'],
  ] satisfies [Partial<Settings>, string][])("%j", (changed, message) => {
    expect(read(changed)).toThrow(message);
  });

  it("that are right are returned as they are", () => {
    const settings = settingsOf(entrantsOf("sgd", "adam"), axis(0.5, 0.999, "log1m"));
    expect(readSettings(settings)).toEqual(settings);
  });
});
