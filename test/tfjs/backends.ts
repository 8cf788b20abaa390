/** TensorFlow.js on its cpu and wasm backends. */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

export { tf };

const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
setWasmPaths(`${dirname(entry)}/`);
// It advises at the first tensor on cpu to install another package.
tf.enableProdMode();

/** The backends that run in Node without more packages. */
export const backends = ["cpu", "wasm"] as const;

/** Uses a backend from here on. */
export async function use(backend: (typeof backends)[number]): Promise<void> {
  await tf.setBackend(backend);
  await tf.ready();
  if (tf.getBackend() !== backend) throw new Error(`the backend is ${tf.getBackend()}`);
}
