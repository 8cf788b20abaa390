/** Where compiled code is kept, and whether there is any. */
import { nodeModule } from "./node.ts";

/** The folder of compiled code: in XDG_CACHE_HOME, without that where the system keeps such files. */
export function codeFolder(): string {
  const { join } = nodeModule("node:path");
  const { env, platform } = globalThis.process;
  const home = nodeModule("node:os").homedir();
  const caches = env.XDG_CACHE_HOME || join(home, platform === "darwin" ? "Library/Caches" : ".cache");
  return join(caches, "glissade", "native");
}

/** Whether something has been compiled here. Deno would ask its user whether we may look. */
export function hasCode(): boolean {
  if ("Deno" in globalThis) return false;
  try {
    return nodeModule("node:fs").existsSync(codeFolder());
  } catch {
    // The user has no home.
    return false;
  }
}
