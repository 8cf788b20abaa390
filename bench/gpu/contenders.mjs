/** Who takes part on a GPU. Who is not to be had is told so by its worker, and stands in the log. */
import { fileURLToPath } from "node:url";
import { period } from "./workers/repeated.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * @param python - the program that has torch, jax and optax, or some of them.
 * @returns contenders in the order of tables.
 */
export function contendersOf(python = "python3") {
  const node = (name) => [process.execPath, at(`workers/${name}`)];
  const peer = (name, ...rest) => [python, at(`../peers/workers/${name}`), ...rest, "cuda", String(period)];
  return [
    ["webgpu", "Glissade `webgpu`", "glissade", node("webgpu.mjs")],
    ["torch-fused", "torch, fused", "peer", peer("torch_steps.py", "fused")],
    ["torch-foreach", "torch, foreach", "peer", peer("torch_steps.py", "foreach")],
    ["optax", "optax, jit", "peer", peer("jax_steps.py", "optax")],
    ["floor", "floor in WGSL", "floor", node("floor.mjs")],
  ].map(([id, label, kind, command]) => ({ id, label, kind, threads: 1, command }));
}
