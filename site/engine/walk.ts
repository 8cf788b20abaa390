/** Steps of one contestant on one problem with the random numbers of one seed: the protocol of `perturb`, `step` and the loss. */
import { type Descent, type ExplainedStep, type Tensor, tensor } from "glissade";
import type { Entrant } from "./entrant.ts";
import type { Problem } from "./problems/problem.ts";

/** The parameters as the descent has them. */
export type Parameters = { readonly p: Float64Array | Tensor<Float64Array> };

/** Where a problem starts, as a descent takes it. */
export const startOf = ({ start, shape }: Problem): Parameters => ({
  p: shape ? tensor(start, shape) : start,
});

/** The numbers of parameters, their gradient or a state. */
export const elementsOf = <E extends object>(of: E | { readonly data: E }): E =>
  "data" in of ? of.data : of;

/** Up to so many parameters are looked at after each step; of more, the loss alone says whether they are finite. */
const few = 8;

/** A contestant on its way. */
export class Walk {
  readonly descent: Descent<Parameters>;
  readonly problem: Problem;
  /** The parameters that are shown: those that are trained, or those to evaluate with. */
  point: Float64Array;
  readonly #entrant: Entrant;
  /** The parameters that are trained, and their gradient. */
  readonly p: Float64Array;
  readonly gradient: Float64Array;
  readonly #inputs = { loss: 0 };

  constructor(descent: Descent<Parameters>, problem: Problem, entrant: Entrant) {
    this.descent = descent;
    this.problem = problem;
    this.#entrant = entrant;
    this.p = elementsOf(descent.params.p);
    this.gradient = elementsOf(descent.grads.p);
    this.point = this.p;
  }

  /**
   * Takes a step.
   *
   * @param number - which one, from 1: it decides noise and minibatch.
   * @returns the loss that belongs to its gradient.
   */
  step(number: number): number {
    if (this.ready(number)) this.descent.step(undefined, this.#inputs);
    return this.#inputs.loss;
  }

  /**
   * All of a step but the step itself: its gradient is written.
   *
   * @returns whether it can be taken: a declined first half loses it.
   */
  ready(number: number): boolean {
    const { descent, problem } = this;
    this.#inputs.loss = problem.gradient(this.p, number, this.gradient);
    if (!this.#entrant.perturbs) return true;
    if (descent.pending === 0) descent.perturb();
    if (descent.pending === 0) return false;
    problem.gradient(this.p, number, this.gradient);
    return true;
  }

  /** The step that is ready, explained for an element; it is not taken. */
  explain(index: number): Promise<ExplainedStep> {
    return this.descent.explainStep(undefined, { path: "p", index, loss: this.#inputs.loss });
  }

  /** Finds the point to show; at once where it is what is trained. */
  look(): Promise<void> | undefined {
    if (!this.#entrant.evaluates) return undefined;
    return this.descent.evalParams().then(({ p }) => {
      this.point = elementsOf(p);
    });
  }

  /** The loss there, without noise. */
  loss(): number {
    return this.problem.loss(this.point);
  }

  /** Whether the race can go on from there. */
  isFinite(loss: number): boolean {
    if (!Number.isFinite(loss)) return false;
    return this.p.length > few || (this.p.every(Number.isFinite) && this.point.every(Number.isFinite));
  }
}
