/**
 * The search of `optax.lbfgs`: algorithms 3.5 and 3.6 of Nocedal, Wright: Numerical Optimization, 2006, where a decrease may also be the approximate one of Hager,
 * Zhang, 2005. Where no step satisfies the conditions, it takes the lowest that decreases enough, or the last one.
 */
import type { Line, Trial } from "./line.ts";
import type { Wolfe } from "./more-thuente.ts";

/** How far a value may lie above that of the start for the approximate decrease, relative to it. */
const approximate = 1e-6;
/** The steps grow by this until an interval is found. */
const growth = 2;
/** An interval as narrow as this is divided no further, once some step has decreased enough. */
const narrow = 1e-5;

/** A step with value and slope there. */
interface End {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

const endOf = ({ step, value, slope }: Trial): End => ({ step, value, slope });

/** Where the cubic through three points, with the slope at the first, has its minimum; NaN where it has none. */
function cubicStep(a: End, b: End, c: End): number {
  const [db, dc] = [b.step - a.step, c.step - a.step];
  const denominator = (db * dc) ** 2 * (db - dc);
  const [rb, rc] = [b.value - a.value - a.slope * db, c.value - a.value - a.slope * dc];
  const cubed = (dc * dc * rb - db * db * rc) / denominator;
  const squared = (dc * dc * -dc * rb + db * db * db * rc) / denominator;
  const radical = squared * squared - 3 * cubed * a.slope;
  return a.step + (-squared + Math.sqrt(radical)) / (3 * cubed);
}

/** Where the parabola through two points, with the slope at the first, has its minimum. */
function parabolaStep(a: End, b: End): number {
  const d = b.step - a.step;
  const squared = (b.value - a.value - a.slope * d) / (d * d);
  return a.step - a.slope / (2 * squared);
}

/** A step of the interval's inside, by the cubic, else the parabola, else the middle. */
function middleOf(low: End, high: End, reference: End): number {
  const [left, right] = [Math.min(low.step, high.step), Math.max(low.step, high.step)];
  const width = right - left;
  const isInside = (step: number, margin: number) =>
    step > left + margin * width && step < right - margin * width;
  const byCubic = cubicStep(low, high, reference);
  if (isInside(byCubic, 0.2)) return byCubic;
  const byParabola = parabolaStep(low, high);
  return isInside(byParabola, 0.1) ? byParabola : (low.step + high.step) / 2;
}

/** Searches; the first trial step is 1. */
export function zoomSearch(line: Line, { c1, c2, most }: Wolfe): Trial {
  const { start } = line;
  const decreaseError = ({ step, value, slope }: Trial): number => {
    const exact = value - start.value - c1 * step * start.slope;
    const above = value - start.value - approximate * Math.abs(start.value);
    const error = Math.max(0, Math.min(exact, Math.max(slope - (2 * c1 - 1) * start.slope, above)));
    return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
  };
  const isSteep = ({ slope }: Trial) => !(Math.abs(slope) - c2 * Math.abs(start.slope) <= 0);
  /** The step to fall back to. */
  let safe = start;
  let trial = start;
  let before: End = endOf(start);
  let error = Number.POSITIVE_INFINITY;
  let interval: { low: End; high: End; reference: End } | undefined;
  for (let turn = 0; turn < most; turn++) {
    const width = interval && Math.abs(interval.high.step - interval.low.step);
    const step = interval
      ? middleOf(interval.low, interval.high, interval.reference)
      : turn === 0
        ? 1
        : growth * before.step;
    trial = line.at(step, safe);
    error = decreaseError(trial);
    const isDone = error <= 0 && !isSteep(trial);
    const isLow = error <= 0;
    const here = endOf(trial);
    if (!interval) {
      if (isLow) safe = trial;
      if (isDone) return trial;
      const isHigh = !isLow || (here.value >= before.value && turn > 0);
      if (isHigh) interval = { low: before, high: here, reference: before };
      else if (here.slope >= 0) interval = { low: here, high: before, reference: here };
      before = here;
      continue;
    }
    if (isLow && here.value < safe.value) safe = trial;
    if (isDone) return trial;
    interval = narrowed(interval, here, isLow);
    if (width! <= narrow && safe.step > 0) break;
  }
  return safe.step > 0 || error === Number.POSITIVE_INFINITY ? safe : trial;
}

/** The interval with an evaluated step inside it as one of its ends. */
function narrowed(
  { low, high }: { readonly low: End; readonly high: End },
  here: End,
  isLow: boolean,
): { low: End; high: End; reference: End } {
  if (!isLow || here.value >= low.value) return { low, high: here, reference: high };
  const isTurned = here.slope * (high.step - low.step) >= 0;
  return isTurned ? { low: here, high: low, reference: high } : { low: here, high, reference: low };
}
