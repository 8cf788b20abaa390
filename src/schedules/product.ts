/**
 * The product of schedules at the same step, which is what torch's ChainedScheduler does to factors.
 */
import { finite } from "../options/kinds.ts";
import { check, checkAs, type Schedule } from "./schedule.ts";

/**
 * The product of the values of all factors, from left to right.
 * @param factors - schedules or numbers, at least one.
 * @example product(linear({ init: 1, end: 0, steps: 4 }), step({ init: 1, steps: 2, decayRate: 0.5 }))(2) // 0.25
 * @throws ScheduleError if there is none, or a number is not finite.
 */
export function product(...factors: readonly (Schedule | number)[]): Schedule {
  check(factors.length > 0, "product", "factors", "at least one schedule or number", "none");
  factors.forEach((factor, i) => {
    if (typeof factor !== "function") checkAs(finite, "product", `factors[${i}]`, factor);
  });
  return (count) => {
    let value = 1;
    for (const factor of factors) value *= typeof factor === "function" ? factor(count) : factor;
    return value;
  };
}
