/** The loops of linear algebra as WebAssembly on a memory: compiled once for each kind of memory. */
import { type LoopName, loopNames } from "../../../linear-algebra/compiled.ts";
import { loopCodes } from "../../../linear-algebra/wasm/codes.ts";
import { assemble } from "../../../webassembly/assembler.ts";
import type { Run } from "../backend.ts";
import { cached } from "../cached.ts";

/** Loops on a memory. */
export type Loops = Readonly<Record<LoopName, Run>>;

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

const kindOf = ({ buffer }: WebAssembly.Memory): "own" | "shared" =>
  buffer instanceof ArrayBuffer ? "own" : "shared";

/** All loops on a memory. */
export async function loopsOn(memory: WebAssembly.Memory): Promise<Loops> {
  const kind = kindOf(memory);
  const runs = await Promise.all(loopNames.map(async (name) => runOf(await loopModule(name, kind), memory)));
  return Object.fromEntries(loopNames.map((name, index) => [name, runs[index]!])) as unknown as Loops;
}

/** The same at once. */
export function loopsNow(memory: WebAssembly.Memory): Loops {
  const kind = kindOf(memory);
  return Object.fromEntries(
    loopNames.map((name) => [name, runOf(loopModuleNow(name, kind), memory)]),
  ) as unknown as Loops;
}
