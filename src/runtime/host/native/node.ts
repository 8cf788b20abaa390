/**
 * The modules of Node that this device needs. They are asked for and not imported, so that a page or a bundler that never uses the
 * device never meets them. Deno and Bun have them too.
 */
import type * as Processes from "node:child_process";
import type * as Crypto from "node:crypto";
import type * as Files from "node:fs";
import type * as Modules from "node:module";
import type * as System from "node:os";
import type * as Paths from "node:path";
import type * as Threads from "node:worker_threads";
import { DeviceError } from "../../device.ts";

/** Types of the modules by name. */
export interface NodeModules {
  readonly "node:child_process": typeof Processes;
  readonly "node:crypto": typeof Crypto;
  readonly "node:fs": typeof Files;
  readonly "node:module": typeof Modules;
  readonly "node:os": typeof System;
  readonly "node:path": typeof Paths;
  readonly "node:worker_threads": typeof Threads;
}

/** A module of Node. @throws DeviceError where there is none. */
export function nodeModule<N extends keyof NodeModules>(name: N): NodeModules[N] {
  const { process } = globalThis as { process?: { getBuiltinModule?(id: string): unknown } };
  const found = process?.getBuiltinModule?.(name);
  if (found) return found as NodeModules[N];
  throw new DeviceError(
    `device "native" needs Node 20.16 or newer, Deno or Bun, and this engine has no ${name}; use device "auto"`,
  );
}
