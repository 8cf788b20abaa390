/**
 * Values of tensors with the fewest copies. Reading: on the cpu backend `dataSync()` is the array itself; on wasm a view of the heap, used at
 * once, since the heap's buffer is replaced when it grows; other backends copy. Writing is `assign` everywhere: what shares the old data keeps it,
 * and products of matrices on wasm, which keep weights packed for as long as their data lives, see the new.
 */
import type { Tensorflow, TfTensor, TfVariable } from "./tensorflow.ts";

/** What the wasm backend has beside others. */
interface HeapBackend {
  typedArrayFromHeap(tensor: TfTensor): Float32Array;
}

function heapOf(tf: Tensorflow): HeapBackend | undefined {
  const backend = tf.backend() as Partial<HeapBackend>;
  return typeof backend.typedArrayFromHeap === "function" ? (backend as HeapBackend) : undefined;
}

/** Copies the values of a float32 tensor. */
export function readInto(tf: Tensorflow, tensor: TfTensor, to: Float32Array): void {
  to.set(heapOf(tf)?.typedArrayFromHeap(tensor) ?? tensor.dataSync());
}

/** Gives a variable new values. */
export function writeFrom(tf: Tensorflow, variable: TfVariable, values: Float32Array): void {
  // The wasm backend copies at once; others keep the array.
  const fresh = tf.tensor(heapOf(tf) ? values : values.slice(), variable.shape, "float32");
  variable.assign(fresh);
  fresh.dispose();
}
