/**
 * Up and down between two bounds, in triangles.
 * Smith: Cyclical Learning Rates for Training Neural Networks, WACV 2017.
 * As torch.optim.lr_scheduler.CyclicLR, without its momentum.
 */
import { power } from "../language/arithmetic.ts";
import { finite, oneOf, positive, whole } from "../options/kinds.ts";
import { required } from "../options/option.ts";
import { reader, type Schedule } from "./schedule.ts";

/** Options of `cyclic`. */
export interface CyclicOptions {
  /** The lower bound, where each cycle begins (torch: base_lr). */
  readonly init: number;
  /** The upper bound (torch: max_lr). */
  readonly peak: number;
  /** Steps from `init` to `peak` (torch: step_size_up). */
  readonly up: number;
  /** Steps from `peak` to `init`; default `up`. */
  readonly down?: number;
  /** Triangles of equal height, each half as high as the one before, or lower at every step; default "triangular". */
  readonly mode?: "triangular" | "triangular2" | "expRange";
  /** Factor of the height at every step, above 0, for "expRange" (torch: gamma); default 1. */
  readonly decayRate?: number;
}

const read = reader<CyclicOptions>("cyclic", {
  init: required(finite),
  peak: required(finite),
  up: required(whole(1)),
  down: whole(1),
  mode: oneOf("triangular", "triangular2", "expRange"),
  decayRate: positive,
});

/**
 * Triangles that rise for `up` steps and fall for `down`.
 * @example cyclic({ init: 0.25, peak: 0.75, up: 4, mode: "triangular2" })(10) // 0.375
 * @throws ScheduleError if an option is out of its range.
 */
export function cyclic(options: CyclicOptions): Schedule {
  const { init, peak, up, down = up, mode = "triangular", decayRate = 1 } = read(options);
  return (count) => {
    const cycle = Math.floor(count / (up + down));
    const since = count - cycle * (up + down);
    const height = since < up ? since / up : (up + down - since) / down;
    const factor =
      mode === "triangular2" ? power(0.5, cycle) : mode === "expRange" ? power(decayRate, count) : 1;
    return init + (peak - init) * height * factor;
  };
}
