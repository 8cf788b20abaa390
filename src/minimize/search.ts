/** Runs of `minimize`: evaluates, takes steps, stops, and keeps the best point seen. */
import type { Descent } from "../descent/descent.ts";
import type { Leaf } from "../descent/leaf.ts";
import type { Elements, Structure, Tree } from "../descent/tree.ts";
import { clearOutward, type LeafBounds } from "./bounds.ts";
import type { Minimum, OnStep } from "./minimum.ts";
import { arraysOf, type Cells, cellsOf, copyAll, distance, normOf, plainTree } from "./point.ts";
import type { Criterion, Limits } from "./tolerance.ts";

/** A point's value and the Euclidean norm of the gradient there. */
interface Found {
  value: number;
  gradNorm: number;
}

const unknown = (): Found => ({ value: Number.NaN, gradNorm: Number.NaN });

/** A point; its elements are kept only for a limit of the step's length. */
interface Visited {
  readonly found: Found;
  point: readonly Elements[];
}

/** What a search is made of. */
export interface SearchParts<P> {
  /** What is searched with: it has taken no step. */
  readonly descent: Pick<
    Descent<P>,
    "params" | "grads" | "count" | "skipped" | "pending" | "evalParams" | "restart" | "dispose"
  >;
  /** The function at points; `gradient` is the last gradient, leaf by leaf. */
  readonly evaluations: {
    readonly gradient: readonly Elements[];
    at(point: readonly Cells[], count: number): number;
  };
  readonly tree: Pick<Tree, "structure" | "leaves">;
  readonly bounds: readonly (LeafBounds | undefined)[];
  /** Whether it maximizes. */
  readonly climbs: boolean;
  /** Whether there are parameters to evaluate with besides those that are trained. */
  readonly hasOthers: boolean;
  /** Advances by the gradient in `descent.grads`; returns whether that was half of a step. */
  advance(loss: number): boolean;
  /** Whether steps from here would all be declined. */
  isStalled?(): boolean;
}

/** Runs of one descent, one after the other. */
export class Search<P> {
  readonly #parts: SearchParts<P>;
  readonly #descent: SearchParts<P>["descent"];
  readonly #structure: Structure;
  readonly #leaves: readonly Leaf[];
  readonly #isBounded: boolean;
  readonly #params: readonly Cells[];
  readonly #grads: readonly Cells[];
  readonly #best: { readonly point: Elements[]; readonly found: Found };
  /** Where the run began, where its last step did, where it is; the parameters to evaluate with. A step makes no objects. */
  readonly #start = unknown();
  readonly #before: Visited = { found: unknown(), point: [] };
  readonly #here = unknown();
  readonly #there = unknown();

  constructor(parts: SearchParts<P>) {
    const { descent, tree, bounds } = parts;
    const { structure, leaves } = tree;
    this.#parts = parts;
    this.#descent = descent;
    this.#structure = structure;
    this.#leaves = leaves;
    this.#isBounded = bounds.some((own) => own !== undefined);
    this.#params = cellsOf(structure, descent.params);
    this.#grads = cellsOf(structure, descent.grads);
    this.#best = { point: arraysOf(leaves), found: unknown() };
  }

  /** Goes to another start: the values of all leaves, one after the other, from an index of `starts` on. */
  restart(starts: ArrayLike<number>, from: number): void {
    let at = from;
    for (const values of this.#params) for (let i = 0; i < values.length; i++) values[i] = starts[at++]!;
    this.#descent.restart();
  }

  dispose(): void {
    this.#descent.dispose();
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
    copy(unknown(), this.#best.found);
    const [start, here, before] = [this.#start, this.#here, this.#before];
    copy(this.#look(this.#params, here), start);
    let [isHalfway, isStopped] = [false, false];
    /** The number of steps at the last point. */
    let countBefore = -1;
    for (; ; this.#look(this.#params, here)) {
      if (!isHalfway) this.#consider(this.#params, here);
      const { count } = descent;
      const isStep = !isHalfway && countBefore >= 0 && countBefore < count;
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
          this.#parts.hasOthers && !(isHalfway && descent.pending > 0) ? await this.#others() : undefined;
        const there = others && this.#look(others, this.#there);
        if (others && there) this.#consider(others, there);
        const end = there && met ? this.#alsoMet(met, limits, start, here, there, others) : met;
        if (!areFinite(here) || (there && isLast && !areFinite(there))) return ended("notFinite");
        if (end) return ended("converged", end);
        if (isLast) return ended(isStopped ? "stopped" : "steps");
        // The average lags behind the parameters; the gradient is now the one at the average.
        this.#look(this.#params, this.#there);
      }
      if (!isHalfway && countBefore < count) {
        copy(here, before.found);
        if (limits.step) before.point = this.#copy(this.#params);
        countBefore = count;
      }
      copyAll(this.#parts.evaluations.gradient, this.#grads);
      isHalfway = this.#parts.advance(here.value);
      if (this.#parts.isStalled?.()) return ended("stalled");
    }
  }

  #copy(point: readonly Cells[]): Elements[] {
    return arraysOf(this.#leaves, point as readonly ArrayLike<number>[]);
  }

  async #others(): Promise<Cells[]> {
    return cellsOf(this.#structure, await this.#descent.evalParams());
  }

  /** Evaluates at a point. */
  #look(point: readonly Cells[], found: Found): Found {
    const { count } = this.#descent;
    found.value = this.#parts.evaluations.at(point, count);
    const { gradient } = this.#parts.evaluations;
    const inward = this.#isBounded
      ? clearOutward(gradient, point, this.#parts.bounds, count, this.#parts.climbs)
      : gradient;
    found.gradNorm = normOf(inward);
    return found;
  }

  /** Keeps a point that is finite and no worse than the best so far. */
  #consider(point: readonly Cells[], found: Found): void {
    const { value, gradNorm } = this.#best.found;
    const isFirst = Number.isNaN(value);
    const isBetter = this.#parts.climbs ? found.value > value : found.value < value;
    const isEqual = found.value === value && found.gradNorm <= gradNorm;
    if (!Number.isFinite(found.value)) {
      // The start, as long as there is nothing better.
      if (isFirst && this.#descent.count === 0) this.#best.found.gradNorm = found.gradNorm;
      return;
    }
    if (!(isFirst || isBetter || isEqual) || !isFinitePoint(point)) return;
    copyAll(point, this.#best.point);
    copy(found, this.#best.found);
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

function copy({ value, gradNorm }: Found, to: Found): void {
  to.value = value;
  to.gradNorm = gradNorm;
}

const areFinite = ({ value, gradNorm }: Found) => Number.isFinite(value) && Number.isFinite(gradNorm);

function isFinitePoint(point: readonly Cells[]): boolean {
  for (let leaf = 0; leaf < point.length; leaf++)
    for (let i = 0; i < point[leaf]!.length; i++) if (!Number.isFinite(point[leaf]![i])) return false;
  return true;
}
