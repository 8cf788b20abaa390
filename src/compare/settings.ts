/** The settings of a comparison: what decides which trials are run. Plain data, kept beside the trials. */
import { numberIn } from "../options/interval.ts";
import { either, finite, list, oneOf, positive, record, text, whole } from "../options/kinds.ts";
import { argumentOf, OptionError, readerOf, required } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import type { Hyper } from "./problem.ts";
import { type Axis, type Grid, MOST_AXES, type Quasirandom, type Space } from "./space.ts";

/** An optimizer that takes part. */
export interface Entrant {
  readonly name: string;
  /** Hyperparameters that are not searched. */
  readonly hyper: Hyper;
  /** Hyperparameters that are searched where the space has them. */
  readonly search: readonly string[];
  /** Its rates by name, which the numbers of a grid multiply; without it, they are learning rates themselves. */
  readonly rates?: Readonly<Record<string, number>>;
}

/** How the number of epochs is found: see `epochs.ts`. */
export interface EpochRule {
  readonly first: number;
  readonly most: number;
  /** Doubling goes on while it improves the baseline's validation loss by at least this share. */
  readonly gain: number;
  /** Seconds of computation that the whole comparison may take, as projected from the baseline's trials, all workers together. */
  readonly seconds: number;
}

/** Settings of a comparison, complete. */
export interface Settings {
  readonly entrants: readonly Entrant[];
  /** The entrant that decides epochs and targets. */
  readonly baseline: string;
  readonly space: Space;
  /** Seeds 0 to this - 1 choose hyperparameters. */
  readonly tuningSeeds: number;
  /** Fresh seeds of the results: those after the tuning seeds. */
  readonly seeds: number;
  readonly epochs: number | EpochRule;
  /** Steps of an epoch; without it one is a pass over the data. */
  readonly steps?: number;
  /** Confidence of intervals and tests. */
  readonly confidence: number;
}

const readOptions = readerOf<Settings>("compare", {
  entrants: required(list),
  baseline: required(text),
  space: required(record),
  tuningSeeds: required(whole(1)),
  seeds: required(whole(2)),
  epochs: required(either(whole(1), record)),
  steps: whole(1),
  confidence: required(numberIn("(0, 1)")),
});
const readEntrant = readerOf<Entrant>("an optimizer of compare", {
  name: required(text),
  hyper: required(record),
  search: required(list),
  rates: record,
});
const checkRate = (name: string) => argumentOf<number>("rates", name, positive);
const readRule = readerOf<EpochRule>("epochs", {
  first: required(whole(1)),
  most: required(whole(1)),
  gain: required(numberIn("(0, 1)")),
  seconds: required(positive),
});
const checkKind = argumentOf<string>("space", "kind", oneOf("grid", "quasirandom"));
const readGrid = readerOf<Grid>("space", {
  kind: required(oneOf("grid")),
  low: required(positive),
  high: required(positive),
  perDecade: required(whole(1)),
  extensions: required(whole(0)),
});
const readQuasirandom = readerOf<Quasirandom>("space", {
  kind: required(oneOf("quasirandom")),
  points: required(whole(1)),
  axes: required(record),
});
const readAxis = (name: string) =>
  readerOf<Axis>(`axis "${name}"`, {
    low: required(finite),
    high: required(finite),
    scale: required(oneOf("log", "linear", "log1m")),
  });

/**
 * Checks settings.
 * @throws OptionError that names the first wrong one.
 */
export function readSettings(given: Settings): Settings {
  const settings = readOptions(given);
  const names = settings.entrants.map((entrant) => {
    const { name, rates = {} } = readEntrant(entrant);
    for (const [rate, value] of Object.entries(rates)) checkRate(rate)(value);
    return name;
  });
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new OptionError(`compare: optimizers need names of their own; ${shown(twice)} is there twice`);
  if (!names.includes(settings.baseline)) {
    throw new OptionError(
      `compare: baseline must be one of ${names.join(", ")}; got ${shown(settings.baseline)}`,
    );
  }
  if (typeof settings.epochs !== "number") {
    const { first, most } = readRule(settings.epochs);
    if (most < first) throw new OptionError(`epochs: most must be at least first, ${first}; got ${most}`);
  }
  checkSpace(settings.space);
  return settings;
}

function checkSpace(space: Space): void {
  checkKind(space.kind);
  if (space.kind !== "quasirandom") {
    const { low, high } = readGrid(space);
    if (high < low) throw new OptionError(`space: high must be at least low, ${low}; got ${high}`);
    return;
  }
  const axes = Object.entries(readQuasirandom(space).axes);
  if (axes.length > MOST_AXES)
    throw new OptionError(`space: axes must be at most ${MOST_AXES} hyperparameters; got ${axes.length}`);
  for (const [name, axis] of axes) {
    const { low, high, scale } = readAxis(name)(axis);
    const [least, most] =
      scale === "log" ? [0, Infinity] : scale === "log1m" ? [-Infinity, 1] : [-Infinity, Infinity];
    if (!(low > least && high < most && low < high)) {
      const within = scale === "log" ? "0 < low < high" : scale === "log1m" ? "low < high < 1" : "low < high";
      throw new OptionError(`axis "${name}" (${scale}) must have ${within}; got low ${low}, high ${high}`);
    }
  }
}
