/** Whether GPUs are lost: told once for each, however many descents it has. A promise of its loss would keep all of them. */
import type { GpuDevice } from "./gpu.ts";

/** What has become of a GPU. */
export interface Loss {
  /** Why it is lost; undefined while it is not. */
  readonly because: string | undefined;
}

const losses = new WeakMap<GpuDevice, Loss>();

/** The loss of a GPU: one that is lost already is known to be so after the next `await`. */
export function lossOf(device: GpuDevice): Loss {
  const known = losses.get(device);
  if (known) return known;
  const loss: { because: string | undefined } = { because: undefined };
  losses.set(device, loss);
  void device.lost.then(({ message }) => {
    loss.because = message || "no reason was given";
  });
  return loss;
}
