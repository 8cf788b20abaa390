/**
 * Edits rows of a tensor with all that belongs to them: a plan and an execution for the new shape, begun as `init` begins them, then continued
 * from what a snapshot of the descent has of the rows that are kept. Loaded when it is asked for.
 */
import type { Elements } from "../language/dtype.ts";
import { recentPlan } from "../plan/recent.ts";
import { checkCoverage } from "../rule/coverage.ts";
import { compileOn } from "../runtime/compile.ts";
import type { Execution, Outcome } from "../runtime/device.ts";
import { begin } from "./beginning.ts";
import { numbersIn } from "./half.ts";
import { encodeAll } from "./half-arrays.ts";
import { display, ParameterError } from "./leaf.ts";
import { type Parts, partsOf } from "./parts.ts";
import { restoreInto } from "./restore.ts";
import { editedSnapshot } from "./row-snapshot.ts";
import { checkRulesStay, leavesIn, withRows } from "./row-structure.ts";
import {
  checkBegins,
  checkBounds,
  checkRows,
  type Joined,
  joinedRows,
  type RowEdit,
  readEdit,
  tensorAt,
  widthOf,
} from "./row-values.ts";
import type { Running } from "./running.ts";
import { snapshotOf } from "./snapshot.ts";
import type { Structure } from "./tree.ts";
import { valuesOf } from "./values.ts";

/** The parts of a descent after an edit; the old ones are of no use then. @throws what `Descent.edit` does; nothing has changed then */
export async function edited(parts: Parts, path: string, edit: RowEdit): Promise<Parts> {
  const { origin, running, steps } = parts;
  const { tensor } = tensorAt("edit", running.plan, path);
  checkRows("edit", tensor);
  const { keep, append } = readEdit(edit, tensor);
  steps.protocol.checkUnmoved(steps.counters, "edit");
  if (append.length > 0) checkBegins("edit", parts, path);
  checkBounds(running.plan, path);
  const rows = keep.length + append.length / widthOf(tensor);
  if (rows === 0) throw new ParameterError(`edit: at least one row of ${display(path)} must be left`);
  const structure = withRows(parts.structure, path, rows);
  const leaves = leavesIn(structure);
  checkCoverage(origin.optimizer, leaves);
  const plan = recentPlan(origin.optimizer, leaves, origin.measure);
  checkRulesStay(running.plan, plan, path);
  const joined: Joined = (values, added) => joinedRows(values, keep, tensor.shape[0]!, added);
  const params = new Map(
    leaves.map((leaf) => {
      const values = running.execution.handle("p", leaf.path);
      return [leaf.path, leaf.path === path ? joined(values, append) : values] as const;
    }),
  );
  const execution = await compileOn(origin.device, plan, params);
  try {
    const found = continued(parts, { plan, execution }, structure, path, joined);
    found.steps.old.push(...steps.old, ended(running.execution));
    return found;
  } catch (error) {
    execution.dispose();
    throw error;
  }
}

/** The parts around a new execution, which continues from the old one and leaves it as it is. */
function continued(old: Parts, running: Running, structure: Structure, path: string, joined: Joined): Parts {
  const { plan } = running;
  encodeAll(running);
  begin(running, old.hypers.copyAt(plan, 0));
  const { counters, outcome } = old.steps;
  const parts = partsOf(old.origin, running, structure, old.hypers.copyAt(plan, counters.count));
  // The new rows have begun in the new execution, and stand last.
  const follow = (role: string, values: Elements): Elements => {
    const begun = valuesOf(running, role, path);
    return joined(values, begun.subarray(joined(values, values.subarray(0, 0)).length));
  };
  const snapshot = snapshotOf(old.running, old.hypers, old.steps);
  restoreInto(parts, editedSnapshot(snapshot, old.running.plan, running.plan, path, follow), {});
  encodeAll(running);
  parts.steps.project();
  parts.steps.counters.follow(counters);
  for (const [name, { view }] of parts.targets) {
    const gradient = numbersIn(old.targets.get(name)!.view);
    const values = name === path ? follow("g", gradient) : gradient;
    if ("write" in view) view.write(values);
    else view.set(values);
  }
  return outcome && plan.measured.all.length > 0 ? withLast(parts, old, outcome) : parts;
}

/** The parts with what the last step measured, until the next one. */
function withLast(parts: Parts, { steps, measurements }: Parts, outcome: Outcome): Parts {
  const measured = outcome.measured.slice();
  const last = measurements.read(measured, steps.counters.isTaken, steps.participants);
  parts.steps.outcome = { ...outcome, measured };
  const next = parts.measurements;
  return {
    ...parts,
    measurements: { read: (found, ...of) => (found === measured ? last : next.read(found, ...of)) },
  };
}

/** Ends an execution; whether one of the arrays that were handed out has been written since, where they could not be taken away. */
function ended(execution: Execution): () => boolean {
  if (execution.retire) return execution.retire();
  execution.dispose();
  return () => false;
}
