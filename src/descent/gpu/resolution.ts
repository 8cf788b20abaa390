/**
 * Which steps were taken, where the GPU decides it: known after the call. Until then a step counts as taken. When it turns out that some
 * were not, counters and products of betas go back by as many.
 */
import type { Plan } from "../../plan/plan.ts";
import { mayDecline } from "../../runtime/webgpu/program.ts";
import { ringSlots } from "../../runtime/webgpu/ring.ts";
import { ProtocolError } from "../errors.ts";
import type { SavedPower } from "../histories.ts";
import type { Hypers } from "../hypers.ts";
import type { Steps } from "../steps.ts";
import type { GpuExecution } from "./execution.ts";

/** From so many unknown steps on, the GPU is asked in the background. */
const many = ringSlots / 4;

/** Keeps account of them. */
export class Resolution {
  /** Whether the GPU decides anything. */
  readonly isNeeded: boolean;
  readonly #execution: GpuExecution;
  readonly #hypers: Hypers;
  readonly #steps: Steps;
  /** Calls since the device's counters began. */
  #calls = 0;
  /** Calls among them whose outcome is known, and how many of these were declined. */
  #known = 0;
  #declined = 0;
  /** Products of betas before each step, by the count of steps before it. */
  readonly #powers = new Map<number, Readonly<Record<string, SavedPower>>>();
  #asking: Promise<void> | undefined;

  constructor(plan: Plan, execution: GpuExecution, hypers: Hypers, steps: Steps) {
    this.isNeeded = mayDecline(plan);
    this.#execution = execution;
    this.#hypers = hypers;
    this.#steps = steps;
  }

  /** Whether the outcome of a step is not known. */
  get isOpen(): boolean {
    return this.#calls > this.#known;
  }

  /** @throws ProtocolError if the outcome of a step is not known. */
  checkKnown(what: string): void {
    if (this.isOpen)
      throw new ProtocolError(`the GPU decides whether steps are taken: await descent.done() before ${what}`);
  }

  /**
   * Before a step; `isDivided`: whether some parameters take no part in it, or have not in all before.
   *
   * @throws ProtocolError if too many are unknown; where some take no part, if any is.
   */
  before(isDivided: boolean): void {
    if (!this.isNeeded) return;
    if (isDivided) this.checkKnown("a step that some parameters take no part in, or have not in all before");
    if (this.#calls - this.#known >= ringSlots - 1)
      throw new ProtocolError(
        `the GPU decides whether steps are taken, and of ${ringSlots - 1} steps it is not known yet: await descent.done() now and then`,
      );
    const { count } = this.#steps.counters;
    this.#powers.set(count, this.#hypers.powers);
  }

  /** After a step that counts as taken. */
  after(): void {
    if (!this.isNeeded) return;
    this.#calls++;
    if (this.#calls - this.#known >= many && !this.#asking) void this.resolve().catch(() => {});
  }

  /** Asks the GPU, and corrects what is counted. */
  async resolve(): Promise<void> {
    while (this.#asking) await this.#asking;
    if (!this.isOpen) return;
    this.#asking = this.#ask();
    try {
      await this.#asking;
    } finally {
      this.#asking = undefined;
    }
  }

  async #ask(): Promise<void> {
    const found = await this.#execution.program.counters();
    const { counters } = this.#steps;
    this.#known = found.count + found.skipped;
    const declined = found.skipped - this.#declined;
    this.#declined = found.skipped;
    counters.skipped += declined;
    counters.declinedInARow = found.mostInARow;
    counters.isTaken = found.inARow === 0;
    if (declined > 0) {
      counters.count -= declined;
      const { count } = counters;
      this.#hypers.resume(count, this.#powers.get(count) ?? {});
      // Where there are cohorts, no more than one step was unknown.
      this.#steps.participants.back();
    }
    if (!this.isOpen) this.begin(found.inARow);
    else
      for (const count of this.#powers.keys())
        if (count < this.#execution.base + found.count) this.#powers.delete(count);
  }

  /** Begins to count anew, at the present count of steps. */
  begin(inARow = 0): void {
    if (!this.isNeeded) return;
    this.#calls = 0;
    this.#known = 0;
    this.#declined = 0;
    this.#powers.clear();
    this.#execution.base = this.#steps.counters.count;
    this.#execution.program.forget(inARow);
  }
}
