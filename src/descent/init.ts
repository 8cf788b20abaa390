/** Begins a descent: plans, compiles, fills. */
import type { Elements } from "../language/dtype.ts";
import type { Plan } from "../plan/plan.ts";
import { recentPlan } from "../plan/recent.ts";
import { checkCoverage } from "../rule/coverage.ts";
import type { Transformation } from "../rule/transformation.ts";
import { compileOn, compileSyncOn } from "../runtime/compile.ts";
import { type Device, DeviceError, type Execution, type Ranks } from "../runtime/device.ts";
import type { GpuTensor } from "../runtime/webgpu/gpu.ts";
import { begin } from "./beginning.ts";
import { Descent } from "./descent.ts";
import { checkBlas, checkPrecision, deviceFor, deviceNow, type Gpu, isGpu } from "./device.ts";
import { rangesInto } from "./gpu/ranges.ts";
import { encodeAll } from "./half-arrays.ts";
import { HalfDescent } from "./half-descent.ts";
import { Hypers } from "./hypers.ts";
import { type InitOptions, readInit } from "./inputs.ts";
import { copyOf, display, ParameterError } from "./leaf.ts";
import { partsOf } from "./parts.ts";
import { readTree, type Tree } from "./tree.ts";

/** A descent that has been planned, and has no memory yet. */
interface Planned extends Pick<InitOptions, "from" | "partial" | "measure" | "shard" | "precision"> {
  readonly optimizer: Transformation;
  readonly plan: Plan;
  readonly hypers: Hypers;
  readonly tree: Tree;
  /** Where parameters lie that the user has on a GPU. */
  readonly ranges: ReadonlyMap<string, GpuTensor>;
}

/**
 * What `optimizer.init` does. Reads parameters and options before it waits for anything; of 1 GiB of parameters or more, the values once the
 * device's code is loaded.
 */
export async function init<P>(
  optimizer: Transformation,
  params: P,
  options: InitOptions,
): Promise<Descent<P>> {
  const { planned, wanted } = planFor(optimizer, params, options);
  const { device } = wanted;
  if (isGpu(device) && planned.shard) throw notOnGpu();
  checkBlas(wanted);
  checkPrecision(device, planned.precision);
  if (isGpu(device)) return onGpu<P>(device, planned, wanted.threads) as never;
  const found = deviceFor(wanted);
  if (!(found instanceof Promise))
    return started(found, planned, await compileOn(found, ...valuesOf(planned)));
  const tree = copied(planned.tree);
  const loaded = await found;
  return started(loaded, planned, await compileOn(loaded, ...valuesOf({ ...planned, tree })));
}

const notOnGpu = (): DeviceError =>
  new DeviceError(
    'shard: processes cannot share states on "webgpu"; use "wasm", "native" or "js", or leave shard out',
  );

/** A GPU's descent, which is of another class; `compose/` has the types. */
async function onGpu<P>(device: Gpu, planned: Planned, threads: InitOptions["threads"]) {
  const { values, structure } = planned.tree;
  const tree = { ...planned.tree, values: values.map(copyOf) };
  const [, params] = valuesOf({ ...planned, tree });
  const { beginOnGpu } = await import("./gpu/begin.ts");
  return beginOnGpu<P>(device, { ...planned, structure, params, threads });
}

/** Bytes of parameters from which on there is no copy of them: it would be memory that the descent may need. */
const largeBytes = 2 ** 30;

/** Nothing that happens while code is loaded may change the values of the call. */
const copied = (tree: Tree): Tree =>
  tree.values.reduce((sum, { byteLength }) => sum + byteLength, 0) < largeBytes
    ? { ...tree, values: tree.values.map(copyOf) }
    : tree;

/** The same at once. */
export function initSync<P>(optimizer: Transformation, params: P, options: InitOptions): Descent<P> {
  const { planned, wanted } = planFor(optimizer, params, options);
  checkPrecision(wanted.device, planned.precision);
  const found = deviceNow(wanted);
  return started(found, planned, compileSyncOn(found, ...valuesOf(planned)));
}

function planFor(optimizer: Transformation, params: unknown, options: InitOptions) {
  const { device, threads, blas, ...past } = readInit(options);
  const most = past.shard?.threads;
  const ranges = new Map<string, GpuTensor>();
  const tree = readTree(params, { foreign: isGpu(device) ? rangesInto(ranges) : undefined });
  const half = past.shard && tree.leaves.find((leaf) => leaf.half);
  if (half)
    throw new ParameterError(
      `${display(half.path)} is in 16 bits, and processes share states of float32 and float64 alone; leave shard out`,
    );
  checkCoverage(optimizer, tree.leaves);
  const planned = recentPlan(optimizer, tree.leaves, past.measure);
  const hypers = new Hypers(planned);
  hypers.evaluate(0);
  return {
    planned: { optimizer, plan: planned, hypers, tree, ranges, ...past },
    wanted: {
      device,
      // Processes that share a machine divide its processors.
      threads: threads === "auto" && most !== undefined ? { most } : threads,
      blas,
      plan: planned,
    },
  };
}

/** A plan, the parameters to begin with by path, and processes that share the states. */
const valuesOf = ({
  plan,
  tree: { leaves, values },
  shard,
}: Planned): [Plan, ReadonlyMap<string, Elements>, Ranks | undefined] => [
  plan,
  new Map(leaves.map(({ path }, index) => [path, values[index]!])),
  shard,
];

function started<P>(device: Device, planned: Planned, execution: Execution) {
  const { optimizer, measure = false, plan, hypers, tree, from, partial } = planned;
  try {
    const running = { plan, execution };
    encodeAll(running);
    begin(running, hypers);
    const Made = tree.leaves.some(({ half }) => half) ? HalfDescent : Descent;
    const descent = new Made<P>(partsOf({ optimizer, device, measure }, running, tree.structure, hypers));
    if (from !== undefined) descent.restoreSync(from, { partial });
    return descent;
  } catch (error) {
    execution.dispose();
    throw error;
  }
}
