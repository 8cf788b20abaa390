/**
 * Eigenvalues of a symmetric tridiagonal matrix by the QL algorithm with implicit shifts, and the rotations that lead to them. Dubrulle,
 * Martin, Wilkinson, The implicit QL algorithm, Numerische Mathematik 12 (1968). Rotations of many sweeps are kept and then applied to
 * few columns at a time, which stay in the processor's caches.
 */
import { LinearAlgebraError } from "./matrix.ts";

/** Sweeps for an eigenvalue at most; two are usual. */
const mostSweeps = 60;

/** Below this, elements beside the diagonal of a matrix of about 1 are zero: their squares are subnormal. */
const tiny = 2 ** -511;

/** Rotations that wait, and what applies them. */
export interface Waiting {
  /** Cosines and sines, side by side. */
  readonly pairs: Float64Array;
  /** The last row of each run, and how many rows above take part. */
  readonly runs: Int32Array;
  readonly apply: (runs: number) => void;
}

/** The length of (a, b), which may be too small for their squares. */
function lengthOf(a: number, b: number): number {
  if (Math.abs(a) + Math.abs(b) > 2 ** -480) return Math.sqrt(a * a + b * b);
  const [x, y] = [a * 2 ** 500, b * 2 ** 500];
  return Math.sqrt(x * x + y * y) * 2 ** -500;
}

/**
 * Replaces the diagonal by the eigenvalues, in no order, of a matrix whose largest element is about 1.
 *
 * @param beside - element k lies beside elements k and k + 1 of the diagonal; it is used up.
 * @throws LinearAlgebraError if it does not converge, which no finite matrix is known to cause.
 */
export function implicitQl(
  diagonal: Float64Array,
  beside: Float64Array,
  n: number,
  { pairs, runs, apply }: Waiting,
): void {
  const [d, e] = [diagonal, beside];
  let [pair, run] = [0, 0];
  const flush = (): void => {
    apply(run);
    pair = 0;
    run = 0;
  };
  /** The first element beside the diagonal from l on that counts as zero; n - 1 if there is none. */
  const splitFrom = (l: number): number => {
    for (let m = l; m < n - 1; m++) {
      const size = Math.abs(d[m]!) + Math.abs(d[m + 1]!);
      const element = Math.abs(e[m]!);
      if (size + element === size || element < tiny) return m;
    }
    return n - 1;
  };

  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      const m = splitFrom(l);
      if (m === l) break;
      if (sweep === mostSweeps)
        throw new LinearAlgebraError(`eigenvalue ${l} of ${n} was not found in ${mostSweeps} sweeps`);
      if (pair + 2 * (m - l) > pairs.length || 2 * run === runs.length) flush();
      // Wilkinson's shift.
      let g = (d[l + 1]! - d[l]!) / (2 * e[l]!);
      let r = lengthOf(g, 1);
      g = d[m]! - d[l]! + e[l]! / (g < 0 ? g - r : g + r);
      let [s, c, p] = [1, 1, 0];
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * e[i]!;
        const b = c * e[i]!;
        r = lengthOf(f, g);
        e[i + 1] = r;
        if (r === 0) {
          // The matrix falls apart here.
          d[i + 1] = d[i + 1]! - p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1]! - p;
        r = (d[i]! - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        pairs[pair++] = c;
        pairs[pair++] = s;
      }
      if (i < m - 1) {
        runs[2 * run] = m;
        runs[2 * run + 1] = m - 1 - i;
        run++;
      }
      if (r === 0 && i >= l) continue;
      d[l] = d[l]! - p;
      e[l] = g;
      e[m] = 0;
    }
  }
  flush();
}
