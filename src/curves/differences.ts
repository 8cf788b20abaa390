/**
 * Derivatives by differences. The step is relative to the parameter, whatever its size: a step relative to max(1, |x|) is larger than a small parameter. Near a bound, and where
 * the model has no value on one side, both points lie on the other side.
 */
import type { Box, Jacobian } from "./system.ts";

const eps = 2 ** -52;
/** eps^(1/3), for central differences, and eps^(1/2). */
const steps = { central: 6.055454452393343e-6, forward: 2 ** -26 } as const;

/** How derivatives are approximated: by one difference a parameter, or by two evaluations around it. */
export type Differences = keyof typeof steps;

type Residuals = (x: Float64Array, out: Float64Array) => void;

/** Derivatives of residuals by differences. Forward ones have central ones for the last steps. */
export function differencesOf(
  residuals: Residuals,
  rows: number,
  count: number,
  box: Box,
  kind: Differences,
  onEvaluation: () => void,
): Jacobian {
  const values = new Float64Array(rows * count);
  const make = (how: Differences): Jacobian => {
    const point = new Float64Array(count);
    const [one, other] = [new Float64Array(rows), new Float64Array(rows)];
    const evaluate = (j: number, x: number, out: Float64Array): boolean => {
      const before = point[j]!;
      point[j] = x;
      residuals(point, out);
      point[j] = before;
      onEvaluation();
      return out.every(Number.isFinite);
    };
    const column = (j: number, r: Float64Array): void => {
      const x = point[j]!;
      const [low, high] = [box.low[j]!, box.high[j]!];
      const out = values.subarray(j * rows, (j + 1) * rows);
      if (low === high) return void out.fill(0);
      let h = steps[how] * (Math.abs(x) || 1);
      h = Math.min(h, Math.max(high - x, x - low) / 2);
      const [up, down] = [x + h, x - h];
      if (how === "forward") {
        const to = up <= high ? up : down;
        evaluate(j, to, one);
        for (let i = 0; i < rows; i++) out[i] = (one[i]! - r[i]!) / (to - x);
        return;
      }
      const isUp = up <= high && evaluate(j, up, one);
      const isDown = down >= low && evaluate(j, down, other);
      if (isUp && isDown) {
        for (let i = 0; i < rows; i++) out[i] = (one[i]! - other[i]!) / (up - down);
        return;
      }
      // Twice as far on the side that there is: the second order is kept.
      const [near, far] = isDown ? [down, x - 2 * h] : [up, x + 2 * h];
      if (isDown) one.set(other);
      evaluate(j, far, other);
      const [a, b] = [near - x, far - x];
      for (let i = 0; i < rows; i++)
        out[i] = ((one[i]! - r[i]!) * b * b - (other[i]! - r[i]!) * a * a) / (a * b * (b - a));
    };
    return {
      isExact: false,
      at(x, r) {
        point.set(x);
        for (let j = 0; j < count; j++) column(j, r);
      },
      block(from, to, out, stride) {
        for (let j = 0; j < count; j++) out.set(values.subarray(j * rows + from, j * rows + to), j * stride);
      },
    };
  };
  return kind === "forward" ? { ...make("forward"), finer: make("central") } : make("central");
}

/** The relative size of rounding: what a step must be above. */
export const rounding: number = eps;
