/**
 * Who takes part. `threads` is how many threads a contender computes on: 1, or all that the machine has. `kind`: "glissade", "peer",
 * "floor" (moves the bytes and computes nothing) or "control" (threads that share nothing). `js`: written in JavaScript.
 */
import { fileURLToPath } from "node:url";

const worker = (name) => fileURLToPath(new URL(`workers/${name}`, import.meta.url));
const node = (name, ...rest) => [process.execPath, worker(name), ...rest.map(String)];

/**
 * @param installed - `threads`, those of the machine; `python`, `step`: the programs, undefined where they are not to be had.
 * @returns contenders in the order of tables.
 */
export function contendersOf({ threads, python, step }) {
  const found = [];
  const add = (id, label, kind, threads, command) => found.push({ id, label, kind, threads, command });
  const counts = threads > 1 ? [1, threads] : [1];
  const suffix = (count) => (count === 1 ? "1" : "all");
  for (const device of ["native", "wasm"]) {
    for (const count of counts)
      add(`${device}-${suffix(count)}`, `Glissade \`${device}\``, "glissade", count, [
        ...node("glissade.mjs", device, count === 1 ? 1 : "auto"),
      ]);
  }
  add("js-1", "Glissade `js`", "glissade", 1, node("glissade.mjs", "js", 1));
  for (const count of counts) {
    const id = (name) => `${name}-${suffix(count)}`;
    if (step) add(id("c"), "C by hand", "peer", count, [step, "hand", String(count)]);
    if (!python) continue;
    for (const form of ["fused", "foreach", "single"])
      add(id(`torch-${form}`), `torch, ${form}`, "peer", count, [
        python,
        worker("torch_steps.py"),
        form,
        String(count),
      ]);
    for (const [name, label] of [
      ["optax", "optax, jit"],
      ["keras", "keras on jax, jit"],
    ])
      add(id(name), label, "peer", count, [python, worker("jax_steps.py"), name, String(count)]);
  }
  add("tuned-1", "tuned loop", "peer", 1, node("loops.mjs", "tuned"));
  add("tfjs-wasm-1", "TensorFlow.js, wasm", "peer", 1, node("tfjs.mjs", "wasm"));
  add("tfjs-cpu-1", "TensorFlow.js, cpu", "peer", 1, node("tfjs.mjs", "cpu"));
  add("jax-js-1", "jax-js, jit", "peer", 1, node("jax-js.mjs"));
  if (threads > 1) {
    for (const device of ["native", "wasm"])
      add(`control-${device}-all`, `control of \`${device}\``, "control", threads, [
        ...node("control.mjs", device, threads),
      ]);
  }
  for (const count of counts) {
    if (step) add(`floor-c-${suffix(count)}`, "floor in C", "floor", count, [step, "floor", String(count)]);
  }
  add("floor-wasm-1", "floor in WebAssembly", "floor", 1, node("loops.mjs", "floor"));
  return found;
}
