/** Devices by name, and the default. The code of other devices is loaded when needed. */
import { shown } from "../options/shown.ts";
import type { Plan } from "../plan/plan.ts";
import { type Device, DeviceError, type ThreadCount } from "../runtime/device.ts";
import { deviceOf } from "../runtime/host/host-device.ts";
import type * as Native from "../runtime/host/native/native.ts";
import { canShare, elementsOf, isLarge } from "../runtime/host/threads/available.ts";
import type * as Threads from "../runtime/host/threads/threads.ts";
import { refusal, wasm } from "../runtime/host/wasm/run.ts";
import type { GpuDevice } from "../runtime/webgpu/gpu.ts";

/**
 * A device of the package: `auto` is `wasm` where the engine has WebAssembly SIMD and may compile it, else `js`:
 * the same bits, more slowly. A Content-Security-Policy must allow `'wasm-unsafe-eval'` for it; runtimes that compile no code at run
 * time never do. `native` is C that the system's compiler has compiled: the same bits, faster, in Node, where the package koffi
 * is installed. `auto` takes it for descents of 262,144 parameters or more whose code an `init` with `device: "native"` has
 * compiled before.
 */
export type DeviceName = "auto" | "js" | "wasm" | "native";

/** The code of `js`, of `native` and of threads, once it is loaded. */
let js: Device | undefined;
let native: typeof Native | undefined;
let teams: typeof Threads | undefined;

async function loadJs(): Promise<Device> {
  js ??= deviceOf((await import("../runtime/host/js/run.ts")).js);
  return js;
}

async function loadNative(): Promise<typeof Native> {
  native ??= await import("../runtime/host/native/native.ts");
  return native;
}

async function withThreads(threads: ThreadCount): Promise<Device> {
  teams ??= await import("../runtime/host/threads/threads.ts");
  return teams.withThreads(threads);
}

/** A GPU: that of this engine, in Node that of the package `webgpu`; or a GPUDevice. */
export type Gpu = "webgpu" | GpuDevice;

/** A device whose values can be read at once. */
export type HostDevice = DeviceName | Device;

/** Whether a GPU is meant, by name or as a GPUDevice: its descents are of another class, and `gpu/` begins them. */
export const isGpu = (device: unknown): device is Gpu =>
  device === "webgpu" ||
  typeof (device as Partial<GpuDevice> | undefined)?.createComputePipelineAsync === "function";

/** @throws DeviceError for a GPU, where values are needed at once. */
export function checkAtOnce(device: unknown): void {
  if (!isGpu(device)) return;
  throw new DeviceError(
    '"webgpu" answers later: only init has it, not what needs values at once (initSync, minimize, minimizeMany); use "wasm"',
  );
}

/** The device that is asked for, the number of threads, and what is to be computed. */
export interface Wanted {
  readonly device?: DeviceName | Device | undefined;
  readonly threads?: ThreadCount | undefined;
  readonly blas?: "system" | undefined;
  readonly plan: Plan;
}

/** Parameters from which on `auto` looks for compiled code. To look takes tens of milliseconds, once. */
const leastForNative = 2 ** 18;

/** Whether there may be compiled code for a plan: never in a page. */
const mayBeBuilt = (plan: Plan): boolean =>
  elementsOf(plan) >= leastForNative &&
  typeof (globalThis as { process?: { getBuiltinModule?: unknown } }).process?.getBuiltinModule ===
    "function";

/** As many threads as are asked for, where there is enough to do for them. */
const threadsFor = ({ threads = 1, plan }: Wanted): ThreadCount => (isLarge(plan) ? threads : 1);

const isDevice = (value: unknown): value is Device =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as Device).name === "string" &&
  typeof (value as Device).compile === "function" &&
  typeof (value as Device).operations?.has === "function";

/** @throws DeviceError for a BLAS on a device that calls no libraries. */
export function checkBlas({
  device = "auto",
  blas,
}: Pick<Wanted, "blas"> & { readonly device?: unknown }): void {
  if (blas === undefined || device === "native") return;
  const name = typeof device === "string" ? shown(device) : "another device";
  throw new DeviceError(`blas: "system" needs device: "native", which calls libraries; got ${name}`);
}

