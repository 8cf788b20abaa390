/** What a model that tells two classes of points apart makes of the plane after so many steps of one contestant. */

import { Pace, working } from "./pace.ts";
import type { Picture } from "./problems/problem.ts";
import type { Told } from "./protocol.ts";
import type { Walk } from "./walk.ts";

/** How fine the picture is. */
const size = 80;

/** Walks to the step, tells the picture. */
export async function* decision(
  walk: Walk,
  contestant: string,
  step: number,
  picture: Picture,
): AsyncGenerator<Told> {
  const pace = new Pace();
  for (let number = 1; number <= step; number++) {
    const loss = walk.step(number);
    if (!Number.isFinite(loss)) break;
    if (pace.isDue(number)) yield working(contestant, "answering", number / step);
  }
  await walk.look();
  const { window, points, classes } = picture;
  const values = picture.over(walk.point, size, size);
  yield { type: "picture", contestant, step, window, width: size, height: size, values, points, classes };
}
