/** A device on the host's memory: the execution of a plan with the kernels of a backend, made ready later or at once. */
import type { Elements } from "../../language/dtype.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Device, Ranks } from "../device.ts";
import type { Backend } from "./backend.ts";
import { HostExecution } from "./execution.ts";

function begun(
  plan: Plan,
  backend: Backend,
  params: ReadonlyMap<string, Elements>,
  ranks: Ranks | undefined,
): HostExecution {
  const execution = new HostExecution(plan, backend, ranks);
  for (const [path, values] of params) execution.write("p", path, values);
  execution.shard?.begin();
  return execution;
}

/** The device of a backend. */
export const deviceOf = (backend: Backend): Device => ({
  name: backend.name,
  operations: backend.operations,
  takesRanks: true,
  routines: { has: () => true },
  async compile(plan, params, ranks) {
    const execution = begun(plan, backend, params, ranks);
    const { kernels, allocation } = execution;
    try {
      const loops = execution.takesLoops ? backend.prepareLoops?.(allocation) : undefined;
      const runs = kernels.map((kernel) => backend.prepare(kernel, allocation));
      execution.bind(await Promise.all(runs), await loops);
      return execution;
    } catch (error) {
      execution.dispose();
      throw error;
    }
  },
  compileSync(plan, params, ranks) {
    const execution = begun(plan, backend, params, ranks);
    const { kernels, allocation } = execution;
    try {
      const loops = execution.takesLoops ? backend.prepareLoopsSync?.(allocation) : undefined;
      const runs = kernels.map((kernel) => backend.prepareSync(kernel, allocation));
      execution.bind(runs, loops);
      return execution;
    } catch (error) {
      execution.dispose();
      throw error;
    }
  },
});
