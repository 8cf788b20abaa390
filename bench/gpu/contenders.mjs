/** Who takes part on a GPU. Who is not to be had is told so by its worker, and stands in the log. */
import { fileURLToPath } from "node:url";
import { stored } from "./cases.mjs";
import { period } from "./workers/repeated.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * @param python - the program that has torch, jax and optax, or some of them.
 * @returns contenders in the order of tables.
 */
export function contendersOf(python = "python3") {
  const node = (name, ...rest) => [process.execPath, at(`workers/${name}`), ...rest];
  const peer = (name, ...rest) => [python, at(`../peers/workers/${name}`), ...rest, "cuda", String(period)];
  return [
    ["webgpu", "Glissade `webgpu`", "glissade", node("webgpu.mjs")],
    ["torch-fused", "torch, fused", "peer", peer("torch_steps.py", "fused")],
    ["torch-foreach", "torch, foreach", "peer", peer("torch_steps.py", "foreach")],
    ["optax", "optax, jit", "peer", peer("jax_steps.py", "optax")],
    // Beside forms in fewer bits; what it computes differs from theirs, as a floor's does.
    ["float32", "Glissade `webgpu`, float32", "floor", node("webgpu.mjs", "float32")],
    ["floor", "floor in WGSL", "floor", node("floor.mjs")],
  ].map(([id, label, kind, command]) => ({ id, label, kind, threads: 1, command }));
}

/** Those of them that take part with an optimizer: of forms in fewer bits, Glissade's, with its float32 beside it; of Muon Glissade's, since torch rounds its matrices to bfloat16. */
export const takingPart = (contenders, optimizer) =>
  contenders.filter(({ id, kind }) => {
    if (optimizer in stored) return kind !== "peer";
    return id !== "float32" && (optimizer !== "muon" || kind !== "peer");
  });
