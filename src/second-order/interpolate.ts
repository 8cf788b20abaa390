/** Trial steps by interpolation: the four cases of Moré and Thuente, section 4. */

/** An end of an interval: a step, with value and slope there. */
export interface End {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** How far a trial step may go towards the other end: so much of the interval. */
const reach = 0.66;

/** The next step, and whether the interval is now known to hold a minimum. */
export interface Next {
  readonly step: number;
  readonly isBracketed: boolean;
}

/** The terms that all cubics through two points with slopes share; they may not overflow. */
function cubic(a: End, b: End): { readonly theta: number; readonly root: number } {
  const theta = (3 * (a.value - b.value)) / (b.step - a.step) + a.slope + b.slope;
  const size = Math.max(Math.abs(theta), Math.abs(a.slope), Math.abs(b.slope));
  const square = (theta / size) * (theta / size) - (a.slope / size) * (b.slope / size);
  return { theta, root: size * Math.sqrt(Math.max(0, square)) };
}

/**
 * The next step of a search.
 *
 * @param low - the lowest point so far.
 * @param high - the other end.
 * @param trial - the point that was evaluated last.
 * @param from - the next step's range: the interval, or where the search goes while there is none.
 */
export function interpolate(
  low: End,
  high: End,
  trial: End,
  isBracketed: boolean,
  from: number,
  to: number,
): Next {
  const forward = trial.step > low.step;
  const back = low.step - trial.step;
  // The minimum of the cubic through both, and that of the parabola with both slopes.
  if (trial.value > low.value) {
    const { theta, root } = cubic(low, trial);
    const gamma = forward ? root : -root;
    const share = (gamma - low.slope + theta) / (gamma - low.slope + gamma + trial.slope);
    const byCubic = low.step - share * back;
    const chord = (low.value - trial.value) / -back;
    const byParabola = low.step - (low.slope / (chord + low.slope) / 2) * back;
    const isNear = Math.abs(byCubic - low.step) < Math.abs(byParabola - low.step);
    return { step: isNear ? byCubic : byCubic + (byParabola - byCubic) / 2, isBracketed: true };
  }
  const bySecant = trial.step + (trial.slope / (trial.slope - low.slope)) * back;
  if (trial.slope * low.slope < 0) {
    const { theta, root } = cubic(low, trial);
    const gamma = forward ? -root : root;
    const share = (gamma - trial.slope + theta) / (gamma - trial.slope + gamma + low.slope);
    const byCubic = trial.step + share * back;
    const isFar = Math.abs(byCubic - trial.step) > Math.abs(bySecant - trial.step);
    return { step: isFar ? byCubic : bySecant, isBracketed: true };
  }
  const end = forward ? to : from;
  if (Math.abs(trial.slope) < Math.abs(low.slope)) {
    const { theta, root } = cubic(low, trial);
    const gamma = forward ? -root : root;
    const share = (gamma - trial.slope + theta) / (gamma + (low.slope - trial.slope) + gamma);
    const byCubic = share < 0 && gamma !== 0 ? trial.step + share * back : end;
    const isNear = Math.abs(byCubic - trial.step) < Math.abs(bySecant - trial.step);
    if (!isBracketed) {
      const step = isNear ? bySecant : byCubic;
      return { step: Math.min(Math.max(step, Math.min(from, to)), Math.max(from, to)), isBracketed };
    }
    const step = isNear ? byCubic : bySecant;
    const furthest = trial.step + reach * (high.step - trial.step);
    return { step: forward ? Math.min(furthest, step) : Math.max(furthest, step), isBracketed };
  }
  if (!isBracketed) return { step: end, isBracketed };
  const { theta, root } = cubic(trial, high);
  const gamma = trial.step > high.step ? -root : root;
  const share = (gamma - trial.slope + theta) / (gamma - trial.slope + gamma + high.slope);
  return { step: trial.step + share * (high.step - trial.step), isBracketed };
}