/** How a GPUDevice comes from what was given in its place. */
function adviceFor(given: unknown): string {
  const { requestDevice, requestAdapter, then } = Object(given);
  if (requestDevice) return ": await adapter.requestDevice() gives a GPUDevice";
  if (requestAdapter) return ": await (await gpu.requestAdapter()).requestDevice() gives a GPUDevice";
  return then ? ": await it" : "";
}

/** @throws DeviceError for products in float16 on a device that computes in the parameters' type. */
export function checkPrecision(device: unknown, precision: "f32" | "f16" | undefined): void {
  if (precision !== "f16" || isGpu(device as never)) return;
  const name = typeof device === "string" ? shown(device) : device ? "another device" : '"auto"';
  throw new DeviceError(`precision: "f16" needs device: "webgpu" or a GPUDevice; got ${name}`);
}

/**
 * The device that is asked for; a promise if its code must be loaded first, or threads must be started.
 *
 * @throws DeviceError for an unknown or unavailable device, and for threads on one that never has any.
 */
export function deviceFor(wanted: Wanted): Device | Promise<Device> {
  const { device = "auto", threads = 1, plan } = wanted;
  const isOwn = isDevice(device);
  checkAtOnce(device);
  if (!isOwn && device !== "auto" && device !== "js" && device !== "wasm" && device !== "native") {
    throw new DeviceError(
      `device must be "auto", "js", "wasm", "native", "webgpu", a GPUDevice, or an object with name, operations and compile(); got ${shown(device)}${adviceFor(device)}`,
    );
  }
  if ((isOwn || device === "js") && typeof threads === "number" && threads > 1) {
    const name = isOwn ? device.name : device;
    throw new DeviceError(
      `only "wasm" and "native" have threads; got threads: ${threads} for device "${name}"`,
    );
  }
  if (isOwn) return device;
  if (device === "js") return loadJs();
  const count = threadsFor(wanted);
  if (device === "native") return loadNative().then(({ nativeOn }) => nativeOn(count, wanted.blas));
  if (device === "auto" && mayBeBuilt(plan)) {
    if (!native) return loadNative().then(() => deviceFor(wanted));
    const found = native.nativeIfBuilt(plan, count);
    if (found) return found;
  }
  const refused = refusal();
  if (!refused) return count !== 1 && canShare() ? withThreads(count) : deviceOf(wasm);
  if (device === "auto") return loadJs();
  throw refused;
}

/** The same without waiting. @throws DeviceError also for one whose code is not loaded yet. */
export function deviceNow(wanted: Wanted): Device {
  const { device = "auto", threads = 1, plan } = wanted;
  const count = threadsFor(wanted);
  checkBlas(wanted);
  if (device === "native") {
    if (native) return native.nativeNow(count, wanted.blas);
    throw notLoaded("native");
  }
  if (device === "auto" && native && mayBeBuilt(plan)) {
    const found = native.nativeIfBuilt(plan, count);
    if (found) return found;
  }
  if (device === "auto" || device === "wasm") {
    const refused = refusal();
    if (refused && device === "wasm") throw refused;
    if (refused) {
      if (js) return js;
      throw notLoaded("js", `, and "wasm" is not available: ${refused.message}`);
    }
    if (count === 1 || !canShare()) return deviceOf(wasm);
    if (teams) return teams.withThreadsNow(count);
    if (typeof threads !== "number") return deviceOf(wasm);
    throw new DeviceError(
      `initSync: no threads have been started yet; await init({ threads: ${threads} }) of parameters of this size once before`,
    );
  }
  const found = deviceFor(wanted);
  if (!(found instanceof Promise)) return found;
  if (js) return js;
  throw notLoaded("js");
}

const notLoaded = (name: string, why = ""): DeviceError =>
  new DeviceError(
    `initSync: the code of device "${name}" is not loaded yet; await init({ device: "${name}" }) of any optimizer once before${why}`,
  );
