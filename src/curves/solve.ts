/**
 * Nonlinear least squares by the method of Levenberg and Marquardt with Moré's trust region: radius and scales as in MINPACK's lmder (Moré, Garbow, Hillstrom: User
 * guide for MINPACK-1, 1980). It runs until float64 has no more to give: it knows how much of a sum of squares is rounding, and stops there.
 */
import { freeOf } from "./boxed-step.ts";
import { scaledNorm } from "./damping.ts";
import type { Robust } from "./losses.ts";
import { type Box, firstNotFinite, largestOf, NotFinite } from "./system.ts";
import { Triangle } from "./triangle.ts";
import { type WorkingSystem, Workspace } from "./workspace.ts";

const eps = 2 ** -52;
/** The first radius: so many times the scaled length of the start; from a start of zeros, the norm of the residuals, which has the same unit. */
const firstRadius = 3;
/** A decrease below this part of the predicted one is none. */
const least = 1e-4;
/** So many steps are taken after the last that gained. */
const most = 3;
/** What of a predicted decrease that is too small to see is small enough not to look for it. */
const unseen = 1e-4;

const reasons = {
  small: "the predicted decrease is below the rounding of the sum of squares",
  idle: "the sum of squares no longer falls by more than its rounding",
  void: "the squares of all residuals at the start are too small for float64; give the response in a smaller unit",
  same: "no step that float64 can represent decreases the sum of squares",
} as const;

/** Where a search has ended. */
export interface Solution {
  readonly x: Float64Array;
  /** The sum of squares; of a robust loss twice what scipy calls the cost. */
  readonly loss: number;
  /** The triangle of the Jacobian at `x`, rows multiplied as the loss says. */
  readonly triangle: Triangle;
  readonly isExact: boolean;
  readonly converged: boolean;
  readonly reason: string;
  /** How often the residuals were computed at a new point, and how often their derivatives. */
  readonly evaluations: { readonly residuals: number; readonly jacobians: number };
}

/**
 * Searches from a start.
 *
 * @throws NotFinite where the residuals or their derivatives are no numbers at the start.
 */
