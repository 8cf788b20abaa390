/** The part of a descent that explains its steps: with numbers, and with times. */
import type { ExplainedStep } from "../explain/step-lines.ts";
import { Ruled } from "./acting-rules.ts";
import { readExplainStep, readProfile } from "./inputs.ts";
import { type ExplainStepOptions, momentOf } from "./moment.ts";
import type { Gradients } from "./names.ts";
import type { Parts } from "./parts.ts";
import type { Profile, ProfileOptions } from "./profile.ts";
import { refuseSharded } from "./sharded.ts";

/** Knows what a step starts from. */
export abstract class Explained<P> extends Ruled {
  /** The parts of the descent. @throws DisposedError, ProtocolError if it cannot take a step now. */
  protected subject(): Parts {
    const parts = this.parts();
    parts.steps.checkReady();
    return parts;
  }

  /**
   * The step that comes next, for one element: every line of the equations with symbols, with this step's numbers, and its value in
   * float64. Changes nothing. Of float64 parameters the last value is what `step` gives, up to rounding. Before a step that takes
   * several gradients, the lines are those of the gradient that comes next, and `call` says so.
   *
   * @param grads - as `step` takes them; if left out, those in `grads`.
   * @param options - `path` and `index` of the element, default the first one; `loss`, where the optimizer reads it.
   * @throws ParameterError for an element that there is not, or that takes no part in the step; and what `step` throws.
   * @example
   * const { lines } = await descent.explainStep({ x: [2] }, { path: "x", index: 0 });
   * lines.map(({ numbers }) => numbers).at(-1) // "p_t = 1 + \\left(-0.1\\right)"
   */
  async explainStep(grads?: Gradients<P>, options: ExplainStepOptions = {}): Promise<ExplainedStep> {
    // Copied before anything is awaited: the step is that of the call.
    const subject = this.subject();
    refuseSharded("explainStep", subject.running.execution);
    const { moment, place } = momentOf(subject, grads, readExplainStep(options));
    const { stepLines } = await import("../explain/explain.ts");
    return stepLines(moment, place);
  }

  /**
   * Where the time of a step goes: every pass over memory and every piece of the host's work with its time, the bytes that it moves and
   * their bandwidth, beside that of copying within the same memory. It takes steps with the gradients and hyperparameters that are
   * there, in the descent's own memory, and puts back what they change: later steps have the same bits as without it. Meanwhile it takes
   * as much memory again, and the thread does nothing else. Pieces are those of a step in which all parameters take part.
   *
   * @param options - `steps`, how many to time, default 20.
   * @returns times in milliseconds, bandwidths in GB/s; `String(profile)` is a table.
   * @throws DeviceError for a device that cannot do it.
   * @example
   * const descent = await adam().init({ x: new Float32Array(1000) });
   * console.log(String(await descent.profile({ steps: 10 })));
   */
  async profile(options: ProfileOptions = {}): Promise<Profile> {
    const read = readProfile(options);
    const { profileOf } = await import("./profile.ts");
    const { running, steps, device } = this.subject();
    refuseSharded("profile", running.execution);
    return profileOf(running, steps.call, device, read);
  }
}
