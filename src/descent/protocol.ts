/**
 * What a step needs besides its gradient: the loss, and gradients before its own. Also how many steps may be declined.
 */
import { DeclinedError, ProtocolError } from "./errors.ts";
import { ParameterError } from "./leaf.ts";
import { SnapshotError } from "./portable.ts";
import type { Program } from "./program.ts";

/** Checks the order of a descent's calls. */
export class Protocol {
  /** Whether a step has a first half, which users ask for by `perturb`. */
  readonly perturbs: boolean;
  readonly #program: Program;
  /** The register of the hyperparameter that says how many gradients make a step, if there is one. */
  readonly #every: number | undefined;
  /** Hyperparameters that say how many steps in a row may be declined. */
  readonly #limits: readonly { readonly register: number; readonly name: string; readonly rule: string }[];
  #declined = 0;
  /** Whether every step takes one gradient and nothing else, and may not be declined too often. */
  readonly isPlain: boolean;

  constructor(program: Program) {
    const { groups, hypers, before } = program.plan;
    const link = groups[0]!.links.find(({ instance }) => instance.rule.before);
    const key = link && `${link.key}.${link.instance.rule.before!.every}`;
    this.#program = program;
    this.#limits = groups
      .flatMap(({ links }) => links)
      .flatMap(({ key: place, instance: { rule } }) =>
        hypers
          .filter((hyper) => rule.mostDeclined && hyper.key === `${place}.${rule.mostDeclined}`)
          .map(({ register, name }) => ({ register, name, rule: rule.name })),
      );
    this.#every = hypers.find((hyper) => hyper.key === key)?.register;
    this.perturbs = before !== undefined && this.#every === undefined;
    this.isPlain = before === undefined && program.plan.loss < 0 && this.#limits.length === 0;
  }

  /** @throws ParameterError if the loss is needed and missing. */
  checkLoss(loss: number | undefined): void {
    if (this.#program.plan.loss < 0 || typeof loss === "number") return;
    throw new ParameterError(
      `this optimizer reads the loss: call step(grads, { loss }), or step(undefined, { loss }); got ${typeof loss}`,
    );
  }

  /** Passes a checked loss on. */
  takeLoss(loss: number | undefined): void {
    const { plan, file } = this.#program;
    if (plan.loss >= 0 && loss !== undefined) file[plan.loss] = loss;
  }

  /**
   * Checks a number of gradients that have come since the last step.
   *
   * @param hyperOf - what a register of hyperparameters will hold.
   * @throws SnapshotError if a step would have been taken.
   */
  checkPending(pending: number, hyperOf: (register: number) => number): void {
    const every = this.#every === undefined ? (this.perturbs ? 2 : 1) : hyperOf(this.#every);
    if (pending < every) return;
    throw new SnapshotError(
      `the snapshot's pending must be less than ${every}, the gradients of a step; got ${pending}`,
    );
  }

  /**
   * Whether gradients wait for a step that `flush` may take.
   *
   * @throws ProtocolError if they are the first half of a step.
   */
  isWaiting(pending: number): boolean {
    if (this.perturbs && pending > 0)
      throw new ProtocolError("perturb() has moved the parameters; call step() before flush()");
    return pending > 0;
  }

  /** Counts a declined step. @throws DeclinedError if there were too many in a row. */
  declined(): void {
    const { file } = this.#program;
    this.#declined++;
    for (let i = 0; i < this.#limits.length; i++) {
      const { register, name, rule } = this.#limits[i]!;
      if (this.#declined < file[register]!) continue;
      throw new DeclinedError(
        `${rule} has declined ${this.#declined} ${this.#declined === 1 ? "step" : "steps"} in a row; ${name} is ${file[register]}. The parameters have not changed; look at the gradients, take a smaller learning rate, or restore a snapshot`,
      );
    }
  }

  /** A step was taken, or a snapshot restored. */
  accepted(): void {
    this.#declined = 0;
  }

  /**
   * Whether a gradient comes before the step's own, by the number of those that have come since the last step.
   *
   * @throws ProtocolError if the other call is due.
   */
  comesBefore(call: "step" | "perturb", pending: number): boolean {
    if (this.#every !== undefined) return pending + 1 < this.#program.file[this.#every]!;
    if (!this.perturbs) return false;
    if (call === "perturb" && pending > 0) throw new ProtocolError("perturb() was called; now call step()");
    if (call === "step" && pending === 0) {
      throw new ProtocolError(
        "this optimizer takes two gradients a step: call perturb() first, then step() with the gradient there",
      );
    }
    return call === "perturb";
  }
}
