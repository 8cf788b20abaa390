/** The device `wasm` with threads. Loaded when a descent asks for them and is large enough. */

import { byLoop, loopNames } from "../../../linear-algebra/compiled.ts";
import { keyOf } from "../../../plan/kernel.ts";
import type { Device, ThreadCount } from "../../device.ts";
import type { Backend, Run } from "../backend.ts";
import { cached } from "../cached.ts";
import { deviceOf } from "../host-device.ts";
import { checkBytes } from "../pool.ts";
import { loopModule, loopModuleNow } from "../wasm/loops.ts";
import { memoryOf, moduleNow, moduleOf, wasm } from "../wasm/run.ts";
import type { Manner } from "./divided.ts";
import { Share } from "./share.ts";
import { mostOf } from "./start-worker.ts";
import { Team } from "./team.ts";

/** The team of this thread, whichever descents it works on; made when it is first needed, since not every engine has shared memory. */
let team: Team | undefined;

/** The device with as many threads as are asked for, or as can be had; `wasm` itself where that is one. */
export async function withThreads(threads: ThreadCount): Promise<Device> {
  if (!team || team.hasEnded) team = new Team();
  await team.grow(mostOf(threads) - 1);
  return withThreadsNow(threads);
}

/** The same with the workers that have been started. */
export const withThreadsNow = (threads: ThreadCount): Device =>
  team && team.workers > 0 && mostOf(threads) > 1
    ? teamDevice(team, { threads: mostOf(threads), isAuto: typeof threads !== "number", leastPart: 1024 })
    : deviceOf(wasm);

/** The device of a team. */
export const teamDevice = (team: Team, manner: Manner): Device => ({
  ...deviceOf(wasm),
  async compile(plan, params, ranks) {
    const { backend, share } = sharing(team, manner);
    const execution = await deviceOf(backend).compile(plan, params, ranks);
    await share().give();
    return execution;
  },
  compileSync(plan, params, ranks) {
    const { backend, share } = sharing(team, manner);
    const execution = deviceOf(backend).compileSync!(plan, params, ranks);
    share().giveNow();
    return execution;
  },
});

/** The backend of one descent, whose memory is shared and is its own. */
function sharing(team: Team, manner: Manner): { readonly backend: Backend; readonly share: () => Share } {
  let share: Share | undefined;
  const runs = new Map<string, Run>();
  const add = (key: string, module: WebAssembly.Module) => cached(runs, key, () => share!.add(module));
  const backend: Backend = {
    ...wasm,
    threads: manner.threads,
    allocate(bytes) {
      checkBytes(bytes);
      share = new Share(memoryOf(bytes, true), team, manner);
      return share;
    },
    prepare: async (kernel) => add(keyOf(kernel), await moduleOf(kernel, "shared")),
    prepareSync: (kernel) => add(keyOf(kernel), moduleNow(kernel, "shared")),
    prepareLoops: async () => {
      const modules = await Promise.all(loopNames.map((name) => loopModule(name, "shared")));
      return byLoop((name) => add(name, modules[loopNames.indexOf(name)]!));
    },
    prepareLoopsSync: () => byLoop((name) => add(name, loopModuleNow(name, "shared"))),
  };
  return { backend, share: () => share! };
}
