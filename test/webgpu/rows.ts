/** Rows of the conformance table on a GPU: each step from the reference's state, compared with what intervals allow. */
import { Hypers } from "../../src/descent/hypers.ts";
import type { Descent, GpuDescent, GpuDevice, Snapshot, Tensor } from "../../src/index.ts";
import { plan } from "../../src/plan/plan.ts";
import { changing } from "../conformance/cases.ts";
import { type Problem, paramsOf, placesOf } from "../conformance/problems.ts";
import { perturbs } from "../conformance/traits.ts";
import type { OracleCase } from "../oracle/index.ts";
import { type ByPath, IntervalStep } from "./interval-step.ts";
import type { Interval } from "./intervals.ts";
import { inOneBuffer } from "./own-buffers.ts";
import { distance, isUnbounded, pathsOfRoutines, wholeTolerance } from "./whole.ts";

type Params = Readonly<Record<string, Tensor>>;

/** What was compared. */
export interface Compared {
  elements: number;
  /** Those that a comparison or a sign within tolerance of its threshold decides: they may be what either side gives. */
  open: number;
  /** The widest of intervals that are not open, relative to the largest number of its array. */
  widest: number;
  /** The most that a whole matrix is off, relative to its norm. */
  furthest: number;
}

/** Yogi where v begins as g^2: the first step takes the sign of a difference of equal numbers. */
export const beginsOpen = ({ optimizer, options }: OracleCase): boolean =>
  optimizer === "yogi" && options.v0 === "gradient";

/** Arrays of a snapshot by role and path. */
function arraysOf(names: ReadonlyMap<string, string>, { params, state }: Snapshot): Map<string, ByPath> {
  const values = (one: unknown): ByPath =>
    typeof one === "number"
      ? new Map([["", [one]]])
      : new Map(Object.entries(one as Record<string, ArrayLike<number>>));
  return new Map([
    ["p", values(params)],
    ...Object.entries(state).map(([name, one]) => [names.get(name)!, values(one)] as const),
  ]);
}

/** Follows a row on a problem; every step of the GPU begins with what the host has. `isOwn`: parameters and gradients lie in buffers of the user's own. */
export async function compareRow(
  row: OracleCase,
  problem: Problem,
  gpu: GpuDevice,
  isOwn = false,
): Promise<Compared> {
  const optimizer = changing(row, problem);
  const params = paramsOf(problem, { dtype: "float32" });
  const host: Descent<Params> = await optimizer.init(params, { device: "js" });
  const own = isOwn ? inOneBuffer(gpu, params) : undefined;
  const found = (await optimizer.init(own?.tree ?? params, { device: gpu })) as GpuDescent<Params>;
  const tensors = Object.entries(problem.shapes).map(([path, shape]) => ({
    path,
    shape,
    size: params[path]!.data.length,
    dtype: "float32" as const,
  }));
  const planned = plan(optimizer, tensors);
  const names = new Map(planned.states.map(({ name, role }) => [name, role]));
  const compared: Compared = { elements: 0, open: 0, widest: 0, furthest: 0 };
  const whole = pathsOfRoutines(planned);
  const places = placesOf(problem.shapes);
  for (const [t, all] of problem.gradients.entries()) {
    const before = await host.snapshot();
    await found.restore(before);
    const gradients = Object.fromEntries(
      places.map(({ name, start, end }) => [
        name,
        { data: Float32Array.from(all.subarray(start, end)), shape: problem.shapes[name]! },
      ]),
    );
    const loss = problem.losses[t]!;
    const isHalf = perturbs(optimizer) && host.pending === 0;
    const pending = host.pending;
    const given = own ? inOneBuffer(gpu, gradients) : undefined;
    for (const one of [host, found]) {
      const theirs = one === found && given ? given.tree : gradients;
      if (isHalf) one.perturb(theirs as typeof gradients);
      else one.step(theirs as typeof gradients, { loss });
    }
    const phase = host.pending > pending ? planned.phases.before! : planned.phases.step;
    const scalars = scalarsOf(planned, optimizer, before, loss);
    const arrays = arraysOf(names, before);
    arrays.set("g", new Map(Object.entries(gradients).map(([path, { data }]) => [path, data])));
    const expected = new IntervalStep(planned, arrays, scalars).run(phase);
    const after = await found.snapshot();
    const meant = await host.snapshot();
    if (after.count !== meant.count)
      throw new Error(`step ${t}: count is ${after.count}, expected ${meant.count}`);
    const [theirs, ours] = [arraysOf(names, after), arraysOf(names, meant)];
    const isWhole = (path: string, of: readonly Interval[]) => whole.has(path) && isUnbounded(of);
    compareArrays(expected.arrays, theirs, isWhole, compared, `step ${t}`);
    // The host has values of all tensors in float64.
    const unseen = { elements: 0, open: 0, widest: 0, furthest: 0 };
    compareArrays(expected.arrays, ours, isWhole, unseen, `host, step ${t}`, 1e-5);
    for (const [role, byPath] of expected.arrays)
      for (const [path, of] of byPath) {
        if (!isWhole(path, of)) continue;
        // Parameters change by a small part of what they are.
        const from = role === "p" ? arrays.get(role)!.get(path) : undefined;
        const off = distance(theirs.get(role)!.get(path)!, ours.get(role)!.get(path)!, from);
        compared.elements += of.length;
        compared.furthest = Math.max(compared.furthest, off);
        if (!(off <= wholeTolerance))
          throw new Error(`step ${t}: ${role} of "${path}" is off by ${off} of its norm`);
      }
  }
  host.dispose();
  found.dispose();
  await own?.checkAround();
  return compared;
}

/** The scalars of the step after a snapshot. */
function scalarsOf(planned: ReturnType<typeof plan>, _: unknown, { count, powers }: Snapshot, loss: number) {
  const hypers = new Hypers(planned);
  hypers.evaluate(Math.max(0, count - 1));
  hypers.resume(count, powers as never);
  hypers.evaluate(count);
  if (hypers.loss >= 0) hypers.scalars[hypers.loss] = loss;
  return hypers.scalars;
}

function compareArrays(
  expected: ReadonlyMap<string, ReadonlyMap<string, readonly Interval[]>>,
  found: ReadonlyMap<string, ByPath>,
  isWhole: (path: string, of: readonly Interval[]) => boolean,
  compared: Compared,
  where: string,
  room = 0,
): void {
  for (const [role, byPath] of expected)
    for (const [path, intervals] of byPath) {
      const values = found.get(role)?.get(path);
      // Bounds of elements come with the optimizer: no snapshot has them.
      if (!values || isWhole(path, intervals)) continue;
      const scale = intervals.reduce((most, { high }) => Math.max(most, Math.abs(high)), 0);
      for (const [i, { low, high, isOpen }] of intervals.entries()) {
        compared.elements++;
        if (isOpen) compared.open++;
        else if (Number.isFinite(high - low) && scale > 0)
          compared.widest = Math.max(compared.widest, (high - low) / scale);
        const value: number = values[i]!;
        const more = Number.isFinite(scale) ? room * scale : 0;
        if (Number.isNaN(low) || (low - more <= value && value <= high + more)) continue;
        throw new Error(
          `${where}: ${role} of "${path}", element ${i} is ${value}, expected ${low} to ${high}`,
        );
      }
    }
}
