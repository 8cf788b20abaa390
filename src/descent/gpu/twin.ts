/**
 * A descent on a GPU as it is at a moment, in memory of the host: what is asked for seldom (a beginning, a snapshot, the state) is done
 * there, as on any host, and what has changed goes back.
 */
import type { Elements } from "../../language/dtype.ts";
import type { Plan } from "../../plan/plan.ts";
import { compileOn } from "../../runtime/compile.ts";
import { deviceOf } from "../../runtime/host/host-device.ts";
import { js } from "../../runtime/host/js/run.ts";
import type { GpuRun } from "../../runtime/webgpu/run.ts";
import { isBound } from "../element-bounds.ts";
import type { Running } from "../running.ts";

type Place = readonly [role: string, path: string];

/** All arrays of a plan that steps change: parameters and states. */
const placesOf = ({ groups, states }: Plan, withBounds: boolean): Place[] => [
  ...groups.flatMap(({ tensors }) => tensors.map(({ path }): Place => ["p", path])),
  ...states.flatMap(({ role, scope, groups: having, state }): Place[] => {
    if (!withBounds && isBound(state)) return [];
    if (scope === "uniform") return [[role, ""]];
    return having.flatMap((group) => groups[group]!.tensors.map(({ path }): Place => [role, path]));
  }),
];

/** Memory of the host for a plan, with these parameters. As on the GPU, tensors cannot be divided. */
export async function hostOf(plan: Plan, params: ReadonlyMap<string, Elements>): Promise<Running> {
  const host = await compileOn(deviceOf(js), plan, params);
  return {
    plan,
    execution: {
      run: (phase, call) => host.run(phase, call),
      handle: (role, path) => host.handle(role, path),
      read: (role, path) => host.read(role, path),
      write: (role, path, values) => host.write(role, path, values),
      isLost: false,
      dispose: () => host.dispose(),
    },
  };
}

/** Copies everything from a GPU; dispose of the twin's execution afterwards. */
export async function twinOf(plan: Plan, run: GpuRun): Promise<Running> {
  const places = placesOf(plan, true);
  const values = await run.read(places);
  const params = places.flatMap(([role, path], index) =>
    role === "p" ? [[path, values[index]!] as const] : [],
  );
  const twin = await hostOf(plan, new Map(params));
  for (const [index, [role, path]] of places.entries())
    if (role !== "p") twin.execution.write(role, path, values[index]!);
  return twin;
}

/** Copies everything to a GPU. */
export function sendTo(run: GpuRun, { plan, execution }: Running): void {
  for (const [role, path] of placesOf(plan, true)) run.write(role, path, execution.handle(role, path));
}
