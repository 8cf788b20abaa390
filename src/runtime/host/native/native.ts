/**
 * The device `native`: kernels compiled by the system's C compiler, called by koffi, on memory that the engine owns; one thread or a team
 * of threads of the process. The same bits as `js` and `wasm`.
 */
import { byLoop } from "../../../linear-algebra/compiled.ts";
import type { Kernel } from "../../../plan/kernel.ts";
import type { Plan } from "../../../plan/plan.ts";
import { passesIn } from "../../../plan/planned-routines.ts";
import { routinesIn } from "../../../plan/stages.ts";
import { loweredPlan } from "../../compile.ts";
import { type Device, DeviceError, type ThreadCount } from "../../device.ts";
import type { Allocation, Backend, Loops, Run } from "../backend.ts";
import { deviceOf } from "../host-device.ts";
import type { Manner } from "../threads/divided.ts";
import { mostOf } from "../threads/start-worker.ts";
import { byBlas } from "./blas.ts";
import { built, builtNow, findBuilt } from "./cache.ts";
import { compiler } from "./compiler.ts";
import { hasCode } from "./folder.ts";
import { type Compiled, compiledFrom, compiledNow, isBuilt, loadLibrary } from "./kernels.ts";
import { koffi } from "./koffi.ts";
import { areLoopsBuilt, type CompiledLoops, compiledLoops, compiledLoopsNow } from "./loops.ts";
import { allocate } from "./memory.ts";
import { nodeModule } from "./node.ts";
import { native as operations } from "./operate.ts";
import { DividedMemory, Team } from "./team.ts";
import { teamCode } from "./team-code.ts";

/** A kernel on a memory. What a call takes lies beside it, in one place: an argument alone costs as much as the rest of a call. */
function bind({ run, address: kernel }: Compiled, { buffer, threads }: Allocation): Run {
  const firstByte = new Uint8Array(buffer, 0, 1);
  const call = new ArrayBuffer(24);
  const words = new Uint32Array(call);
  new BigUint64Array(call)[0] = koffi().address(buffer);
  const address = koffi().address(call);
  const bound: Run = (block, first, last) => {
    // C would write to memory that is another's by now.
    if (firstByte.length === 0) throw new DeviceError("the memory of this descent was transferred away");
    words[2] = block;
    words[3] = first;
    words[4] = last;
    run(address);
  };
  if (threads instanceof DividedMemory) threads.add(bound, kernel);
  return bound;
}

const boundLoops = (loops: CompiledLoops, allocation: Allocation): Loops =>
  byLoop((name) => bind(loops[name], allocation));

/** The backend on one thread, or on a team. */
export const backendOf = (team?: Team, manner?: Manner, products?: Backend["products"]): Backend => ({
  name: "native",
  products,
  operations,
  threads: manner?.threads,
  allocate(bytes) {
    const memory = allocate(bytes);
    if (!team || !manner) return memory;
    // Threads of the team may still look at the memory.
    const { detach, ...kept } = memory;
    return { ...kept, threads: new DividedMemory(memory.buffer, team, manner) };
  },
  prepare: async (kernel, allocation) => bind(await compiledFrom(kernel), allocation),
  prepareSync: (kernel, allocation) => bind(compiledNow(kernel), allocation),
  prepareLoops: async (allocation) => boundLoops(await compiledLoops(), allocation),
  prepareLoopsSync: (allocation) => boundLoops(compiledLoopsNow(), allocation),
});

const alone = backendOf();

/** The backend `native`. @throws DeviceError that says what to install, where something is missing. */
export function native(): Backend {
  koffi();
  compiler();
  return alone;
}

/** The team of this thread of the engine, once it is needed. */
let team: Team | undefined;

/** The team; compiles its code where that was not done before. */
export async function teamFrom(): Promise<Team> {
  team ??= new Team(loadLibrary(await built(teamCode, compiler())));
  return team;
}

/** The device on so many threads, or on as many as pay; with products by the system's BLAS, or its own. @throws DeviceError as `native` does. */
export async function nativeOn(threads: ThreadCount, blas?: "system"): Promise<Device> {
  native();
  return onTeam(mostOf(threads) === 1 ? undefined : await teamFrom(), threads, blas);
}

/** The same at once. */
export function nativeNow(threads: ThreadCount, blas?: "system"): Device {
  native();
  const isOne = mostOf(threads) === 1;
  if (!isOne) team ??= new Team(loadLibrary(builtNow(teamCode, compiler())));
  return onTeam(isOne ? undefined : team, threads, blas);
}

/**
 * The device if all of a plan's code is compiled already and can be loaded; else undefined, for whatever reason. In a worker too: one that
 * is terminated while koffi loads something ends the process, which those who ask for the device may risk.
 */
export function nativeIfBuilt(plan: Plan, threads: ThreadCount): Device | undefined {
  try {
    if (!hasCode() || !nodeModule("node:worker_threads").isMainThread) return undefined;
    koffi("own");
    const isReady = kernelsOf(plan).every(isBuilt) && (routinesIn(plan).length === 0 || areLoopsBuilt());
    return isReady && (mostOf(threads) === 1 || team || findBuilt(teamCode, compiler()))
      ? nativeNow(threads)
      : undefined;
  } catch {
    // What is missing is told to those who ask for the device.
    return undefined;
  }
}

function kernelsOf(plan: Plan): Kernel[] {
  const phases = Object.values(loweredPlan(plan, operations).phases);
  return phases.flatMap(({ stages }) =>
    stages.flatMap(({ passes, routines }) => [...passes, ...passesIn(routines)].map(({ kernel }) => kernel)),
  );
}

function onTeam(team: Team | undefined, wanted: ThreadCount, blas: "system" | undefined): Device {
  const most = mostOf(wanted);
  const threads = team && most > 1 ? team.begin(most) : 1;
  const products = blas && byBlas(threads);
  if (threads > 1) {
    return deviceOf(backendOf(team, { threads, isAuto: typeof wanted !== "number", leastPart }, products));
  }
  return deviceOf(products ? backendOf(undefined, undefined, products) : alone);
}

/** Elements of a part, at least. */
const leastPart = 2048;
