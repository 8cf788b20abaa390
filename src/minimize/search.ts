/** A run of `minimize`: evaluates, takes steps, stops, and keeps the best point seen. */
import type { Descent } from "../descent/descent.ts";
import type { Leaf } from "../descent/leaf.ts";
import type { Elements, Live, Structure } from "../descent/tree.ts";
import type { Transformation } from "../rule/transformation.ts";
import { advancing, hasRule } from "./advancing.ts";
import { boundsOf, clearOutward } from "./bounds.ts";
import { Evaluations, type Objective } from "./objective.ts";
import { arraysOf, type Cells, cellsOf, copyAll, distance, normOf, plainTree } from "./point.ts";
import type { Criterion, Limits } from "./tolerance.ts";

/** A step of `minimize`, as `onStep` gets it. */
export interface MinimizeStep<P> {
  /** The point after the step: a copy. */
  readonly x: Live<P>;
  readonly value: number;
  readonly gradNorm: number;
  /** Steps taken so far. */
  readonly steps: number;
}

/** A method's type: options for any parameters then fit those for these. */
export type OnStep<P> = { call(step: MinimizeStep<P>): unknown }["call"];

/** What `minimize` found. */
export interface Minimum<P> {
  /**
   * The best point seen, a copy with the structure of the start: the point of the lowest finite value (the highest, for an
   * optimizer that maximizes) among all steps and the parameters to evaluate with at the end. The start if no value was
   * finite.
   */
  readonly x: Live<P>;
  /** The function's value there. */
  readonly value: number;
  /** Euclidean norm of the gradient there, without the components that point out of the bounds. */
  readonly gradNorm: number;
  /** Steps taken. */
  readonly steps: number;
  /**
   * Why it ended: within the tolerance; stopped by `onStep`; steps used up; value or gradient not finite.
   */
  readonly status: "converged" | "stopped" | "steps" | "notFinite";
  /** Which tolerance was met, if it has converged. */
  readonly criterion?: Criterion;
}

/** A point's value and the Euclidean norm of the gradient there. */
interface Found {
  readonly value: number;
  readonly gradNorm: number;
}

/** A point that was left by a step; its elements are kept only for a limit of the step's length. */
interface Visited {
  readonly found: Found;
  readonly point: readonly Elements[];
}

const nowhere: readonly Elements[] = [];

/** Runs of `minimize`, one after the other. */
export class Search<P> {
  readonly #descent: Descent<P>;
  readonly #structure: Structure;
  readonly #leaves: readonly Leaf[];
  readonly #evaluations: Evaluations<P>;
  readonly #bounds: ReturnType<typeof boundsOf>;
  readonly #isBounded: boolean;
  readonly #climbs: boolean;
  readonly #hasOthers: boolean;
  readonly #advance: (loss?: number) => boolean;
  readonly #params: readonly Cells[];
  readonly #grads: readonly Cells[];
  readonly #best: { readonly point: Elements[]; found: Found };

  constructor(
    fun: Objective<P>,
    descent: Descent<P>,
    optimizer: Transformation,
    structure: Structure,
    leaves: readonly Leaf[],
    gradient: "central" | undefined,
    direction: "down" | "up",
  ) {
    this.#descent = descent;
    this.#structure = structure;
    this.#leaves = leaves;
    this.#bounds = boundsOf(optimizer, leaves);
    this.#isBounded = this.#bounds.some((bounds) => bounds !== undefined);
    this.#climbs = direction === "up";
    this.#evaluations = new Evaluations(fun, structure, leaves, gradient && this.#bounds);
    this.#hasOthers = hasRule(optimizer, ({ evaluation }) => evaluation !== undefined);
    this.#advance = advancing(descent, optimizer);
    this.#params = cellsOf(structure, descent.params);
    this.#grads = cellsOf(structure, descent.grads);
    this.#best = { point: arraysOf(leaves), found: { value: Number.NaN, gradNorm: Number.NaN } };
  }

