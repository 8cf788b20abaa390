/** The loops of linear algebra as compiled C: one library, loaded once. */
import { byLoop, type LoopName } from "../../../linear-algebra/compiled.ts";
import { linearAlgebraText } from "../../../linear-algebra/native/text.ts";
import { built, builtNow, findBuilt } from "./cache.ts";
import { compiler } from "./compiler.ts";
import { callType } from "./emit.ts";
import { type Compiled, loadLibrary } from "./kernels.ts";
import { koffi } from "./koffi.ts";

/** Loops that can be called. */
export type CompiledLoops = Readonly<Record<LoopName, Compiled>>;

const text = (): string => linearAlgebraText(callType);

let loaded: CompiledLoops | undefined;

function load(path: string): CompiledLoops {
  const library = loadLibrary(path);
  loaded = byLoop((name) => ({
    run: library.func(`void ${name}(void *call)`) as unknown as Compiled["run"],
    address: koffi().address(library.symbol(name)),
  }));
  return loaded;
}

/** All loops. @throws DeviceError where something is missing. */
export const compiledLoops = async (): Promise<CompiledLoops> =>
  loaded ?? load(await built(text(), compiler()));

/** The same at once. */
export const compiledLoopsNow = (): CompiledLoops => loaded ?? load(builtNow(text(), compiler()));

/** Whether they are compiled already, and can be loaded. @throws DeviceError where something else is missing. */
export function areLoopsBuilt(): boolean {
  if (loaded) return true;
  const path = findBuilt(text(), compiler());
  if (path) load(path);
  return path !== undefined;
}
