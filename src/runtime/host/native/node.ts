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

/** A module of Node, undefined where there is none. */
export function builtin<N extends keyof NodeModules>(name: N): NodeModules[N] | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(id: string): unknown } };
  return process?.getBuiltinModule?.(name) as NodeModules[N] | undefined;
}

/** A module of Node. @throws DeviceError where there is none. */
export function nodeModule<N extends keyof NodeModules>(name: N): NodeModules[N] {
  const found = builtin(name);
  if (found) return found;
  throw new DeviceError(
    `device "native" needs Node 20.16 or newer, Deno or Bun, and this engine has no ${name}; use device "auto"`,
  );
}
