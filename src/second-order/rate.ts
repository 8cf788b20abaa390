/** The learning rate of an optimizer that evaluates the function itself: a number or a schedule. */
import { boundsOf, checkHyper, type Hyper, HyperparameterError } from "../rule/hyper.ts";

const bounds = /* @__PURE__ */ boundsOf("learningRate");

/** A rate, checked at every step. */
export class Rate {
  #schedule: Hyper;
  /** The value at the last step; before the first, that of the first. */
  value: number;

  constructor(schedule: Hyper) {
    this.#schedule = schedule;
    this.value = this.at(0);
  }

  /** The value at a count of steps. @throws HyperparameterError */
  at(count: number): number {
    const { value, isScheduled } = this.#look(count);
    checkHyper("learningRate", value, bounds, isScheduled ? count : undefined);
    return value;
  }

  #look(count: number): { value: number; isScheduled: boolean } {
    const schedule = this.#schedule;
    return typeof schedule === "function"
      ? { value: schedule(count), isScheduled: true }
      : { value: schedule, isScheduled: false };
  }

  /** The number, if it is no schedule. */
  get fixed(): number | undefined {
    return typeof this.#schedule === "number" ? this.#schedule : undefined;
  }

  /** Takes another one. @throws HyperparameterError */
  set(values: Readonly<Record<string, unknown>>): void {
    for (const name of Object.keys(values))
      if (name !== "learningRate")
        throw new HyperparameterError(`set: there is no hyperparameter "${name}"; there is: learningRate`);
    const { learningRate } = values;
    if (learningRate === undefined) return;
    if (typeof learningRate !== "function") checkHyper("learningRate", learningRate, bounds);
    this.#schedule = learningRate as Hyper;
  }
}
