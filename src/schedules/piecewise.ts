/**
 * A constant value that is multiplied by a factor at each of the given steps.
 * As optax.piecewise_constant_schedule(init, boundaries).
 */
import { finite, record, whole } from "../options/kinds.ts";
import { required } from "../options/option.ts";
import { check, checkAs, reader, type Schedule } from "./schedule.ts";

/** Options of `piecewise`. */
export interface PiecewiseOptions {
  /** Value before the first boundary. */
  readonly init: number;
  /** Factor by step: from that step on (`count >= step`) the value so far is multiplied by it. At least 0. */
  readonly boundaries: Readonly<Record<number, number>>;
}

const read = reader<PiecewiseOptions>("piecewise", {
  init: required(finite),
  boundaries: required(record),
});

/**
 * `init` times the factors of all boundaries that `count` has reached.
 * @example piecewise({ init: 0.5, boundaries: { 100: 0.5, 200: 0.1 } })(100) // 0.25
 * @throws ScheduleError if a boundary is not a step or a factor is negative.
 */
export function piecewise(options: PiecewiseOptions): Schedule {
  const { init, boundaries } = read(options);
  const steps = Object.keys(boundaries).map((key) => {
    const step = key.trim() ? Number(key) : Number.NaN;
    checkAs(whole(0), "piecewise", `the boundary ${key}`, step);
    return step;
  });
  const factors = steps.sort((a, b) => a - b).map((step) => boundaries[step]!);
  factors.forEach((factor, i) => {
    const holds = typeof factor === "number" && factor >= 0 && factor < Infinity;
    check(holds, "piecewise", `the factor at ${steps[i]}`, "finite and at least 0", factor);
  });
  return (count) => {
    let value = init;
    for (let i = 0; i < steps.length && count >= steps[i]!; i++) value *= factors[i]!;
    return value;
  };
}
