/**
 * Edits rows on a GPU: in memory of the host, where a descent with the same arrays is edited as any other, then on buffers of the new shape. Loaded when
 * it is asked for.
 */

import type { Tensor } from "../../plan/groups.ts";
import { deviceOf } from "../../runtime/host/host-device.ts";
import { js } from "../../runtime/host/js/run.ts";
import { compileOnGpu } from "../../runtime/webgpu/compile.ts";
import type { GpuTensor } from "../../runtime/webgpu/gpu.ts";
import { edited } from "../edit.ts";
import { Measurements } from "../last.ts";
import { display, ParameterError } from "../leaf.ts";
import type { Parts } from "../parts.ts";
import { resetState } from "../reset-state.ts";
import { checkRows, type RowEdit, readEdit, tensorAt, widthOf } from "../row-values.ts";
import { arrayOf, type Running } from "../running.ts";
import { snapshotOf } from "../snapshot.ts";
import { targetsOf } from "../targets.ts";
import { lastOf, restoreFrom } from "./exchange.ts";
import { GpuExecution } from "./execution.ts";
import { GpuParts } from "./gpu-parts.ts";
import { areAll, checkApart, checkUsage, type GpuLeaf, isGpuLeaf, ofParameters, placeOf } from "./ranges.ts";
import { sendTo, twinOf } from "./twin.ts";

/** Which rows stay, and which are new; for a tensor in a buffer of the user's own, where it lies afterwards. */
export interface GpuRowEdit extends RowEdit {
  /** A GPUBuffer, or a range of one, of just the size that the tensor has after the edit. */
  readonly buffer?: GpuLeaf | undefined;
}

/** The descent in memory of the host, edited rows of which are those of the descent. */
const hostParts = ({ origin, structure, hypers, steps }: GpuParts, running: Running): Parts => ({
  origin: { ...origin, device: deviceOf(js) },
  running,
  structure,
  hypers,
  steps,
  targets: targetsOf(running),
  device: "js",
  params: undefined,
  grads: undefined,
  state: {},
  measurements: new Measurements(running),
  scaleAt: () => 1,
});

/** Paths of the gradients that have memory on the GPU. */
const heldIn = ({ targets, execution }: GpuParts): string[] =>
  [...targets.keys()].filter((path) => execution.program.hasGradient(path));

/** Copies everything to the host, gradients too. */
async function withGradients(parts: GpuParts): Promise<Running> {
  const twin = await twinOf(parts);
  const paths = heldIn(parts);
  const gradients = await parts.execution.program.read(paths.map((path) => ["g", path]));
  for (const [index, path] of paths.entries()) arrayOf(twin.execution, "g", path).set(gradients[index]!);
  return twin;
}

/** The parts of a descent after an edit; the old ones are of no use then. @throws what `GpuDescent.edit` does; nothing has changed then */
export async function editedOnGpu(
  parts: GpuParts,
  path: string,
  edit: RowEdit,
  buffer: GpuLeaf | undefined,
): Promise<GpuParts> {
  const { tensor } = tensorAt("edit", parts.running.plan, path);
  checkRows("edit", tensor);
  const { keep, append } = readEdit(edit, tensor);
  const elements = keep.length * widthOf(tensor) + append.length;
  const ranges = rangesAfter(parts.ranges, { ...tensor, size: elements }, buffer);
  const isMeasured = parts.running.plan.measured.all.length > 0 && parts.steps.counters.count > 0;
  const last = isMeasured ? await lastOf(parts) : undefined;
  const twin = await withGradients(parts);
  // What was measured stays on the GPU.
  parts.steps.outcome = undefined;
  const host = await edited(hostParts(parts, twin), path, edit);
  try {
    return await onGpu(parts, host, ranges, last);
  } finally {
    host.steps.dispose();
  }
}

/** The same on buffers of the new shape. */
async function onGpu(
  old: GpuParts,
  { running, structure, hypers, steps: edit, targets }: Parts,
  ranges: ReadonlyMap<string, GpuTensor>,
  last: GpuParts["last"],
): Promise<GpuParts> {
  const { origin, steps } = old;
  const { gpu } = old.execution;
  const { plan } = running;
  const snapshot = snapshotOf(running, hypers, edit);
  const program = await compileOnGpu(gpu, plan, ranges, old.execution.program.precision);
  try {
    const execution = new GpuExecution(gpu, program, plan);
    const found = new GpuParts(origin, { plan, execution }, structure, hypers, ranges);
    restoreFrom(found, running, snapshot, {});
    found.steps.counters.follow(steps.counters);
    found.resolution.begin(steps.counters.declinedInARow);
    for (const name of heldIn(old)) program.write("g", name, targets.get(name)!.view);
    found.last = last;
    return found;
  } catch (error) {
    program.dispose();
    throw error;
  }
}

/** Where parameters lie after an edit. @throws ParameterError if it is not known where the edited one does, or cannot be used so */
function rangesAfter(
  before: ReadonlyMap<string, GpuTensor>,
  tensor: Tensor,
  buffer: GpuLeaf | undefined,
): ReadonlyMap<string, GpuTensor> {
  const { path, size, half } = tensor;
  const width = half ? 2 : 4;
  const bytes = width * size;
  const at = `edit: ${display(path)}`;
  if (!before.has(path)) {
    if (buffer === undefined) return before;
    throw new ParameterError(`${at} lies in a buffer of the descent's; leave buffer out`);
  }
  if (!isGpuLeaf(buffer))
    throw new ParameterError(
      `${at} lies in a buffer of yours, which has another size afterwards: give { buffer }, a GPUBuffer or { buffer, offset, size } of ${bytes} bytes`,
    );
  const { elements, ...place } = placeOf(buffer, at, half);
  if (!areAll(elements, tensor))
    throw new ParameterError(`${at}: the new buffer must have ${bytes} bytes; got ${elements * width}`);
  checkUsage(place, ofParameters, at);
  const others = new Map([...before].filter(([other]) => other !== path));
  checkApart(place, others, at);
  return new Map([...before].map(([other, range]) => [other, other === path ? place : range]));
}

/** Gives rows the initial values of their states. @throws what `GpuDescent.resetState` does; nothing has changed then */
export async function resetOnGpu(
  parts: GpuParts,
  path: string,
  rows: ArrayLike<number> | undefined,
): Promise<void> {
  const twin = await twinOf(parts);
  try {
    resetState(hostParts(parts, twin), path, rows);
    sendTo(parts.execution.program, twin);
  } finally {
    twin.execution.dispose();
  }
}
