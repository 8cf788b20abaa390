/** What the options of `glissade compare` say: settings of the comparison, and which data and model. Plain data, which workers get too. */

import { type Axis, type Part, readSettings, type Settings, type Space } from "../../compare/index.ts";
import type { DeviceName } from "../../index.ts";
import { OptionError } from "../../options/option.ts";
import type { Task } from "../../train/index.ts";
import { givenHiddenWeights, type HiddenWeightsOptions, ownOptions } from "../options/hidden-weights.ts";
import { optimizerRegistry } from "../options/optimizer-registry.ts";
import { given, type TrainingDataOptions } from "../options/training-data.ts";
import type { FitWorkload } from "../train/workload-data.ts";
import { UsageError } from "../usage-error.ts";

/** Which problems are compared. */
export interface ProblemChoice extends Omit<TrainingDataOptions, "data" | "target"> {
  readonly data: readonly string[];
  /** One for all data, one for each, or none: the last column. */
  readonly targets: readonly string[];
  readonly model: string;
  /** A public workload in place of data and model. */
  readonly workload?: FitWorkload;
  /** How many of its examples are held out; all that it holds out where nothing is said. */
  readonly heldOut?: number;
  readonly task?: Task;
  /** That of `glissade train` where none is given. */
  readonly batchSize?: number;
  /** Threads of a trial: trials that run side by side divide the processors. */
  readonly threads?: number | "auto";
  /** The device of its steps; that of `fit` where none is given. */
  readonly device?: DeviceName;
}

/** How they are compared. */
export interface ProtocolChoice extends HiddenWeightsOptions {
  readonly optimizers: readonly string[];
  readonly rates?: readonly [low: number, high: number, perDecade: number];
  readonly search?: Readonly<Record<string, Axis>>;
  readonly points: number;
  /** By how many points the grid may grow at each edge. */
  readonly grow?: number;
  readonly tuningSeeds?: number;
  readonly seeds?: number;
  readonly epochs?: number;
  /** Of a workload: its length, in which an epoch has all of them. */
  readonly steps?: number;
  readonly seconds: number;
}

/** What is taken where nothing is said: rates of a workload are multiples of each optimizer's own. */
const defaults = {
  data: { rates: [1e-4, 1, 2], grow: 4, tuningSeeds: 2, seeds: 10 },
  workload: { rates: [0.1, 10, 2], grow: 0, tuningSeeds: 1, seeds: 5 },
} as const;
/** Epochs from which doubling begins, and the most that it reaches. */
const [FIRST, MOST] = [5, 1280];
/** A doubling that improves the baseline by less ends the search for the number of epochs. */
const GAIN = 0.01;

/** The settings. @throws UsageError for wrong ones. */
export function settingsOf({ optimizers, search, points, ...choice }: ProtocolChoice): Settings {
  const { epochs, steps, seconds } = choice;
  const { rates, grow, tuningSeeds, seeds } = {
    ...defaults[steps === undefined ? "data" : "workload"],
    ...given(choice),
  };
  const [low, high, perDecade] = rates;
  const space: Space = search
    ? { kind: "quasirandom", points, axes: search }
    : { kind: "grid", low, high, perDecade, extensions: grow };
  const searched = search ? Object.keys(search) : ["learningRate"];
  const hidden = givenHiddenWeights(optimizers, choice);
  const entrants = optimizers.map((name) => ({
    name,
    hyper: ownOptions(name, hidden),
    search: searched.filter((hyper) => Object.hasOwn(optimizerRegistry[name]!.options, hyper)),
  }));
  for (const hyper of searched) {
    if (!entrants.some((entrant) => entrant.search.includes(hyper)))
      throw new UsageError(`--search ${hyper}: none of ${optimizers.join(", ")} has that hyperparameter`);
  }
  const baseline = ["sgd", ...(steps === undefined ? [] : ["adamw"])].find((name) =>
    optimizers.includes(name),
  );
  try {
    return readSettings({
      entrants,
      baseline: baseline ?? optimizers[0]!,
      space,
      tuningSeeds,
      seeds,
      ...(steps === undefined
        ? { epochs: epochs ?? { first: FIRST, most: MOST, gain: GAIN, seconds } }
        : { epochs: 1, steps }),
      confidence: 0.95,
    });
  } catch (error) {
    // The built program has two copies of OptionError: that of settings is not that of index.ts, which program.ts knows.
    throw error instanceof OptionError ? new UsageError(error.message) : error;
  }
}

/** Parses `--rates 1e-4:1:2`: the lowest, the highest, how many a decade. */
export function ratesOption(text: string): [number, number, number] {
  const parts = text.split(":").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [low = Number.NaN, high = Number.NaN, perDecade = 2] = parts;
  if (
    !(
      parts.length <= 3 &&
      low > 0 &&
      high >= low &&
      high < Infinity &&
      Number.isSafeInteger(perDecade) &&
      perDecade > 0
    )
  ) {
    throw new UsageError(
      `--rates must be lowest:highest or lowest:highest:rates a decade, such as 1e-4:1:2; got "${text}"`,
    );
  }
  return [low, high, perDecade];
}

const scales = ["log", "linear", "log1m"] as const;

/** Parses `--search b1=0.5:0.999:log1m`, and collects it. */
export function searchOption(
  given: string,
  before: Readonly<Record<string, Axis>> = {},
): Record<string, Axis> {
  const [, word, from, to, mark = "log"] = /^([A-Za-z]\w*)=([^:]+):([^:]+)(?::(\w+))?$/.exec(given) ?? [];
  const [low, high] = [Number(from), Number(to)];
  const scale = scales.find((one) => one === mark);
  if (word === undefined || !Number.isFinite(low) || !Number.isFinite(high) || !scale) {
    throw new UsageError(
      `--search must be name=low:high or name=low:high:scale, the scale one of ${scales.join(", ")}, such as b1=0.5:0.999:log1m; got "${given}"`,
    );
  }
  const name = word === "lr" ? "learningRate" : word;
  if (Object.hasOwn(before, name)) throw new UsageError(`--search ${name} is given twice; give it once`);
  return { ...before, [name]: { low, high, scale } };
}

/** Parses `--part 2/8`. */
export function partOption(given: string): Part {
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(given) ?? []).map(Number);
  if (!(index! >= 1 && index! <= count!))
    throw new UsageError(`--part must be i/n with i from 1 to n, such as 2/8; got "${given}"`);
  return { index: index!, count: count! };
}
