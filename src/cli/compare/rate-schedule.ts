/**
 * Learning rates over the steps of a workload: the rate of a trial is a peak, after a warm-up of a twentieth of the steps, before a decay to a
 * tenth of it, as nanoGPT trains. Nothing is trained here.
 */
import type { Hyper } from "../../compare/index.ts";
import type { Options } from "../options/optimizer-registry.ts";
import { parseSchedule } from "../options/schedule-spec.ts";

/** Whether an option is a learning rate: `learningRate`, or such as `adamLearningRate`; `maxLearningRate` is a bound. */
export const isRate = (option: string): boolean => /^(?!max).*learningRate$/i.test(option);

/** The schedule of a peak, as the command line writes it. */
const scheduleOf = (peak: number, steps: number): string =>
  `warmupCosine:peak=${peak},warmup=${Math.floor(steps / 20)},total=${steps},end=${Number((peak / 10).toPrecision(6))}`;

/** Hyperparameters with rates as schedules over the steps, as the command line writes them. */
export const writtenOver = (hyper: Hyper, steps: number): Hyper =>
  Object.fromEntries(
    Object.entries(hyper).map(([name, value]) => [
      name,
      isRate(name) && typeof value === "number" ? scheduleOf(value, steps) : value,
    ]),
  );

/** The same as options of an optimizer. */
export const scheduledOver = (hyper: Hyper, steps: number): Options =>
  Object.fromEntries(
    Object.entries(writtenOver(hyper, steps)).map(([name, value]) => [
      name,
      isRate(name) && typeof value === "string" ? parseSchedule(value).schedule : value,
    ]),
  );
