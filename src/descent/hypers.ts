/**
 * Hyperparameters of a descent: numbers or schedules, which are asked and checked at every step, then written where
 * the program reads them.
 */
import type { Plan } from "../kernel/plan.ts";
import { type Bounds, checkHyper, type Hyper, HyperparameterError } from "../rule/hyper.ts";

/** A hyperparameter, its number or schedule, and its value at the step. */
export interface LiveHyper {
  readonly name: string;
  readonly register: number;
  readonly bounds: Bounds;
  schedule: Hyper;
  value: number;
}

/** All of a descent. */
export class Hypers {
  readonly all: readonly LiveHyper[];
  readonly #file: Float64Array;
  readonly #step: number;

  constructor({ hypers, step }: Plan, file: Float64Array) {
    this.#file = file;
    this.#step = step;
    this.all = hypers.map(({ name, register, bounds, value }) => ({
      name,
      register,
      bounds,
      schedule: value,
      value: Number.NaN,
    }));
  }

  /** Writes all values at a step, after all were checked, and its number. @throws HyperparameterError */
  evaluate(count: number): void {
    const { all } = this;
    const file = this.#file;
    for (let i = 0; i < all.length; i++) {
      const hyper = all[i]!;
      if (typeof hyper.schedule === "number") hyper.value = hyper.schedule;
      else {
        const value = hyper.schedule(count);
        checkHyper(hyper.name, value, hyper.bounds, count);
        hyper.value = value;
      }
    }
    for (let i = 0; i < all.length; i++) file[all[i]!.register] = all[i]!.value;
    file[this.#step] = count + 1;
  }

  /** Sets by name, from the next step on. @throws HyperparameterError; nothing is set then. */
  set(values: Readonly<Record<string, Hyper>>): void {
    const found = Object.entries(values).map(([name, value]) => {
      const hyper = this.all.find((candidate) => candidate.name === name);
      if (!hyper) {
        const known = this.all.map((candidate) => candidate.name).join(", ");
        throw new HyperparameterError(`there is no hyperparameter "${name}"; there are: ${known}`);
      }
      if (typeof value !== "function") checkHyper(name, value, hyper.bounds);
      return { hyper, value };
    });
    for (const { hyper, value } of found) hyper.schedule = value;
  }

  /** Values at the last step that was asked for. */
  get values(): Record<string, number> {
    return Object.fromEntries(this.all.map(({ name, register }) => [name, this.#file[register]!]));
  }
}
