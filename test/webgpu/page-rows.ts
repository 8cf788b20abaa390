/** What a page runs of the conformance table. */
import type { GpuDevice } from "../../src/index.ts";
import type { Gpu } from "../../src/runtime/webgpu/gpu.ts";
import type { Compared } from "./rows.ts";
import { checkRow, rows } from "./table.ts";
import { wrapped } from "./wrapped.ts";

let device: Promise<GpuDevice> | undefined;

/** A device with the limits that every GPU has, as in Node. */
async function pageDevice(): Promise<GpuDevice> {
  const adapter = await (navigator as unknown as { gpu: Gpu }).gpu.requestAdapter();
  if (!adapter) throw new Error("the page has no GPU");
  return adapter.requestDevice();
}

/** Follows a row by its name, on a GPU whose compiler makes `compile` of WGSL. Throws as `checkRow` does. */
export async function run(wanted: string, compile = (code: string) => code): Promise<Compared> {
  device ??= pageDevice();
  const [, row] = rows.find(([name]) => name === wanted)!;
  return checkRow(row, wrapped(await device, { compile }));
}
