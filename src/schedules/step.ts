/**
 * A factor after every `steps` steps. As torch.optim.lr_scheduler.StepLR, and `exponentialDecay` with a staircase.
 */
import { power } from "../language/arithmetic.ts";
import { finite, positive, whole } from "../options/kinds.ts";
import { required } from "../options/option.ts";
import { reader, type Schedule } from "./schedule.ts";

/** Options of `step`. */
export interface StepOptions {
  /** Value of the first `steps` steps. */
  readonly init: number;
  /** Steps between two factors (torch: step_size). */
  readonly steps: number;
  /** The factor, above 0 (torch: gamma); default 0.1. */
  readonly decayRate?: number;
}

const read = reader<StepOptions>("step", {
  init: required(finite),
  steps: required(whole(1)),
  decayRate: positive,
});

/**
 * init decayRate^floor(count / steps).
 * @example step({ init: 1, steps: 30, decayRate: 0.5 })(60) // 0.25
 * @throws ScheduleError if an option is out of its range.
 */
export function step(options: StepOptions): Schedule {
  const { init, steps, decayRate = 0.1 } = read(options);
  return (count) => init * power(decayRate, Math.floor(count / steps));
}
