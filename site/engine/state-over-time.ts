/** What an optimizer holds for one element of the parameters, and how it moves it, over a whole race. */
import { Pace, working } from "./pace.ts";
import type { Told } from "./protocol.ts";
import { elementsOf, type Walk } from "./walk.ts";

/** At so many steps at most. */
const most = 1000;

/**
 * The states by name, the `parameter` after the step, the `gradient`, the `update` of a step, and the `effective rate`, its length by the gradient's. Steps are left out
 * where there are many: of each run of steps the last is shown.
 */
export async function* stateOverTime(
  walk: Walk,
  contestant: string,
  steps: number,
  index: number,
): AsyncGenerator<Told> {
  const { descent, p } = walk;
  if (!(Number.isInteger(index) && index >= 0 && index < p.length))
    throw new RangeError(`the problem has ${p.length} parameters, from 0 on; got ${index}`);
  const every = Math.max(1, Math.ceil(steps / most));
  const shown: number[] = [];
  const names = Object.keys(descent.state);
  const values = new Map<string, number[]>(
    [...names, "parameter", "gradient", "update", "effective rate"].map((name) => [name, []]),
  );
  const pace = new Pace();
  for (let step = 1; step <= steps; step++) {
    const before = p[index] as number;
    const loss = walk.step(step);
    if (step % every === 0) {
      const [gradient, update] = [walk.gradient[index] as number, (p[index] as number) - before];
      shown.push(step);
      for (const name of names) values.get(name)?.push(elementOf(descent.state[name], index));
      values.get("parameter")?.push(p[index] as number);
      values.get("gradient")?.push(gradient);
      values.get("update")?.push(update);
      values.get("effective rate")?.push(Math.abs(update) / Math.abs(gradient));
    }
    if (!Number.isFinite(loss) || !Number.isFinite(p[index])) break;
    if (pace.isDue(step)) yield working(contestant, "answering", step / steps);
  }
  yield {
    type: "state",
    contestant,
    index,
    steps: Float64Array.from(shown),
    values: Object.fromEntries([...values].map(([name, list]) => [name, Float64Array.from(list)])),
  };
}

/** What a state holds for an element: a value of its own, or one that it shares with others. */
function elementOf(state: unknown, index: number): number {
  if (typeof state === "number") return state;
  const held = (state as { readonly p: number | ArrayLike<number> }).p;
  if (typeof held === "number") return held;
  const p = elementsOf(held);
  return (p.length > index ? p[index] : p[0]) as number;
}
