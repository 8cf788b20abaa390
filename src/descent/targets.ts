/** Where the gradients of a descent go, by path. */
import type { Elements } from "../language/dtype.ts";
import type { HalfGradient } from "./half.ts";
import { gradientOf } from "./half-arrays.ts";
import type { Running } from "./running.ts";

/** Where a gradient goes: memory of the descent, and its parameter. */
export interface Target {
  readonly view: Elements | HalfGradient;
  readonly shape: readonly number[];
}

/** The gradients of a descent by path. */
export const targetsOf = ({ plan, execution }: Running): ReadonlyMap<string, Target> =>
  new Map(
    plan.groups.flatMap(({ tensors, half }) =>
      tensors.map(({ path, shape }): [string, Target] => [
        path,
        { view: half ? gradientOf(execution, half, path) : execution.handle("g", path), shape },
      ]),
    ),
  );
