/** Where compiled code is kept, and whether there may be any: all of this device that is loaded without it. */
import type { Plan } from "../../../plan/plan.ts";
import { elementsOf } from "../threads/available.ts";
import { builtin, nodeModule } from "./node.ts";

/** The folder of compiled code: in XDG_CACHE_HOME, without that where the system keeps such files. */
export function codeFolder(): string {
  const { join } = nodeModule("node:path");
  const { env, platform } = globalThis.process;
  const home = nodeModule("node:os").homedir();
  const caches = env.XDG_CACHE_HOME || join(home, platform === "darwin" ? "Library/Caches" : ".cache");
  return join(caches, "glissade", "native");
}

/** Parameters from which on `auto` looks for compiled code. To look takes tens of milliseconds, once. */
const leastElements = 2 ** 18;

/** Whether a plan is large enough, and something has been compiled here. Deno would ask its user whether we may look. */
export function mayBeBuilt(plan: Plan): boolean {
  if (elementsOf(plan) < leastElements || "Deno" in globalThis) return false;
  try {
    return builtin("node:fs")?.existsSync(codeFolder()) === true;
  } catch {
    // The user has no home.
    return false;
  }
}
