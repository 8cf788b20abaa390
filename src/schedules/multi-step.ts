/**
 * The same factor at each of several steps; `piecewise` takes one factor per step.
 * As torch.optim.lr_scheduler.MultiStepLR.
 */
import { power } from "../language/arithmetic.ts";
import { finite, list, positive, whole } from "../options/kinds.ts";
import { required } from "../options/option.ts";
import { checkAs, reader, type Schedule } from "./schedule.ts";

/** Options of `multiStep`. */
export interface MultiStepOptions {
  /** Value before the first milestone. */
  readonly init: number;
  /** Steps from which (`count >= milestone`) the factor is applied once more, in any order; a step given twice counts twice. */
  readonly milestones: readonly number[];
  /** The factor, above 0 (torch: gamma); default 0.1. */
  readonly decayRate?: number;
}

const read = reader<MultiStepOptions>("multiStep", {
  init: required(finite),
  milestones: required(list),
  decayRate: positive,
});

/**
 * init decayRate^(milestones reached).
 * @example multiStep({ init: 1, milestones: [30, 80], decayRate: 0.5 })(80) // 0.25
 * @throws ScheduleError if an option is out of its range.
 */
export function multiStep(options: MultiStepOptions): Schedule {
  const { init, milestones, decayRate = 0.1 } = read(options);
  for (let i = 0; i < milestones.length; i++)
    checkAs(whole(0), "multiStep", `milestones[${i}]`, milestones[i]);
  const sorted = milestones.toSorted((a, b) => a - b);
  return (count) => {
    let reached = 0;
    while (reached < sorted.length && count >= sorted[reached]!) reached++;
    return init * power(decayRate, reached);
  };
}
