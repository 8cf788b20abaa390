/**
 * The first race as a program of Node, on the device of an engine that compiles WebAssembly, is forbidden to, or has none, as its argument says:
 * `build/rehearsed.ts` runs it and leaves out of the first worker what of the library it has not called.
 */
import { defaultExperiment } from "../engine/default-experiment.ts";
import { first } from "../engine/first.ts";
import { runExperiment } from "../engine/run-experiment.ts";

const engines: Readonly<Record<string, () => void>> = {
  compiles: () => {},
  forbidden: () => {
    class Module {
      constructor() {
        throw new WebAssembly.CompileError("forbidden");
      }
    }
    Object.assign(WebAssembly, { Module });
  },
  scalar: () => Object.assign(WebAssembly, { validate: () => false }),
  none: () => Reflect.deleteProperty(globalThis, "WebAssembly"),
};

engines[process.argv[2] as string]?.();
for await (const told of runExperiment(defaultExperiment, { registry: first }))
  if (told.type === "failed") throw new Error(`the first race failed: ${told.message}`);
