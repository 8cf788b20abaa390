/**
 * What a step needs besides its gradient: the loss, and gradients before its own. Also how many steps may be declined.
 */

import type { Plan } from "../plan/plan.ts";
import type { Counters, Counts } from "./counters.ts";
import { DeclinedError, ProtocolError } from "./errors.ts";
import type { Hypers, LiveHyper } from "./hypers.ts";
import { ParameterError } from "./leaf.ts";
import { SnapshotError } from "./portable.ts";

/** A hyperparameter that says how many calls in a row may be declined, and its rule. */
interface Limit {
  readonly hyper: LiveHyper;
  readonly rule: string;
}

/** Checks the order of a descent's calls. */
export class Protocol {
  /** Whether a step has a first half, which users ask for by `perturb`. */
  readonly perturbs: boolean;
  readonly #estimates: boolean;
  readonly #hypers: Hypers;
  /** The hyperparameter that says how many gradients make a step, if there is one. */
  readonly #every: LiveHyper | undefined;
  readonly #limits: readonly Limit[];
  /** Whether every step takes one gradient and nothing else, and may not be declined too often. */
  readonly isPlain: boolean;

  constructor({ groups, phases: { before, estimate } }: Plan, hypers: Hypers) {
    const hyperOf = (key: string) => hypers.all.find((hyper) => hyper.key === key);
    const link = groups[0]!.links.find(({ instance }) => instance.rule.before);
    this.#hypers = hypers;
    this.#limits = groups
      .flatMap(({ links }) => links)
      .flatMap(({ key, instance: { rule } }): Limit[] => {
        const hyper = rule.mostDeclined === undefined ? undefined : hyperOf(`${key}.${rule.mostDeclined}`);
        return hyper ? [{ hyper, rule: rule.name }] : [];
      });
    this.#every = link && hyperOf(`${link.key}.${link.instance.rule.before!.every}`);
    this.perturbs = before !== undefined && this.#every === undefined;
    this.#estimates = estimate !== undefined;
    this.isPlain = before === undefined && hypers.loss < 0 && this.#limits.length === 0;
  }

  /** @throws ParameterError if the loss is needed and missing. */
  checkLoss(loss: number | undefined): void {
    if (this.#hypers.loss < 0 || typeof loss === "number") return;
    throw new ParameterError(
      `this optimizer reads the loss: call step(grads, { loss }), or step(undefined, { loss }); got ${typeof loss}`,
    );
  }

  /** Passes a checked loss on. */
  takeLoss(loss: number | undefined): void {
    const { scalars, loss: place } = this.#hypers;
    if (place >= 0 && loss !== undefined) scalars[place] = loss;
  }

  /**
   * Checks a number of gradients that have come since the last step.
   *
   * @param numberOf - the value that a hyperparameter will have.
   * @throws SnapshotError if a step would have been taken.
   */
  checkPending(pending: number, numberOf: (hyper: LiveHyper) => number): void {
    const every = this.#every === undefined ? (this.perturbs ? 2 : 1) : numberOf(this.#every);
    if (pending < every) return;
    throw new SnapshotError(
      `the snapshot's pending must be less than ${every}, the gradients of a step; got ${pending}`,
    );
  }

  /** @throws ProtocolError for a `call` between the halves of a step. */
  checkUnmoved({ pending }: Counts, call: string): void {
    if (this.perturbs && pending > 0)
      throw new ProtocolError(`perturb() has moved the parameters; call step() before ${call}()`);
  }

  /** @throws ProtocolError if there is no first half of a step that users ask for. */
  checkPerturbs(): void {
    if (!this.perturbs) throw new ProtocolError("this optimizer has no perturb(): call step() alone");
  }

  /** @throws ProtocolError if no rule takes estimates, or within a step of two halves. */
  checkEstimates(counts: Counts): void {
    if (!this.#estimates)
      throw new ProtocolError("no rule of this optimizer takes an estimate: it needs gradients alone");
    this.checkUnmoved(counts, "estimate");
  }

  /** @throws DeclinedError if too many calls in a row were declined. */
  checkDeclined({ declinedInARow: times }: Counters): void {
    for (const { hyper, rule } of this.#limits) {
      if (times < hyper.value) continue;
      throw new DeclinedError(
        `${rule} has declined ${times} ${times === 1 ? "step" : "steps"} in a row; ${hyper.name} is ${hyper.value}. The parameters have not changed; look at the gradients, take a smaller learning rate, or restore a snapshot`,
      );
    }
  }

  /**
   * Whether a gradient comes before the step's own, by the number of those that have come since the last step.
   *
   * @throws ProtocolError if the other call is due.
   */
  comesBefore(call: "step" | "perturb", { pending }: Counts): boolean {
    if (this.#every !== undefined) return pending + 1 < this.#every.value;
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
