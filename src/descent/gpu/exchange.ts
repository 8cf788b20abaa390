/** What goes to and fro between a descent on a GPU and its user: parameters, states, measurements, snapshots. */
import type { Elements } from "../../language/dtype.ts";
import { evaluatingLink } from "../../plan/phases.ts";
import { DeviceError } from "../../runtime/device.ts";
import { Inlet } from "../gradients.ts";
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

/** A tree of copies of arrays: of which role, by path. */
async function treeFrom(
  { running, structure }: GpuParts,
  roleOf: (path: string) => string,
): Promise<unknown> {
  const { program } = running.execution;
  const paths = pathsOf(running);
  const values = await program.numbers(paths.map((path) => [roleOf(path), path]));
  const byPath = new Map(paths.map((path, index) => [path, values[index]!]));
  return treeOf(structure, (path) => byPath.get(path));
}

/** Copies of the parameters. */
export const readParams = (parts: GpuParts): Promise<unknown> => treeFrom(parts, () => "p");

/** Overwrites the parameters. @throws ParameterError if they do not fit. */
export function writeParams({ execution, structure, targets }: GpuParts, params: unknown): void {
  const copies = new Map<string, Target>(
    [...targets].map(([path, { view, shape }]) => [path, { view: new Float32Array(view.length), shape }]),
  );
  const inlet = new Inlet(structure, copies);
  inlet.read(params);
  if (inlet.nulls.isAny)
    throw new ParameterError("write() takes values for all parameters; got null for some");
  inlet.write();
  for (const [path, { view }] of copies) execution.write("p", path, view);
}

/** The states as users see them, as copies. */
export async function stateOn({
  running,
  structure,
  steps,
}: GpuParts): Promise<Readonly<Record<string, unknown>>> {
  const twin = await twinOf(running);
  return shownState(twin, structure, steps.participants);
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
  return treeFrom(parts, (path) => (others.has(path) ? "eval" : "p"));
}

/** A snapshot. */
export async function snapshotOn({ running, hypers, steps }: GpuParts): Promise<Snapshot> {
  const twin = await twinOf(running);
  return snapshotOf(twin, hypers, steps);
}

/** Continues from a snapshot, in a copy in memory of the host, or in what is given as such. @throws what `restoreInto` throws. Nothing has changed then. */
export async function restoreOn(
  { running, execution, hypers, steps }: GpuParts,
  snapshot: Snapshot,
  options: RestoreOptions,
  memory?: Running,
): Promise<Restored> {
  const twin = memory ?? (await twinOf(running));
  execution.twin = twin.execution;
  try {
    const restored = restoreInto({ running: twin, hypers, steps }, snapshot, options);
    sendTo(execution.program, twin);
    return restored;
  } finally {
    execution.twin = undefined;
    if (!memory) twin.execution.dispose();
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
