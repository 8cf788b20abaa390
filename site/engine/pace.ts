/** Long work in pieces: now and then it tells how far it has come, and lets others in. What it finds does not depend on where it pauses. */
import type { Doing, Told } from "./protocol.ts";

/** The clock is read every so many steps; a piece ends after so many milliseconds. */
const stride = 32;
const longest = 40;

/** Says when a piece of work is to end. */
export class Pace {
  #end = performance.now() + longest;

  /** Whether to pause after this step; if so, the next piece begins. */
  isDue(step: number): boolean {
    if (step % stride > 0 || performance.now() < this.#end) return false;
    this.#end = performance.now() + longest;
    return true;
  }
}

/** Says what is done with a contestant, and which share of it. */
export const working = (contestant: string, doing: Doing, share = 0): Told =>
  ({ type: "alive", work: { on: "contestant", contestant, doing, share } }) as const;
