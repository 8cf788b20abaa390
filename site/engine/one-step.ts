/** One step of a race with its numbers put into the equations. */
import { Pace, working } from "./pace.ts";
import type { Line, Told } from "./protocol.ts";
import type { Walk } from "./walk.ts";

/**
 * Takes the steps before it, and explains it for an element of the parameters. Of a step that takes two gradients, the second half.
 *
 * @throws RangeError for a step or an element that there is not.
 */
export async function* oneStep(
  walk: Walk,
  contestant: string,
  steps: number,
  step: number,
  index: number,
): AsyncGenerator<Told> {
  const { p } = walk;
  if (!(Number.isInteger(step) && step >= 1 && step <= steps))
    throw new RangeError(`the race has steps 1 to ${steps}; got ${step}`);
  if (!(Number.isInteger(index) && index >= 0 && index < p.length))
    throw new RangeError(`the problem has ${p.length} parameters, from 0 on; got ${index}`);
  const pace = new Pace();
  for (let before = 1; before < step; before++) {
    if (!Number.isFinite(walk.step(before))) break;
    if (pace.isDue(before)) yield working(contestant, "answering", before / step);
  }
  walk.ready(step);
  const { lines } = await walk.explain(index);
  yield {
    type: "step",
    contestant,
    step,
    index,
    lines: lines.map(({ kind, tex, numbers, result, value }): Line => {
      const isSaid = kind !== "equation" || numbers.endsWith(`= ${result}`);
      return { kind, tex, numbers: isSaid ? numbers : `${numbers} = ${result}`, value };
    }),
  };
}
