/** What goes to and fro between a descent on a GPU and its user: parameters, states, measurements, snapshots. */
import type { Elements } from "../../language/dtype.ts";
import { halfRole, shownRole } from "../../plan/halves.ts";
import { masterName } from "../../plan/masters.ts";
import { evaluatingLink } from "../../plan/phases.ts";
import { DeviceError } from "../../runtime/device.ts";
import { Inlet } from "../gradients.ts";
import { codedOf, encodeAll, encoded, halvesIn, viewOf, withMasters } from "../half-arrays.ts";
import { restoreMasters, withCodes } from "../half-snapshot.ts";
import { type LastStep, Measurements } from "../last.ts";
import { type Restored, type RestoreOptions, restoreInto } from "../restore.ts";
import type { Running } from "../running.ts";
import { type Snapshot, snapshotOf } from "../snapshot.ts";
import { shownState } from "../state.ts";
import type { Target } from "../targets.ts";
import { ParameterError, treeOf } from "../tree.ts";
import type { GpuParts } from "./gpu-parts.ts";
import { sendTo, twinOf } from "./twin.ts";

const pathsOf = ({ plan }: Running): string[] =>
  plan.groups.flatMap(({ tensors }) => tensors.map(({ path }) => path));

/** A tree of copies of the parameters, or for some paths of those to evaluate with; in 16 bits where the parameters are. */
async function treeFrom({ running, structure }: GpuParts, evaluated: ReadonlySet<string>): Promise<unknown> {
  const { program } = running.execution;
  const halves = halvesIn(structure);
  const paths = pathsOf(running);
  const roleOf = (path: string) => (evaluated.has(path) ? "eval" : shownRole(halves.get(path) ?? {}));
  const values = await program.read(paths.map((path) => [roleOf(path), path]));
  const byPath = new Map(paths.map((path, index) => [path, values[index]!]));
  return treeOf(structure, (path) => {
    const [found, half] = [byPath.get(path)!, halves.get(path)];
    if (!half) return found as Float32Array;
    return viewOf(half, found instanceof Float32Array ? encoded(half, found) : (found as Uint16Array));
  });
}

/** Copies of the parameters. */
export const readParams = (parts: GpuParts): Promise<unknown> => treeFrom(parts, new Set());

/** Overwrites the parameters. @throws ParameterError if they do not fit. */
export function writeParams({ execution, structure, targets }: GpuParts, params: unknown): void {
  const copies = new Map<string, Target>(
    [...targets].map(([path, { view, shape }]) => [path, { view: view.slice(), shape }]),
  );
  const inlet = new Inlet(structure, copies);
  inlet.read(params);
  if (inlet.nulls.isAny)
    throw new ParameterError("write() takes values for all parameters; got null for some");
  inlet.write();
  for (const [path, { view }] of copies) execution.write("write" in view ? halfRole : "p", path, view);
}

/** The states as users see them, as copies. */
export async function stateOn(parts: GpuParts): Promise<object> {
  const { structure, steps } = parts;
  const twin = await twinOf(parts);
  const state = shownState(twin, structure, steps.participants);
  const coded = codedOf(twin, structure);
  const masters = () => treeOf(structure, (path) => coded.get(path)?.master);
  return coded.size > 0 ? withMasters(state, masterName(twin.plan.states), masters) : state;
}

/** Measurements of the last step. @throws TypeError if it was not measured. */
export async function lastOf({ running, execution, steps, last }: GpuParts): Promise<LastStep> {
  if (last) return last;
  const { all, tensors } = running.plan.measured;
  const places = [
    ...all.map(({ name }) => [name, ""] as const),
    ...tensors.flatMap(({ name }) => pathsOf(running).map((path) => [name, path] as const)),
  ];
  const values = all.length > 0 ? await execution.program.numbers(places) : [];
  const byPlace = new Map(places.map(([name, path], index) => [`${name} ${path}`, values[index]!]));
  const handle = (role: string, path: string): Elements => byPlace.get(`${role} ${path}`)!;
  const measurements = new Measurements({ plan: running.plan, execution: { ...noExecution, handle } });
  const measured = Float64Array.from(all, ({ name }) => handle(name, "")[0]!);
  return measurements.read(measured, steps.counters.isTaken, steps.participants);
}

/** The parameters to evaluate with: after the last step, with the hyperparameters that it had. */
export async function evaluationOn(parts: GpuParts): Promise<unknown> {
  const { running, hypers, steps, execution } = parts;
  const { plan } = running;
  const { count } = steps.counters;
  const { participants } = steps;
  const isOther = count > 0 && plan.phases.eval !== undefined;
  const scalarsAt = (at: number) => hypers.afterStep(at);
  if (isOther) execution.run("eval", { count, scalarsAt, cohorts: participants.after() });
  const others = new Set(
    plan.groups
      .filter((group) => isOther && evaluatingLink(group) !== undefined)
      .flatMap(({ tensors }) => tensors.map(({ path }) => path))
      .filter((path) => participants.hasTakenPart(path)),
  );
  return treeFrom(parts, others);
}

/** A snapshot. */
export async function snapshotOn(parts: GpuParts): Promise<Snapshot> {
  const twin = await twinOf(parts);
  const snapshot = snapshotOf(twin, parts.hypers, parts.steps);
  const coded = codedOf(twin, parts.structure);
  return coded.size > 0 ? withCodes(snapshot, coded, masterName(twin.plan.states)) : snapshot;
}

/** Continues from a snapshot. @throws what `restoreInto` throws. Nothing has changed then. */
export async function restoreOn(
  parts: GpuParts,
  snapshot: Snapshot,
  options: RestoreOptions,
): Promise<Restored> {
  const twin = await twinOf(parts);
  const coded = codedOf(twin, parts.structure);
  const restore = (fitting: Snapshot) => restoreFrom(parts, twin, fitting, options);
  try {
    return coded.size > 0
      ? restoreMasters(snapshot, coded, masterName(twin.plan.states), options.partial === true, restore)
      : restore(snapshot);
  } finally {
    twin.execution.dispose();
  }
}

/** The same in memory of the host, from a snapshot of masters; then everything is sent. */
export function restoreFrom(
  { execution, hypers, steps }: GpuParts,
  twin: Running,
  snapshot: Snapshot,
  options: RestoreOptions,
): Restored {
  execution.twin = twin.execution;
  try {
    const restored = restoreInto({ running: twin, hypers, steps }, snapshot, options);
    encodeAll(twin);
    sendTo(execution.program, twin);
    return restored;
  } finally {
    execution.twin = undefined;
  }
}

/** An execution that has nothing but handles. */
const noExecution = {
  run: () => {
    throw new DeviceError("there is nothing to run");
  },
  read: async () => new Float32Array(),
  write: () => {},
  isLost: false,
  dispose: () => {},
};
