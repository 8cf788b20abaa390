/**
 * A step compiles nothing and allocates no memory, however the rate changes. A second descent with other hyperparameters compiles
 * nothing either.
 */
import { expect, vi } from "vitest";
import { compilations } from "../../src/runtime/host/wasm/run.ts";
import { changing, changingRate, devices, everyRow, optimizerOf } from "./cases.ts";
import { begin, type Live, mixed, take } from "./descents.ts";
import { shaped } from "./problems.ts";

const arrays = ["ArrayBuffer", "Float32Array", "Float64Array", "Int32Array", "Uint32Array", "Uint8Array"];

/** What `run` makes of memory and code: constructors of arrays called, members of WebAssembly used. */
function madeBy(run: () => void): string[] {
  const made: string[] = [];
  for (const name of arrays) {
    const construct = (target: object, args: unknown[], self: object): object => {
      made.push(name);
      return Reflect.construct(target as new (...args: unknown[]) => object, args, self as never);
    };
    vi.stubGlobal(name, new Proxy(Reflect.get(globalThis, name) as object, { construct }));
  }
  const get = (target: object, key: PropertyKey): unknown => {
    made.push(`WebAssembly.${String(key)}`);
    return Reflect.get(target, key);
  };
  vi.stubGlobal("WebAssembly", new Proxy(WebAssembly, { get }));
  try {
    run();
  } finally {
    vi.unstubAllGlobals();
  }
  return made;
}

/** Every view that a user can hold. */
const viewsOf = ({ params, grads, state }: Live): unknown[] =>
  [params, grads, ...Object.values(state)]
    .flatMap((tree) => (typeof tree === "object" ? Object.values(tree as object) : []))
    .map((leaf) => (typeof leaf === "object" ? (leaf as { data: unknown }).data : undefined));

const problem = shaped({ steps: 3 });

everyRow("compiles nothing and takes no memory after init, at a rate that changes", async (row) => {
  for (const device of devices) {
    const descent = await begin(changing(row), problem, { device, dtype: mixed });
    const { buffer } = descent.params.matrix!.data;
    const [views, compiled] = [viewsOf(descent), compilations];
    expect(madeBy(() => take(descent, problem))).toEqual([]);
    expect(compilations).toBe(compiled);
    expect(descent.params.matrix!.data.buffer).toBe(buffer);
    expect(viewsOf(descent).every((view, index) => view === views[index])).toBe(true);
    descent.dispose();
  }
});

everyRow("compiles nothing for a second descent, though its rate is another", async (row) => {
  const first = await begin(changing(row), problem);
  const compiled = compilations;
  const halved = changingRate(row);
  const second = await begin(
    optimizerOf(row, (count) => halved(count) / 2),
    problem,
  );
  expect(compilations).toBe(compiled);
  for (const descent of [first, second]) descent.dispose();
});