export function solve(
  system: WorkingSystem,
  start: Float64Array,
  box: Box,
  robust: Robust,
  maxEvaluations: number,
): Solution {
  const { rows, count } = system;
  const { work = new Workspace(rows, count) } = system;
  const { trial, norms, boxed } = work;
  const [x, scale] = [start.slice(), work.scale.fill(0)];
  let [r, next] = work.residuals;
  let { jacobian } = system;
  const evaluations = { residuals: 1, jacobians: 0 };
  let triangle = new Triangle(count);
  /** That of the next point, where it was computed with its residuals; and whether it was. */
  let ahead = jacobian.both && new Triangle(count);
  let isAhead = false;
  system.residuals(x, r);
  const wrong = firstNotFinite(r);
  if (wrong >= 0) throw new NotFinite(wrong, r[wrong]!, undefined, true);
  let loss = lossOf(robust, r);
  if (!Number.isFinite(loss)) throw largestOf(r);
  let [radius, lambda] = [0, 0];
  /** Steps whose predicted decrease was too small to see; and steps since the last gain, where rounding could hide it. */
  let [small, idle] = [0, 0];

  const lengthOf = (step: Float64Array): number => scaledNorm(scale, step, boxed.scaled);
  const finish = (reason: string, converged = true): Solution => {
    const { isExact } = jacobian;
    return { x, loss, triangle, isExact, converged, reason, evaluations };
  };
  /** Whether there are better derivatives to go on with. */
  const refine = (): boolean => {
    if (!jacobian.finer) return false;
    jacobian = jacobian.finer;
    [radius, lambda, small, idle] = [0, 0, 0, 0];
    return true;
  };

  let [free, released]: [number[], number[]] = [[], []];
  let isRefused = false;
  for (;;) {
    if (isAhead && ahead?.isFinite) [triangle, ahead] = [ahead, triangle];
    else work.fold(triangle, jacobian, x, r, robust, evaluations.residuals === 1);
    evaluations.jacobians++;
    isAhead = false;
    for (let j = 0; j < count; j++) {
      norms[j] = triangle.columnNorm(j);
      scale[j] = Math.max(scale[j]!, norms[j]!);
    }
    radius ||= firstRadius * lengthOf(x) || Math.sqrt(loss);
    if (loss === 0) {
      const isVoid = evaluations.residuals === 1 && r.some((residual) => residual !== 0);
      return isVoid ? finish(reasons.void, false) : finish("all residuals are 0");
    }
    freeOf(triangle, x, box, released);
    // What was too small to see may be so no more.
    if (released.length > free.length || released.some((j) => !free.includes(j))) [small, idle] = [0, 0];
    [free, released] = [released, free];
    if (free.length === 0) return finish("every parameter is held on its bound by its gradient");
    const noise = roundingOf(norms, x, loss);
    for (let isAccepted = false; !isAccepted; ) {
      const { step, predicted, slope } = boxed.find(triangle, x, free, scale, box, radius, lambda);
      lambda = boxed.lambda;
      if (predicted <= eps * loss) small++;
      // The second small step is the last; where it is very small, a look at its end would tell nothing.
      const isSmall = small > 2 || (small === 2 && predicted <= unseen * eps * loss);
      const isDone = isSmall || idle >= most;
      if (isDone && refine()) break;
      if (isDone) return finish(isSmall ? reasons.small : reasons.idle);
      const isSame = move(x, step, box, trial);
      if (isSame && refine()) break;
      if (isSame) return finish(reasons.same);
      if (evaluations.residuals >= maxEvaluations)
        return finish(
          `stopped after ${maxEvaluations} evaluation${maxEvaluations === 1 ? "" : "s"}, as maxEvaluations says`,
          false,
        );
      const length = lengthOf(step);
      if (evaluations.residuals === 1) radius = Math.min(radius, length);
      // Most steps are accepted; after one that was not, the derivatives wait.
      isAhead = ahead !== undefined && !isRefused;
      if (isAhead) work.foldAhead(ahead!, jacobian, trial, next, robust);
      else system.residuals(trial, next);
      evaluations.residuals++;
      const actual = decreaseOf(robust, r, next);
      const ratio = predicted > 0 ? actual / predicted : 0;
      if (ratio <= 0.25) {
        // A cut to between a tenth and a half, where a parabola through both values has its lowest point.
        const parabola = actual >= 0 ? 0.5 : (-0.5 * slope) / (-slope - 0.5 * actual);
        const cut = actual < -99 * loss || !(parabola >= 0.1) ? 0.1 : parabola;
        radius = cut * Math.min(radius, 10 * length);
        lambda /= cut;
      } else if (lambda === 0 || ratio >= 0.75) {
        radius = 2 * length;
        lambda *= 0.5;
      }
      const isGain = ratio >= least && actual > 0;
      if (isGain) idle = 0;
      else if (predicted <= noise) idle++;
      // Where the sums cannot tell any more, the derivatives still can.
      isAccepted = isGain || (predicted <= noise && actual >= -noise);
      isRefused = !isAccepted;
      isAhead &&= isAccepted;
      if (isRefused) continue;
      x.set(trial);
      const before = r;
      r = next;
      next = before;
      loss = lossOf(robust, r);
    }
  }
}

/**
 * How much of a difference of two sums of squares may be rounding: residuals are at best as exact as the parameters that they are computed from.
 */
function roundingOf(norms: Float64Array, x: Float64Array, loss: number): number {
  let reach = 0;
  for (let j = 0; j < x.length; j++) reach += norms[j]! * Math.abs(x[j]!);
  return 4 * eps * Math.sqrt(loss) * (Math.sqrt(loss) + reach);
}

/** Goes a step from x, within the box; true where that is x again. */
function move(x: Float64Array, step: Float64Array, { low, high }: Box, into: Float64Array): boolean {
  let isSame = true;
  for (let j = 0; j < x.length; j++) {
    into[j] = Math.min(Math.max(x[j]! + step[j]!, low[j]!), high[j]!);
    isSame &&= into[j] === x[j];
  }
  return isSame;
}

function lossOf(robust: Robust, r: Float64Array): number {
  let sum = 0;
  // Without a call for each row.
  if (robust.isLinear) {
    for (let i = 0; i < r.length; i++) sum += r[i]! * r[i]!;
    return sum;
  }
  for (let i = 0; i < r.length; i++) sum += robust.of(r[i]!);
  return sum;
}

/** By how much the loss falls; minus infinity where it has no value. Taken row by row, since two sums that are nearly the same hide what they differ by. */
function decreaseOf(robust: Robust, r: Float64Array, next: Float64Array): number {
  let sum = 0;
  if (robust.isLinear) for (let i = 0; i < r.length; i++) sum += (r[i]! - next[i]!) * (r[i]! + next[i]!);
  else for (let i = 0; i < r.length; i++) sum += robust.decrease(r[i]!, next[i]!);
  return Number.isFinite(sum) ? sum : Number.NEGATIVE_INFINITY;
}
