/** Where compiled code is kept, and whether there is any. */
import { DeviceError } from "../../device.ts";
import { nodeModule } from "./node.ts";

/**
 * The folder of compiled code: in XDG_CACHE_HOME, which counts where it is a whole path, without that where the system keeps such files.
 *
 * @throws DeviceError for a user without a home, where there is no such variable either.
 */
export function codeFolder(): string {
  const { isAbsolute, join } = nodeModule("node:path");
  const { env, platform } = globalThis.process;
  const given = env.XDG_CACHE_HOME ?? "";
  if (isAbsolute(given)) return join(given, "glissade", "native");
  return join(home(), platform === "darwin" ? "Library/Caches" : ".cache", "glissade", "native");
}

function home(): string {
  let found = "";
  let cause: unknown;
  try {
    found = nodeModule("node:os").homedir();
  } catch (error) {
    cause = error;
  }
  if (nodeModule("node:path").isAbsolute(found)) return found;
  throw new DeviceError(
    "compiled code is kept in the user's home, and the system knows none; set XDG_CACHE_HOME to the whole path of a folder of your own",
    { cause },
  );
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
