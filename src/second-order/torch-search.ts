/**
 * The strong Wolfe search of `torch.optim.LBFGS`: algorithms 3.5 and 3.6 of Nocedal, Wright: Numerical Optimization, 2006, with cubic interpolation, and a move
 * away from the ends of an interval that hardly shrinks.
 */
import type { Line, Trial } from "./line.ts";
import type { Wolfe } from "./more-thuente.ts";
import { maxNorm } from "./vectors.ts";

/** The minimum of the cubic through two points with slopes, within bounds; their middle where there is none. */
function cubicStep(a: Trial, b: Trial, low: number, high: number): number {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step);
  const square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return (low + high) / 2;
  const d2 = Math.sqrt(square);
  const [left, right] = a.step <= b.step ? [a, b] : [b, a];
  const share = (right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2);
  const step = right.step - (right.step - left.step) * share;
  return Math.min(Math.max(step, low), high);
}

/** What a search found. */
export interface Searched {
  readonly point: Trial;
  readonly evaluations: number;
}

/**
 * Searches.
 *
 * @param tolerance - an interval whose ends are nearer than this, in every element, is not divided further.
 */
export function torchSearch(line: Line, first: number, { c1, c2, most }: Wolfe, tolerance: number): Searched {
  const { start, direction } = line;
  const reach = maxNorm(direction);
  let turn = 0;
  let evaluations = 1;
  let before = start;
  let trial = line.at(first, start);
  const isHigh = ({ value, step }: Trial) => value > start.value + c1 * step * start.slope;
  const isFlat = ({ slope }: Trial) => Math.abs(slope) <= -c2 * start.slope;
  let bracket: [Trial, Trial] | undefined;
  for (; turn < most; turn++) {
    if (isHigh(trial) || (turn > 1 && trial.value >= before.value)) bracket = [before, trial];
    else if (isFlat(trial)) return { point: trial, evaluations };
    else if (trial.slope >= 0) bracket = [before, trial];
    if (bracket) break;
    const next = cubicStep(before, trial, trial.step + 0.01 * (trial.step - before.step), trial.step * 10);
    before = trial;
    trial = line.at(next, before);
    evaluations++;
  }
  const ends = bracket ?? [start, trial];
  let low: 0 | 1 = ends[0].value <= ends[1].value ? 0 : 1;
  let isStuck = false;
  for (; turn < most; turn++) {
    const [a, b] = ends;
    if (Math.abs(b.step - a.step) * reach < tolerance) break;
    const [left, right] = [Math.min(a.step, b.step), Math.max(a.step, b.step)];
    let step = cubicStep(a, b, left, right);
    const margin = 0.1 * (right - left);
    if (Math.min(right - step, step - left) < margin) {
      if (isStuck || step >= right || step <= left) {
        step = Math.abs(step - right) < Math.abs(step - left) ? right - margin : left + margin;
        isStuck = false;
      } else isStuck = true;
    } else isStuck = false;
    trial = line.at(step, a, b);
    evaluations++;
    const high = low === 0 ? 1 : 0;
    if (isHigh(trial) || trial.value >= ends[low].value) {
      ends[high] = trial;
      low = ends[0].value <= ends[1].value ? 0 : 1;
      continue;
    }
    const isDone = isFlat(trial);
    if (!isDone && trial.slope * (ends[high].step - ends[low].step) >= 0) ends[high] = ends[low];
    ends[low] = trial;
    if (isDone) break;
  }
  return { point: ends[low], evaluations };
}
