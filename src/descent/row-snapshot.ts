/** A snapshot as it is after an edit of rows. */
import type { Elements } from "../language/dtype.ts";
import type { Plan } from "../plan/plan.ts";
import { countInRow } from "../plan/slices.ts";
import { tensorAt } from "./row-values.ts";
import { savedMatrices } from "./saved-matrices.ts";
import type { Snapshot } from "./snapshot.ts";
import { savedStates } from "./snapshot-tensors.ts";

/**
 * The snapshot of a descent with another plan, in which a tensor has other rows. States with values for its rows follow, as the function says that is given
 * their roles and values; those of tensors and columns stay.
 */
export function editedSnapshot(
  snapshot: Snapshot,
  before: Plan,
  after: Plan,
  path: string,
  follow: (role: string, values: Elements) => Elements,
): Snapshot {
  const { tensor } = tensorAt("edit", before, path);
  const state = { ...snapshot.state };
  for (const { name, role, scope } of savedStates(before)) {
    const values = state[name];
    if (typeof values !== "object" || !Object.hasOwn(values, path) || countInRow(scope, tensor) === 0)
      continue;
    state[name] = { ...values, [path]: follow(role, values[path]!) };
  }
  const { shape } = tensorAt("edit", after, path).tensor;
  return {
    ...snapshot,
    shapes: { ...snapshot.shapes, [path]: [...shape] },
    matrices: Object.fromEntries(savedMatrices(after)),
    params: { ...snapshot.params, [path]: follow("p", snapshot.params[path] as Elements) },
    state,
  };
}
