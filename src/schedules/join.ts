/**
 * Schedules one after the other, each counting from its own start.
 * As optax.join_schedules(schedules, boundaries).
 */
import { list, whole } from "../options/kinds.ts";
import { check, checkAs, type Schedule, scheduled } from "./schedule.ts";

/**
 * The first schedule before the first boundary, the second from it on (`count >= boundary`), and so on. Each sees
 * `count` minus the boundary at which it began.
 * @param boundaries - steps in ascending order, one fewer than schedules.
 * @example join([linear({ init: 0, end: 1, steps: 5 }), constant(0.5)], [5])(5) // 0.5
 * @throws ScheduleError if the boundaries do not fit the schedules or do not ascend.
 */
export function join(schedules: readonly Schedule[], boundaries: readonly number[]): Schedule {
  checkAs(list, "join", "schedules", schedules);
  checkAs(list, "join", "boundaries", boundaries);
  const wanted = schedules.length - 1;
  check(wanted >= 0, "join", "schedules", "a list of at least one", "none");
  for (let i = 0; i <= wanted; i++) checkAs(scheduled, "join", `schedules[${i}]`, schedules[i]);
  const one = `one fewer than schedules (${wanted})`;
  check(boundaries.length === wanted, "join", "boundaries", one, boundaries.length);
  for (let i = 0; i < wanted; i++)
    checkAs(whole(i === 0 ? 1 : boundaries[i - 1]! + 1), "join", `boundaries[${i}]`, boundaries[i]);
  const [parts, starts] = [[...schedules], [...boundaries]];
  return (count) => {
    let i = wanted;
    while (i > 0 && count < starts[i - 1]!) i--;
    return parts[i]!(i > 0 ? count - starts[i - 1]! : count);
  };
}
