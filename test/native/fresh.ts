/** Sets up tests of what a process finds when it begins: a library that has loaded nothing yet, and an empty folder for compiled code. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, vi } from "vitest";

/** The file that hands out Node's modules, which tests replace. */
export const node = "../../src/runtime/host/native/node.ts";

/** The folders of the present test: of all caches, and of compiled code in it. They are new for each and removed after it. */
export function freshFolders(): { readonly caches: string; readonly code: string } {
  let caches = "";
  beforeEach(() => {
    caches = mkdtempSync(join(tmpdir(), "glissade-native-"));
    vi.stubEnv("XDG_CACHE_HOME", caches);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.doUnmock(node);
    vi.resetModules();
    rmSync(caches, { recursive: true });
  });
  return {
    get caches() {
      return caches;
    },
    get code() {
      return join(caches, "glissade", "native");
    },
  };
}

/** The library as another process loads it: it has not looked for anything yet. */
export async function loaded(): Promise<typeof import("../../src/index.ts")> {
  vi.resetModules();
  return await import("../../src/index.ts");
}
