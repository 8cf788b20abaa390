/** Begins a descent: plans, compiles, fills. */
import { plan } from "../plan/plan.ts";
import { checkCoverage } from "../rule/coverage.ts";
import type { Transformation } from "../rule/transformation.ts";
import { compileOn } from "../runtime/compile.ts";
import type { Device } from "../runtime/device.ts";
import { Descent } from "./descent.ts";
import { deviceFor } from "./device.ts";
import { fillBounds } from "./element-bounds.ts";
import { Hypers } from "./hypers.ts";
import { type InitOptions, readInit } from "./inputs.ts";
import { copyOf } from "./leaf.ts";
import { fillStates } from "./state.ts";
import { readTree, type Tree } from "./tree.ts";

/** What `optimizer.init` does. Reads parameters and options before it waits for anything. */
export async function init<P>(
  optimizer: Transformation,
  params: P,
  options: InitOptions,
): Promise<Descent<P>> {
  const { device = "auto", measure, threads, ...past } = readInit(options);
  const tree = readTree(params);
  checkCoverage(optimizer, tree.leaves);
  const planned = plan(optimizer, tree.leaves, measure);
  const hypers = new Hypers(planned);
  hypers.evaluate(0);
  const found = deviceFor(device, threads);
  if (!(found instanceof Promise)) return initOn(found, planned, hypers, tree, past);
  // Nothing that happens while the device is loaded may change the values of the call.
  const values = tree.values.map(copyOf);
  return initOn(await found, planned, hypers, { ...tree, values }, past);
}

async function initOn<P>(
  device: Device,
  planned: ReturnType<typeof plan>,
  hypers: Hypers,
  { structure, leaves, values }: Tree,
  { from, partial }: Pick<InitOptions, "from" | "partial">,
): Promise<Descent<P>> {
  const given = new Map(leaves.map(({ path }, index) => [path, values[index]!]));
  const execution = await compileOn(device, planned, given);
  try {
    const running = { plan: planned, execution };
    fillBounds(running);
    fillStates(running, hypers);
    if (planned.phases.project) {
      // The initial parameters, and the states that start there, must lie within the bounds too.
      execution.run("project", { count: 0, scalarsAt: () => hypers.scalars });
      fillStates(running, hypers, true);
    }
    const descent = new Descent<P>(running, structure, hypers, device.name);
    if (from !== undefined) await descent.restore(from, { partial });
    return descent;
  } catch (error) {
    execution.dispose();
    throw error;
  }
}
