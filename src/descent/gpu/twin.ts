/**
 * A descent on a GPU as it is at a moment, in memory of the host: what is asked for seldom (a beginning, a snapshot, the state) is done
 * there, as on any host, and what has changed goes back.
 */
import type { Elements } from "../../language/dtype.ts";
import { halfRole } from "../../plan/halves.ts";
import type { Plan } from "../../plan/plan.ts";
import { compileOn } from "../../runtime/compile.ts";
import { deviceOf } from "../../runtime/host/host-device.ts";
import { js } from "../../runtime/host/js/run.ts";
import type { GpuRun } from "../../runtime/webgpu/run.ts";
import { adopt, codedOf } from "../half-arrays.ts";
import type { Running } from "../running.ts";
import type { GpuParts } from "./gpu-parts.ts";

type Place = readonly [role: string, path: string];

/** All arrays of a plan that steps change: parameters, their codes and states. Of cohorts, each has values of its own that are one number for it. */
const placesOf = ({ groups, states }: Plan, cohorts: GpuRun["cohorts"] = []): Place[] => [
  ...groups.flatMap(({ tensors, half }) =>
    tensors.flatMap(({ path }): Place[] => [["p", path], ...(half ? [[halfRole, path] as const] : [])]),
  ),
  ...states.flatMap(({ role, scope, groups: having, isShared }): Place[] => {
    if (scope === "uniform")
      return [["", ""], ...(isShared ? [] : cohorts)].map(([path]): Place => [role, path!]);
    return having.flatMap((group) => groups[group]!.tensors.map(({ path }): Place => [role, path]));
  }),
];

/** Memory of the host for a plan, with these parameters. */
export const hostOf = async (plan: Plan, params: ReadonlyMap<string, Elements>): Promise<Running> => ({
  plan,
  execution: await compileOn(deviceOf(js), plan, params),
});

/** Copies everything from a GPU, with masters of what users have written over codes; dispose of the twin's execution afterwards. */
export async function twinOf({ running, structure }: GpuParts): Promise<Running> {
  const { plan } = running;
  const { program: run } = running.execution;
  const { cohorts } = run;
  const places = placesOf(plan, cohorts);
  const values = await run.read(places);
  const params = places.flatMap(([role, path], index) =>
    role === "p" ? [[path, values[index] as Float32Array] as const] : [],
  );
  const twin = await hostOf(plan, new Map(params));
  if (cohorts) twin.execution.divide!(cohorts);
  for (const [index, [role, path]] of places.entries()) {
    const codes = twin.execution.codes?.(role, path);
    if (codes) codes.set(values[index]!);
    else if (role !== "p") twin.execution.write(role, path, values[index]!);
  }
  for (const one of codedOf(twin, structure).values()) adopt(one, one.master);
  return twin;
}

/** Copies everything to a GPU. */
export function sendTo(run: GpuRun, { plan, execution }: Running): void {
  for (const [role, path] of placesOf(plan, run.cohorts))
    run.write(role, path, execution.codes?.(role, path) ?? execution.handle(role, path));
}
