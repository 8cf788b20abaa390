/**
 * QR by Householder reflections, of which only the triangle is kept. Rows arrive in blocks: each is folded into the triangle of those before, so that a
 * matrix of any length needs the memory of one block. Golub, Van Loan: Matrix Computations, 2013, sections 5.1 and 5.2.
 */
import { numbers } from "./numbers.ts";
import { firstNotFinite } from "./system.ts";

/** The Euclidean norm of `first` and of a part of an array, without overflow or underflow on the way. */
export function normOf(first: number, values: Float64Array, from: number, to: number): number {
  const sum = first * first + dotOf(values, from, to, 0);
  if (sum > 1e-280 && sum < 1e280) return Math.sqrt(sum);
  let largest = Math.abs(first);
  for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(values[i]!));
  // NaN and infinity stay what they are.
  if (largest === 0 || !(largest < Number.POSITIVE_INFINITY)) return largest;
  let scaled = (first / largest) * (first / largest);
  for (let i = from; i < to; i++) scaled += (values[i]! / largest) * (values[i]! / largest);
  return largest * Math.sqrt(scaled);
}

/**
 * The inner product of a part of an array with the part that lies `shift` further: four sums, since each addition waits for the one before, which are those of the lanes of
 * compiled code.
 */
function dotOf(values: Float64Array, from: number, to: number, shift: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = from;
  for (const end = to - 3; i < end; i += 4) {
    a += values[i]! * values[i + shift]!;
    b += values[i + 1]! * values[i + 1 + shift]!;
    c += values[i + 2]! * values[i + 2 + shift]!;
    d += values[i + 3]! * values[i + 3 + shift]!;
  }
  if (i < to) a += values[i]! * values[i + shift]!;
  if (++i < to) b += values[i]! * values[i + shift]!;
  if (++i < to) c += values[i]! * values[i + shift]!;
  return a + c + (b + d);
}

/** Inner products of a column with those from it on, and what a reflection takes from each: of one append at a time. */
let work = { sums: new Float64Array(16), factors: new Float64Array(16) };

/** Where `above` works, by the number of columns: arrays of each lambda's own would cost more than its computation. */
const above = new Map<number, { readonly triangle: Triangle; readonly row: Float64Array }>();

/** The upper triangle of a matrix of `count` columns and, as one more column, of a right-hand side. */
export class Triangle {
  readonly count: number;
  /** By columns, `count + 1` of `count + 1` rows; below the diagonal 0. The last column is the right-hand side times Q transposed. */
  readonly values: Float64Array;

  constructor(count: number) {
    this.count = count;
    this.values = numbers((count + 1) * (count + 1));
  }

  clear(): this {
    this.values.fill(0);
    return this;
  }

  /** The element in a row and a column; the column `count` is the right-hand side. */
  at(row: number, column: number): number {
    return this.values[column * (this.count + 1) + row]!;
  }

  /** Takes over another triangle of the same size. */
  set(other: Triangle): this {
    this.values.set(other.values);
    return this;
  }

  /**
   * Folds rows in. The block is overwritten.
   *
   * @param block - `count + 1` columns of `rows` numbers.
   * @param from - the first column that is still to be reflected.
   * @param stride - how far each column begins from the one before.
   */
  append(block: Float64Array, rows: number, from = 0, stride = rows): this {
    const { count } = this;
    if (work.sums.length <= count)
      work = { sums: new Float64Array(2 * count), factors: new Float64Array(2 * count) };
    const { sums, factors } = work;
    for (let k = from; k <= count; k++) {
      const start = k * stride;
      const end = start + rows;
      for (let j = k; j <= count; j++) sums[j - k] = dotOf(block, start, end, (j - k) * stride);
      const norm = this.normBelow(k, sums) ?? normOf(this.at(k, k), block, start, end);
      if (norm === 0) continue;
      this.reflect(k, norm, sums, factors);
      for (let j = k + 1; j <= count; j++) {
        const shift = (j - k) * stride;
        const factor = factors[j - k - 1]!;
        for (let i = start; i < end; i++) block[i + shift]! -= factor * block[i]!;
      }
    }
    return this;
  }

  /**
   * The norm of the diagonal element of a column and of what is to be folded in below it.
   *
   * @param sums - first the inner product of that part with itself.
   * @returns undefined where squares may have overflowed or vanished.
   */
  normBelow(column: number, sums: Float64Array): number | undefined {
    const alpha = this.at(column, column);
    const sum = alpha * alpha + sums[0]!;
    return sum > 1e-280 && sum < 1e280 ? Math.sqrt(sum) : undefined;
  }

