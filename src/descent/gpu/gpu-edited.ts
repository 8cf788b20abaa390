/** The part of a descent on a GPU that edits rows of its tensors. The work is `gpu-edit.ts`', loaded when it is asked for. */
import { ParameterError } from "../leaf.ts";
import { Shown } from "../summary.ts";
import type { GpuRowEdit } from "./gpu-edit.ts";
import type { GpuParts } from "./gpu-parts.ts";
import type { OnGpu } from "./trees.ts";

/** Knows how to edit rows. */
export abstract class GpuEdited<P> extends Shown {
  /** What the descent consists of at the moment. */
  protected abstract parts(): GpuParts;

  /** Goes on with other parts. */
  protected abstract become(parts: GpuParts): void;

  /** Waits until all steps are carried out. */
  abstract done(): Promise<void>;

  /**
   * Keeps some rows of a tensor, drops the others and appends new ones, with all that belongs to them; see `Descent`. Until the promise resolves, no step
   * can be taken. `params` and `grads` lie in other buffers afterwards, and the old ones are destroyed: commands that use one are an
   * error of the device.
   *
   * @param path - the tensor's path.
   * @param rows - `keep` and `append` as in `Descent`, in memory of the host; for a tensor in a buffer of your own also `buffer`, where it lies
   *   afterwards: its values are written there, and the old buffer is left alone.
   * @returns the new `params` and `grads`.
   * @throws as that of `Descent`; ParameterError also if the new buffer is missing or does not fit. Nothing has changed then.
   */
  async edit(
    path: string,
    rows: GpuRowEdit,
  ): Promise<{ readonly params: OnGpu<P>; readonly grads: OnGpu<P> }> {
    const { buffer, ...others } = (rows ?? {}) as GpuRowEdit;
    const given = rows === undefined || rows === null ? rows : others;
    await this.#hold("edit", given as typeof others, async (parts, copied) => {
      const { editedOnGpu } = await import("./gpu-edit.ts");
      this.become(await editedOnGpu(parts, path, copied, buffer));
      parts.steps.isEdited = false;
      parts.steps.dispose();
    });
    const edited = this.parts() as unknown as { params: OnGpu<P>; grads: OnGpu<P> };
    // Gradients of tensors in buffers of the user's own get memory when they are asked for.
    return {
      params: edited.params,
      get grads() {
        return edited.grads;
      },
    };
  }

  /** Gives rows of a tensor the initial values of their states; see `Descent`. */
  async resetState(path: string, rows?: ArrayLike<number>): Promise<void> {
    await this.#hold("resetState", rows, async (parts, copied) => {
      const { resetOnGpu } = await import("./gpu-edit.ts");
      await resetOnGpu(parts, path, copied);
    });
  }

  /** Copies what is given, and lets no step be taken until the work is done. */
  async #hold<T>(call: string, rows: T, work: (parts: GpuParts, copied: T) => Promise<void>): Promise<void> {
    const parts = this.parts();
    parts.steps.checkReady();
    let copied: T;
    try {
      copied = structuredClone(rows);
    } catch (cause) {
      throw new ParameterError(`${call}: the rows cannot be copied; give arrays of numbers`, { cause });
    }
    parts.steps.isEdited = true;
    try {
      await this.done();
      await work(parts, copied);
    } finally {
      parts.steps.isEdited = false;
    }
  }
}
