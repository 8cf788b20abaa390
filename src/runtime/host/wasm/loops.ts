/** The loops of linear algebra as WebAssembly on a memory: compiled once for each kind of memory. */
import { byLoop, type LoopName, loopNames } from "../../../linear-algebra/compiled.ts";
import { loopCodes } from "../../../linear-algebra/wasm/codes.ts";
import { assemble } from "../../../webassembly/assembler.ts";
import type { Loops, Run } from "../backend.ts";
import { cached } from "../cached.ts";

const modules = new Map<string, Promise<WebAssembly.Module>>();
const ready = new Map<string, WebAssembly.Module>();

const codeOf = (name: LoopName, memory: "own" | "shared") => assemble(loopCodes[name]().code, memory);

/** The module of a loop, on a memory of its thread's own or a shared one. */
export const loopModule = (name: LoopName, memory: "own" | "shared"): Promise<WebAssembly.Module> =>
  cached(modules, `${memory} ${name}`, () => WebAssembly.compile(codeOf(name, memory)));

/** The same at once. */
export const loopModuleNow = (name: LoopName, memory: "own" | "shared"): WebAssembly.Module =>
  cached(ready, `${memory} ${name}`, () => new WebAssembly.Module(codeOf(name, memory)));

const runOf = (module: WebAssembly.Module, memory: WebAssembly.Memory): Run =>
  new WebAssembly.Instance(module, { env: { memory } }).exports.run as Run;

/** All loops on a memory of a thread's own. */
export async function loopsOn(memory: WebAssembly.Memory): Promise<Loops> {
  const compiled = await Promise.all(loopNames.map((name) => loopModule(name, "own")));
  return byLoop((name) => runOf(compiled[loopNames.indexOf(name)]!, memory));
}

/** The same at once. */
export const loopsNow = (memory: WebAssembly.Memory): Loops =>
  byLoop((name) => runOf(loopModuleNow(name, "own"), memory));
