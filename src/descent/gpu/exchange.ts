/** What goes to and fro between a descent on a GPU and its user: parameters, states, measurements, snapshots. */
import type { Elements } from "../../language/dtype.ts";
import { evaluatingLink } from "../../plan/phases.ts";
import { DeviceError } from "../../runtime/device.ts";
import { Inlet } from "../gradients.ts";
import type { Hypers } from "../hypers.ts";
import { type LastStep, Measurements } from "../last.ts";
import { type Restored, type RestoreOptions, restoreInto } from "../restore.ts";
import type { Running } from "../running.ts";
import { type Snapshot, snapshotOf } from "../snapshot.ts";
import { shownState } from "../state.ts";
import type { Steps } from "../steps.ts";
import type { Target } from "../targets.ts";
import { ParameterError, type Structure, treeOf } from "../tree.ts";
import type { GpuExecution } from "./execution.ts";
import { sendTo, twinOf } from "./twin.ts";

/** The parts of a descent. */
interface Subject {
  readonly running: Running;
  readonly hypers: Hypers;
  readonly steps: Steps;
}

const pathsOf = ({ plan }: Running): string[] =>
  plan.groups.flatMap(({ tensors }) => tensors.map(({ path }) => path));

/** A tree of copies of arrays: of which role, by path. */
async function treeFrom(
  running: Running,
  { program }: GpuExecution,
  structure: Structure,
  roleOf: (path: string) => string,
): Promise<unknown> {
  const paths = pathsOf(running);
  const values = await program.read(paths.map((path) => [roleOf(path), path]));
  const byPath = new Map(paths.map((path, index) => [path, values[index]!]));
  return treeOf(structure, (path) => byPath.get(path));
}

/** Copies of the parameters. */
export const readParams = (
  running: Running,
  execution: GpuExecution,
  structure: Structure,
): Promise<unknown> => treeFrom(running, execution, structure, () => "p");

/** Overwrites the parameters. @throws ParameterError if they do not fit. */
export function writeParams(
  execution: GpuExecution,
  structure: Structure,
  targets: ReadonlyMap<string, Target>,
  params: unknown,
): void {
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
export async function stateOn(
  { plan }: Running,
  { program }: GpuExecution,
  structure: Structure,
  { participants }: Steps,
): Promise<Readonly<Record<string, unknown>>> {
  const twin = await twinOf(plan, program);
  return shownState(twin, structure, participants);
}

/** Measurements of the last step. @throws TypeError if it was not measured. */
export async function lastOf(running: Running, execution: GpuExecution, steps: Steps): Promise<LastStep> {
  const { all, tensors } = running.plan.measured;
  const places = [
    ...all.map(({ name }) => [name, ""] as const),
    ...tensors.flatMap(({ name }) => pathsOf(running).map((path) => [name, path] as const)),
  ];
  const values = all.length > 0 ? await execution.program.read(places) : [];
  const byPlace = new Map(places.map(([name, path], index) => [`${name} ${path}`, values[index]!]));
  const handle = (role: string, path: string): Elements => byPlace.get(`${role} ${path}`)!;
  const measurements = new Measurements({ plan: running.plan, execution: { ...noExecution, handle } });
  const measured = Float64Array.from(all, ({ name }) => handle(name, "")[0]!);
  return measurements.read(measured, steps.counters.isTaken, steps.participants);
}

/** The parameters to evaluate with: after the last step, with the hyperparameters that it had. */
export async function evaluationOn(
  { running, hypers, steps }: Subject,
  execution: GpuExecution,
  structure: Structure,
): Promise<unknown> {
  const { plan } = running;
  const { count } = steps.counters;
  const isOther = count > 0 && plan.phases.eval !== undefined;
  if (isOther) execution.run("eval", { count, scalarsAt: (at) => hypers.afterStep(at) });
  const others = new Set(
    plan.groups
      .filter((group) => isOther && evaluatingLink(group) !== undefined)
      .flatMap(({ tensors }) => tensors.map(({ path }) => path)),
  );
  return treeFrom(running, execution, structure, (path) => (others.has(path) ? "eval" : "p"));
}

/** A snapshot. */
export async function snapshotOn(
  { running, hypers, steps }: Subject,
  { program }: GpuExecution,
): Promise<Snapshot> {
  const twin = await twinOf(running.plan, program);
  return snapshotOf(twin, hypers, steps);
}

/** Continues from a snapshot. @throws what `restoreInto` throws. Nothing has changed then. */
export async function restoreOn(
  { running, hypers, steps }: Subject,
  { program }: GpuExecution,
  snapshot: Snapshot,
  options: RestoreOptions,
): Promise<Restored> {
  const twin = await twinOf(running.plan, program);
  const restored = restoreInto({ running: twin, hypers, steps }, snapshot, options);
  sendTo(program, twin);
  return restored;
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
