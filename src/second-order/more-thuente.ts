/**
 * The line search of Moré and Thuente: a step that satisfies the strong Wolfe conditions. An interval that holds one shrinks around it. Moré, Thuente: Line search
 * algorithms with guaranteed sufficient decrease, ACM TOMS 20, 1994.
 */
import { type End, interpolate } from "./interpolate.ts";
import type { Line, Trial } from "./line.ts";
import { dot } from "./vectors.ts";

/** What the conditions ask, and how long they are sought. */
export interface Wolfe {
  /** Sufficient decrease: the part of the decrease that the slope at the start promises. */
  readonly c1: number;
  /** Curvature: the part of that slope that may be left. */
  readonly c2: number;
  /** The largest number of evaluations. */
  readonly most: number;
}

/** Until an interval is found, a trial step lies 1.1 to 4 times the last increase further on. */
const [leastGrowth, mostGrowth] = [1.1, 4];
/** An interval that has not shrunk to this part in two turns is halved. */
const shrinks = 0.66;
/** An interval this narrow, relative to its end, is a point. */
const narrow = 2 ** -50;
/** How far a value may lie above that of the start and still be the same, relative to it: the rounding of a sum. */
const rounding = 2 ** -50;

const endOf = ({ step, value, slope }: Trial): End => ({ step, value, slope });

/** The end as the function less a line of this slope has it. */
const less = ({ step, value, slope }: End, shift: number): End => ({
  step,
  value: value - step * shift,
  slope: slope - shift,
});

/**
 * Searches.
 *
 * @param first - the first trial step.
 * @param longest - no step is longer.
 * @returns the accepted point, or the lowest one where the search ends without; undefined where none lies lower than the start.
 */
export function moreThuente(
  line: Line,
  first: number,
  longest: number,
  { c1, c2, most }: Wolfe,
): Trial | undefined {
  const { start } = line;
  const target = c1 * start.slope;
  let [low, high]: [End, End] = [endOf(start), endOf(start)];
  /** The trial that `low` is of, once it has left the start. */
  let best: Trial | undefined;
  let [isBracketed, isFirstStage] = [false, true];
  let [width, widthBefore] = [longest, 2 * longest];
  let limit = longest;
  let step = Math.min(first, longest);
  for (let turn = 0; turn < most; turn++) {
    const trial = best ? line.at(step, best) : line.at(step);
    if (!Number.isFinite(trial.value) || !Number.isFinite(trial.slope)) {
      // The function has no value there: nearer, and never so far again.
      limit = step;
      step = low.step + 0.1 * (step - low.step);
      if (step === low.step) break;
      continue;
    }
    const isLower = trial.value <= start.value + step * target;
    if (isLower && Math.abs(trial.slope) <= -c2 * start.slope) return trial;
    if (isAsLow(start, trial, c1, c2)) return trial;
    if (isLower && step === longest && trial.slope <= target) return trial;
    if (isLower && trial.slope >= 0) isFirstStage = false;
    // Until a step is low enough, the interval is one of the decrease that still lacks.
    const shift = isFirstStage && trial.value <= low.value && !isLower ? target : 0;
    const [a, b, t] = [less(low, shift), less(high, shift), less(endOf(trial), shift)];
    const [from, to] = isBracketed
      ? [Math.min(low.step, high.step), Math.max(low.step, high.step)]
      : [step + leastGrowth * (step - low.step), step + mostGrowth * (step - low.step)];
    const next = interpolate(a, b, t, isBracketed, from, to);
    isBracketed = next.isBracketed;
    if (t.value > a.value) high = endOf(trial);
    else {
      if (t.slope * a.slope < 0) high = low;
      low = endOf(trial);
      best = trial;
    }
    step = next.step;
    if (isBracketed) {
      const now = Math.abs(high.step - low.step);
      if (now >= shrinks * widthBefore) step = low.step + 0.5 * (high.step - low.step);
      [widthBefore, width] = [width, now];
      const [left, right] = [Math.min(low.step, high.step), Math.max(low.step, high.step)];
      // Within it the function changes by less than rounding.
      const isFlat = now * Math.abs(start.slope) <= rounding * Math.abs(start.value);
      if (isFlat || now <= narrow * right) break;
      if (!(step > left && step < right)) step = low.step + 0.5 * (high.step - low.step);
    } else if (step >= limit) {
      // Halfway to where the function has no value, or to the longest step.
      step = limit < longest ? low.step + 0.5 * (limit - low.step) : longest;
      if (step <= low.step) break;
    }
  }
  return best && best.value < start.value ? best : undefined;
}

/**
 * Whether a value is that of the start but for rounding, and the slopes say that it is lower: the approximate Wolfe conditions of Hager, Zhang: A new conjugate
 * gradient method with guaranteed descent and an efficient line search, SIAM J. Optim. 16, 2005. The gradient must be smaller, so that this ends.
 */
function isAsLow(start: Trial, trial: Trial, c1: number, c2: number): boolean {
  const { slope } = trial;
  if (trial.value > start.value + rounding * Math.abs(start.value)) return false;
  if (!(slope <= (2 * c1 - 1) * start.slope && slope >= c2 * start.slope)) return false;
  return dot(trial.gradient, trial.gradient) < dot(start.gradient, start.gradient);
}
