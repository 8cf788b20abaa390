/**
 * Schedules one after the other, each counting from its own beginning.
 * As optax.join_schedules(schedules, boundaries).
 */
import { check, checkSteps, type Schedule } from "./schedule.ts";

/**
 * The first schedule before the first boundary, the second from it on (`count >= boundary`), and so on. Each sees
 * `count` minus the boundary at which it began.
 * @param boundaries - steps in ascending order, one fewer than schedules.
 * @example join([linear({ init: 0, end: 1, steps: 5 }), constant(0.5)], [5])(5) // 0.5
 * @throws ScheduleError where the boundaries do not fit the schedules or do not ascend.
 */
export function join(schedules: readonly Schedule[], boundaries: readonly number[]): Schedule {
  const wanted = schedules.length - 1;
  schedules.forEach((schedule, i) => {
    check(typeof schedule === "function", "join", `schedules[${i}]`, "a schedule", schedule);
  });
  check(wanted >= 0, "join", "schedules", "a list of at least one", "none");
  check(
    boundaries.length === wanted,
    "join",
    "boundaries",
    `one fewer than schedules (${wanted})`,
    boundaries.length,
  );
  boundaries.forEach((boundary, i) => {
    checkSteps("join", { [`boundaries[${i}]`]: boundary }, i === 0 ? 1 : boundaries[i - 1]! + 1);
  });
  return (count) => {
    let i = wanted;
    while (i > 0 && count < boundaries[i - 1]!) i--;
    return schedules[i]!(i > 0 ? count - boundaries[i - 1]! : count);
  };
}
