/** `minimize` with an optimizer that evaluates the function itself: a search whose steps get closures, and learn nothing twice. */
import type { Tree } from "../descent/tree.ts";
import type { LeafBounds } from "../minimize/bounds.ts";
import { Evaluations, type Objective } from "../minimize/objective.ts";
import type { SearchOptions } from "../minimize/options.ts";
import { arraysOf, type Cells, cellsOf, copyAll } from "../minimize/point.ts";
import { Search } from "../minimize/search.ts";
import type { Box } from "./box.ts";
import type { ClosureDescent } from "./closure-descent.ts";
import type { ClosureOptimizer } from "./closure-optimizer.ts";

/** The bounds of each leaf. */
function leafBounds({ min, max }: Box, { leaves }: Tree): LeafBounds[] {
  let first = 0;
  return leaves.map(({ size }) => {
    const from = first;
    first += size;
    return { min: (i: number) => min[from + i]!, max: (i: number) => max[from + i]! };
  });
}

/**
 * Begins a search.
 *
 * @param more - makes a function that writes what the closure owes besides value and gradient, where all parameters are single numbers.
 */
export async function searchWith<P>(
  optimizer: ClosureOptimizer,
  climbs: boolean,
  fun: Objective<P>,
  x0: P,
  tree: Tree,
  { gradient, device }: SearchOptions,
  box: Box | undefined,
  more?: (descent: ClosureDescent<P>) => (values: readonly number[]) => void,
): Promise<Search<P>> {
  const { structure, leaves } = tree;
  const descent = optimizer.initSync<P>(x0, device === undefined ? {} : { device });
  const bounds = box ? leafBounds(box, tree) : leaves.map(() => undefined);
  const inner = new Evaluations(fun, structure, leaves, gradient && bounds);
  const write = more?.(descent);
  const [params, grads] = [cellsOf(structure, descent.params), cellsOf(structure, descent.grads)];
  const known = { gradient: arraysOf(leaves), value: Number.NaN };
  /** Whether the last step has evaluated where it ended. */
  let isKnown = false;
  const evaluations = {
    gradient: known.gradient,
    at(point: readonly Cells[], count: number): number {
      if (!isKnown) known.value = inner.at(point, count);
      copyAll(isKnown ? grads : inner.gradient, known.gradient);
      isKnown = false;
      return known.value;
    },
  };
  const advance = (loss: number): boolean => {
    // The gradient at the start of the step is in its place.
    let isFirst = true;
    descent.step(() => {
      write?.(params.map((cells) => cells[0]!));
      if (isFirst) {
        isFirst = false;
        return loss;
      }
      const value = inner.at(params, descent.count);
      copyAll(inner.gradient, grads);
      return value;
    });
    known.value = descent.last.loss;
    isKnown = !Number.isNaN(known.value);
    return false;
  };
  const isStalled = (): boolean => !descent.last.taken;
  return new Search<P>({ descent, evaluations, tree, bounds, climbs, hasOthers: false, advance, isStalled });
}