  /**
   * Reflects a column, so that what is below the diagonal becomes 0.
   *
   * @param norm - that of the column from the diagonal on, above 0.
   * @param sums - inner products of what is folded in with itself and with that of the columns to the right.
   * @param factors - gets what is to be taken from each of these, times the column.
   */
  reflect(column: number, norm: number, sums: Float64Array, factors: Float64Array): void {
    const { values, count } = this;
    const diagonal = column * (count + 2);
    const alpha = values[diagonal]!;
    const first = alpha < 0 ? alpha - norm : alpha + norm;
    values[diagonal] = alpha < 0 ? norm : -norm;
    for (let j = column + 1; j <= count; j++) {
      const at = j * (count + 1) + column;
      // In two divisions, whose product could overflow.
      const ratio = (first * values[at]! + sums[j - column]!) / first / norm;
      const factor = first < 0 ? -ratio : ratio;
      factors[j - column - 1] = factor;
      values[at]! -= factor * first;
    }
  }

  /**
   * The triangle of this matrix above `factor` times a diagonal one, whose right-hand side is 0, by rotations as in MINPACK's qrsolv: valid until the next call. Its element below the
   * right-hand side is left as it is.
   */
  above(diagonal: ArrayLike<number>, factor: number): Triangle {
    const { count } = this;
    const height = count + 1;
    let damped = above.get(count);
    if (!damped) {
      damped = { triangle: new Triangle(count), row: numbers(height) };
      above.set(count, damped);
    }
    const { triangle, row } = damped;
    const { values } = triangle.set(this);
    for (let j = 0; j < count; j++) {
      row.fill(0);
      row[j] = factor * diagonal[j]!;
      for (let k = j; k < count; k++) {
        const below = row[k]!;
        if (below === 0) continue;
        const pivot = values[k * height + k]!;
        // The larger divides the smaller, so that no square overflows.
        const isSteep = Math.abs(pivot) < Math.abs(below);
        const ratio = isSteep ? pivot / below : below / pivot;
        const one = 1 / Math.sqrt(1 + ratio * ratio);
        const sine = isSteep ? one : one * ratio;
        const cosine = isSteep ? one * ratio : one;
        for (let c = k; c <= count; c++) {
          const value = values[c * height + k]!;
          values[c * height + k] = cosine * value + sine * row[c]!;
          row[c] = cosine * row[c]! - sine * value;
        }
      }
    }
    return triangle;
  }

  /** Whether all of it are numbers. */
  get isFinite(): boolean {
    return firstNotFinite(this.values) < 0;
  }

  /** The norm of a column of the matrix. */
  columnNorm(column: number): number {
    const start = column * (this.count + 1);
    return normOf(0, this.values, start, start + column + 1);
  }

  /** The inner product of a column of the matrix with the right-hand side: of a Jacobian with residuals, half of the gradient. */
  gradient(column: number): number {
    let sum = 0;
    for (let i = 0; i <= column; i++) sum += this.at(i, column) * this.at(i, this.count);
    return sum;
  }

  /** The least-squares solution of matrix * x = - right-hand side. False if a diagonal element is 0. */
  solve(x: Float64Array): boolean {
    const { count } = this;
    for (let i = count - 1; i >= 0; i--) {
      let sum = -this.at(i, count);
      for (let j = i + 1; j < count; j++) sum -= this.at(i, j) * x[j]!;
      if (this.at(i, i) === 0) return false;
      x[i] = sum / this.at(i, i);
    }
    return true;
  }

  /** Solves transposed triangle * x = b, in place, where x begins at `from`; no diagonal element may be 0. */
  solveTransposed(x: Float64Array, from = 0): void {
    for (let i = 0; i < this.count; i++) {
      let sum = x[from + i]!;
      for (let j = 0; j < i; j++) sum -= this.at(j, i) * x[from + j]!;
      x[from + i] = sum / this.at(i, i);
    }
  }

  /**
   * The triangle of some of the columns.
   *
   * @param shift - added to the right-hand side: what columns that are left out contribute.
   */
  select(columns: readonly number[], shift?: Float64Array): Triangle {
    const height = this.count + 1;
    const block = new Float64Array((columns.length + 1) * height);
    for (const [to, from] of [...columns, this.count].entries())
      block.set(this.values.subarray(from * height, (from + 1) * height), to * height);
    if (shift) for (let i = 0; i < this.count; i++) block[columns.length * height + i]! += shift[i]!;
    return new Triangle(columns.length).append(block, height);
  }
}