  /** Searches from where the descent is, which has taken no step. */
  async until(limits: Limits, most: number, onStep: OnStep<P> | undefined): Promise<Minimum<P>> {
    const descent = this.#descent;
    const ended = (status: Minimum<P>["status"], criterion?: Criterion): Minimum<P> => ({
      x: plainTree<P>(this.#structure, this.#best.point),
      ...this.#best.found,
      steps: descent.count,
      status,
      ...(criterion && { criterion }),
    });
    copyAll(this.#params, this.#best.point);
    this.#best.found = { value: Number.NaN, gradNorm: Number.NaN };
    let [isHalfway, isStopped] = [false, false];
    let start: Found | undefined;
    /** The point of the last step, and the number of steps there. */
    let before: Visited | undefined;
    let countBefore = -1;
    for (;;) {
      const here = this.#look(this.#params);
      start ??= here;
      if (!isHalfway) this.#consider(this.#params, here);
      const { count } = descent;
      const isStep = !isHalfway && before !== undefined && countBefore < count;
      if (isStep && onStep) {
        const x = plainTree<P>(this.#structure, this.#copy(this.#params));
        isStopped = (await onStep({ x, ...here, steps: count })) === false;
      }
      const met = isHalfway
        ? undefined
        : this.#met(limits, start, here, this.#params, isStep ? before : undefined);
      const isLast = isStopped || !areFinite(here) || count + descent.skipped >= most;
      if (isLast || met) {
        const others =
          this.#hasOthers && !(isHalfway && descent.pending > 0) ? await this.#others() : undefined;
        const there = others && this.#look(others);
        if (others && there) this.#consider(others, there);
        const end = there && met ? this.#alsoMet(met, limits, start, here, there, others) : met;
        if (!areFinite(here) || (there && isLast && !areFinite(there))) return ended("notFinite");
        if (end) return ended("converged", end);
        if (isLast) return ended(isStopped ? "stopped" : "steps");
        // The average lags behind the parameters; the gradient is now the one at the average.
        this.#look(this.#params);
      }
      if (!isHalfway && countBefore < count) {
        before = { found: here, point: limits.step ? this.#copy(this.#params) : nowhere };
        countBefore = count;
      }
      copyAll(this.#evaluations.gradient, this.#grads);
      isHalfway = this.#advance(here.value);
    }
  }

  #copy(point: readonly Cells[]): Elements[] {
    return arraysOf(this.#leaves, point as readonly ArrayLike<number>[]);
  }

  async #others(): Promise<Cells[]> {
    return cellsOf(this.#structure, await this.#descent.evalParams());
  }

  #look(point: readonly Cells[]): Found {
    const { count } = this.#descent;
    const value = this.#evaluations.at(point, count);
    const { gradient } = this.#evaluations;
    const inward = this.#isBounded
      ? clearOutward(gradient, point, this.#bounds, count, this.#climbs)
      : gradient;
    return { value, gradNorm: normOf(inward) };
  }

  /** Keeps a point that is finite and no worse than the best so far. */
  #consider(point: readonly Cells[], found: Found): void {
    const { value, gradNorm } = this.#best.found;
    const isFirst = Number.isNaN(value);
    const isBetter = this.#climbs ? found.value > value : found.value < value;
    const isEqual = found.value === value && found.gradNorm <= gradNorm;
    if (!Number.isFinite(found.value)) {
      // The start, as long as there is nothing better.
      if (isFirst && this.#descent.count === 0)
        this.#best.found = { value: Number.NaN, gradNorm: found.gradNorm };
      return;
    }
    if (!(isFirst || isBetter || isEqual) || !isFinitePoint(point)) return;
    copyAll(point, this.#best.point);
    this.#best.found = found;
  }

  /** The first criterion that a point meets. */
  #met(
    limits: Limits,
    start: Found,
    here: Found,
    point: readonly Cells[],
    before: Visited | undefined,
  ): Criterion | undefined {
    if (limits.gradient && here.gradNorm <= limits.gradient(start.gradNorm)) return "gradient";
    if (!before) return undefined;
    const change = Math.abs(here.value - before.found.value);
    const size = Math.max(Math.abs(here.value), Math.abs(before.found.value));
    if (limits.value && change <= limits.value(size)) return "value";
    if (limits.step && distance(point, before.point) <= limits.step(normOf(point))) return "step";
    return undefined;
  }

  /** The criterion where the parameters to evaluate with meet it too. */
  #alsoMet(
    met: Criterion,
    limits: Limits,
    start: Found,
    here: Found,
    there: Found,
    others: readonly Cells[] | undefined,
  ): Criterion | undefined {
    const only: Limits = { gradient: undefined, value: undefined, step: undefined, [met]: limits[met] };
    const from = { found: here, point: this.#copy(this.#params) };
    return this.#met(only, start, there, others!, from);
  }
}

const areFinite = ({ value, gradNorm }: Found) => Number.isFinite(value) && Number.isFinite(gradNorm);

function isFinitePoint(point: readonly Cells[]): boolean {
  for (let leaf = 0; leaf < point.length; leaf++)
    for (let i = 0; i < point[leaf]!.length; i++) if (!Number.isFinite(point[leaf]![i])) return false;
  return true;
}
