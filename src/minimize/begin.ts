/** Begins a search: puts bounds around the optimizer, and its descent on a start. */
import { chain } from "../compose/chain.ts";
import { checkAtOnce } from "../descent/device.ts";
import { init } from "../descent/init.ts";
import { display, type Leaf, ParameterError } from "../descent/leaf.ts";
import type { Tree } from "../descent/tree.ts";
import { groupsOf } from "../plan/groups.ts";
import { hasRule } from "../rule/parts.ts";
import type { Transformation } from "../rule/transformation.ts";
import { projectionBox } from "../transforms/projection-box.ts";
import { advancing } from "./advancing.ts";
import { boundsOf } from "./bounds.ts";
import { Evaluations, type Objective } from "./objective.ts";
import { isClosureSearch, type SearchOptions } from "./options.ts";
import { Search } from "./search.ts";

/** A search from a start, which was read as a tree before. */
export async function searchFrom<P>(
  fun: Objective<P>,
  x0: P,
  tree: Tree,
  options: SearchOptions,
): Promise<Search<P>> {
  const { optimizer: inner, bounds: box, gradient, device } = options;
  if (isClosureSearch(inner)) return inner.searchFrom(fun, x0, tree, options);
  checkAtOnce(device);
  if (hasRule(inner, ({ lossScale }) => lossScale !== undefined))
    throw new ParameterError(
      "minimize takes the gradient of the function as it is; leave lossScale out of the optimizer, or take steps with init()",
    );
  const half = tree.leaves.find((leaf) => leaf.half);
  if (half)
    throw new ParameterError(
      `${display(half.path)} is in 16 bits, and minimize takes float32, float64 or numbers; take steps with init()`,
    );
  const optimizer = box ? chain(inner, projectionBox(box)) : inner;
  const direction = directionOf(optimizer, tree.leaves);
  const descent = await init<P>(optimizer, x0, { device });
  try {
    const bounds = boundsOf(optimizer, tree.leaves);
    return new Search<P>({
      descent,
      evaluations: new Evaluations(fun, tree.structure, tree.leaves, gradient && bounds),
      tree,
      bounds,
      climbs: direction === "up",
      hasOthers: hasRule(optimizer, ({ evaluation }) => evaluation !== undefined),
      advance: advancing(descent, optimizer),
    });
  } catch (error) {
    descent.dispose();
    throw error;
  }
}

/** Whether the optimizer maximizes. @throws ParameterError if it does so only for some parameters. */
function directionOf(optimizer: Transformation, leaves: readonly Leaf[]): "down" | "up" {
  const climbs = groupsOf(optimizer, leaves).map(({ maximizes }) => maximizes);
  if (new Set(climbs).size > 1)
    throw new ParameterError(
      "the optimizer minimizes for some parameters and maximizes for others: no point is the best; take steps with init()",
    );
  return climbs[0] ? "up" : "down";
}
