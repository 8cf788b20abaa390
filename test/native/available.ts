/** Whether this machine has what the device `native` needs. Compiled kernels of the tests are kept in a folder of their own. */
import { fileURLToPath } from "node:url";
import { DeviceError } from "../../src/index.ts";
import { native } from "../../src/runtime/host/native/native.ts";

process.env.XDG_CACHE_HOME = fileURLToPath(new URL("../../node_modules/.cache", import.meta.url));

/** What is missing, undefined where nothing is. */
export const missing = ((): string | undefined => {
  try {
    native();
    return undefined;
  } catch (error) {
    if (error instanceof DeviceError) return error.message;
    throw error;
  }
})();

if (missing) console.warn(`tests of the device native are skipped: ${missing}`);
