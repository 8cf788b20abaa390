/** Begins the states of rows anew. Loaded when it is asked for. */
import { ownShapeOf } from "../plan/sides.ts";
import { countInRow } from "../plan/slices.ts";
import { isBound } from "./element-bounds.ts";
import { copyOf } from "./leaf.ts";
import type { Parts } from "./parts.ts";
import { checkBegins, checkRows, rowNumbers, tensorAt } from "./row-values.ts";
import { beginningOf, hyperValues } from "./state.ts";
import { inOrder, valuesOf, writeValues } from "./values.ts";

/** Gives rows the initial values of their states. @throws what `Descent.resetState` does; nothing has changed then */
export function resetState(parts: Parts, path: string, rows: ArrayLike<number> | undefined): void {
  const { running, hypers, steps } = parts;
  const { plan, execution } = running;
  const { tensor, group } = tensorAt("resetState", plan, path);
  checkRows("resetState", tensor);
  const given =
    rows === undefined ? [...Array(tensor.shape[0]!).keys()] : rowNumbers("resetState", rows, tensor);
  steps.protocol.checkUnmoved(steps.counters, "resetState");
  checkBegins("resetState", parts, path);
  const hyperAt = hyperValues(hypers.copyAt(plan, 0));
  const params = execution.handle("p", path);
  for (const { state, role, scope, groups } of inOrder(plan.states)) {
    const width = countInRow(scope, tensor);
    if (width === 0 || ownShapeOf(state) || !groups.includes(group) || isBound(state)) continue;
    const first = beginningOf(state, hyperAt);
    const values = copyOf(valuesOf(running, role, path));
    for (const row of given)
      for (let i = row * width; i < (row + 1) * width; i++)
        values[i] = typeof first === "number" ? first : first(params[i]!);
    writeValues(running, role, path, values);
  }
}
