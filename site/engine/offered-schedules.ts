/**
 * The schedules that the lab offers, as factors of the rate: they are 1 where they are highest, and end with the race. What a setup holds are
 * the other options; those that count steps are shares of the race, so that they fit a race of any length.
 */
import type { OptionValues, ScheduleSetup } from "./experiment.ts";

/** What the lab does with the options of a schedule. */
export interface OfferedSchedule {
  readonly title: string;
  /** What it does, where it is none of the library's but a function of the lab. */
  readonly sentence?: string;
  /** The option that is 1, if it has one. */
  readonly level: string | null;
  /** The option that is the length of the race, if it has one. */
  readonly length: string | null;
  /** Options that are shares of the race: what is suggested, and how many steps there must be at least. */
  readonly shares: Readonly<Record<string, readonly [suggested: number, least: 0 | 1]>>;
  /** What is suggested for other options that have no default, or one that does not suit factors. */
  readonly suggested: OptionValues;
}

const offer = (
  title: string,
  level: string | null,
  length: string | null,
  shares: OfferedSchedule["shares"] = {},
  suggested: OptionValues = {},
): OfferedSchedule => ({ title, level, length, shares, suggested });

/** All that are offered, by the library's name. */
export const offeredSchedules: Readonly<Record<string, OfferedSchedule>> = {
  cosineDecay: offer("Cosine", "init", "steps"),
  cyclic: offer("Cyclic", "peak", null, { up: [0.05, 1], down: [0.05, 1] }, { init: 0.1 }),
  exponentialDecay: offer("Exponential", "init", "steps", { begin: [0, 0] }, { decayRate: 0.01 }),
  inverseSqrt: offer("Warm-up, then inverse square root", "peak", null, { warmup: [0.05, 1] }),
  linear: offer("Linear", "init", "steps", { begin: [0, 0] }, { end: 0 }),
  oneCycle: offer("One cycle", "peak", "total"),
  polynomial: offer("Polynomial", "init", "steps", { begin: [0, 0] }, { end: 0, power: 2 }),
  sgdr: offer("Cosine with restarts", "peak", null, { period: [0.25, 1] }),
  overRoot: {
    ...offer("1/√t", null, null),
    sentence: "The rate of the first step over the root of the step, as proofs of convergence have it.",
  },
  step: offer("Stairs", "init", null, { steps: [0.3, 1] }),
  warmupCosine: offer("Warm-up, then cosine", "peak", "total", { warmup: [0.1, 0] }),
  warmupStableDecay: offer("Warm-up, constant, decay", "peak", "total", {
    warmup: [0.1, 0],
    decay: [0.2, 1],
  }),
};

/** The options of the library's schedule in a race of so many steps. */
export function scheduleOptions({ name, options }: ScheduleSetup, steps: number): OptionValues {
  const offered = Object.hasOwn(offeredSchedules, name) ? offeredSchedules[name] : undefined;
  if (!offered)
    throw new RangeError(`no schedule "${name}"; there are: ${Object.keys(offeredSchedules).join(", ")}`);
  const { level, length, shares, suggested } = offered;
  const made: Record<string, number | string | boolean> = { ...suggested, ...options };
  if (level) made[level] = 1;
  if (length) made[length] = steps;
  for (const [option, [share, least]] of Object.entries(shares)) {
    const given = options[option] ?? share;
    if (typeof given !== "number" || !(given >= 0 && given <= 1))
      throw new RangeError(`${name}: ${option} must be a share of the race, from 0 to 1; got ${given}`);
    made[option] = Math.max(Math.floor(given * steps), least);
  }
  // What begins later still ends with the race.
  if (length && typeof made.begin === "number") made[length] = Math.max(steps - made.begin, 1);
  return made;
}
