/** The part of a descent that edits rows of its tensors. The work is `edit.ts`', loaded when it is asked for. */

import { Freezing } from "./freezing.ts";
import { ParameterError } from "./leaf.ts";
import type { Parts } from "./parts.ts";
import type { RowEdit } from "./row-values.ts";
import { refuseSharded } from "./sharded.ts";
import type { Live } from "./tree.ts";

/** Knows how to edit rows. */
export abstract class Edited<P> extends Freezing<P> {
  /** Goes on with other parts. */
  protected abstract become(parts: Parts): void;

  /**
   * Keeps some rows of a tensor, drops the others and appends new ones, with all that belongs to them: states, averages, gradients. A row is what one
   * index of the first axis holds. Appended rows get the initial values of states, as `init` gives them; what the tensor counts goes
   * on for all its rows. States that are one value for a tensor or for a column stay. For programs that grow and prune, such as
   * trainers of Gaussian splats. Until the promise resolves, no step can be taken.
   *
   * The arrays of `params`, `grads` and `state` are new afterwards. Old ones are empty, or full of NaN where an engine cannot take memory
   * away; the next step throws if one of those was written.
   *
   * @param path - the tensor's path.
   * @param rows - `keep`, the numbers of the rows to keep, in their new order, default all; a row that is named twice is there twice, with
   *   its state. `append`, the values of new rows, one after the other.
   * @returns the new `params` and `grads`.
   * @throws ParameterError for an unknown path, a number that is not that of a row, values that are not whole rows of the tensor's type, if no
   *   row is left, or if a rule begins the states of new rows with the first gradient of all; ProtocolError within a step; DeviceError if there
   *   is not enough memory. Nothing has changed then.
   * @example
   * const descent = await adam().init({ points: tensor(new Float32Array([1, 2, 3, 4]), [2, 2]) });
   * const { params } = await descent.edit("points", { keep: [1], append: [5, 6] });
   * console.log(params.points.data); // Float32Array [3, 4, 5, 6]
   */
  async edit(path: string, rows: RowEdit): Promise<{ readonly params: Live<P>; readonly grads: Live<P> }> {
    await this.#hold("edit", rows, async (parts, given) => {
      const { edited } = await import("./edit.ts");
      this.become(await edited(parts, path, given));
    });
    const { params, grads } = this.parts() as { params: Live<P>; grads: Live<P> };
    return { params, grads };
  }

  /**
   * Gives rows of a tensor the initial values of their states, as `init` would with the parameters as they are. Parameters, gradients and
   * what the tensor counts stay.
   *
   * @param path - the tensor's path.
   * @param rows - the numbers of the rows; default all.
   * @throws as `edit` does.
   * @example
   * const descent = await adam().init({ opacity: new Float32Array(100) });
   * await descent.resetState("opacity", [3, 5]);
   */
  async resetState(path: string, rows?: ArrayLike<number>): Promise<void> {
    await this.#hold("resetState", rows, async (parts, given) => {
      const { resetState } = await import("./reset-state.ts");
      resetState(parts, path, given);
    });
  }

  /** Copies what is given, and lets no step be taken until the work is done. */
  async #hold<T>(call: string, rows: T, work: (parts: Parts, given: T) => Promise<void>): Promise<void> {
    const parts = this.subject();
    refuseSharded(call, parts.running.execution);
    let given: T;
    try {
      given = structuredClone(rows);
    } catch (cause) {
      throw new ParameterError(`${call}: the rows cannot be copied; give arrays of numbers`, { cause });
    }
    parts.steps.isEdited = true;
    try {
      await work(parts, given);
    } finally {
      parts.steps.isEdited = false;
    }
  }
}
