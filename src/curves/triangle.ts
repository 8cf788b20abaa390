/**
 * QR by Householder reflections, of which only the triangle is kept. Rows arrive in blocks: each is folded into the triangle of those before, so that a
 * matrix of any length needs the memory of one block. Golub, Van Loan: Matrix Computations, 2013, sections 5.1 and 5.2.
 */

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

/** The inner product of a part of an array with the part that lies `shift` further: four sums, since each addition waits for the one before. */
function dotOf(values: Float64Array, from: number, to: number, shift: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = from;
  for (const end = to - 3; i < end; i += 4) {
    a += values[i]! * values[i + shift]!;
    b += values[i + 1]! * values[i + 1 + shift]!;
    c += values[i + 2]! * values[i + 2 + shift]!;
    d += values[i + 3]! * values[i + 3 + shift]!;
  }
  for (; i < to; i++) a += values[i]! * values[i + shift]!;
  return a + b + (c + d);
}

/** The upper triangle of a matrix of `count` columns and, as one more column, of a right-hand side. */
export class Triangle {
  readonly count: number;
  /** By columns, `count + 1` of `count + 1` rows; below the diagonal 0. The last column is the right-hand side times Q transposed. */
  readonly values: Float64Array;
  /** Where `above` works, since a small array of its own for each lambda would cost more than its computation. */
  #work: { readonly triangle: Triangle; readonly block: Float64Array } | undefined;

  constructor(count: number) {
    this.count = count;
    this.values = new Float64Array((count + 1) * (count + 1));
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
   * @param block - `count + 1` columns, one after the other, `rows` long each.
   * @param isUpper - whether the block has nothing below its diagonal.
   */
  append(block: Float64Array, rows: number, isUpper = false): this {
    const { values, count } = this;
    const height = count + 1;
    for (let k = 0; k <= count; k++) {
      const start = k * rows;
      const end = isUpper ? start + Math.min(rows, k + 1) : start + rows;
      const diagonal = k * height + k;
      const alpha = values[diagonal]!;
      const norm = normOf(alpha, block, start, end);
      if (norm === 0) continue;
      const first = alpha < 0 ? alpha - norm : alpha + norm;
      values[diagonal] = alpha < 0 ? norm : -norm;
      for (let j = k + 1; j <= count; j++) {
        const shift = (j - k) * rows;
        const at = j * height + k;
        const dot = first * values[at]! + dotOf(block, start, end, shift);
        // In two divisions, whose product could overflow.
        const factor = dot / first / norm;
        const signed = first < 0 ? -factor : factor;
        values[at]! -= signed * first;
        for (let i = start; i < end; i++) block[i + shift]! -= signed * block[i]!;
      }
    }
    return this;
  }

  /** The triangle of this matrix above `factor` times a diagonal one, whose right-hand side is 0: valid until the next call. */
  above(diagonal: ArrayLike<number>, factor: number): Triangle {
    const { count } = this;
    this.#work ??= { triangle: new Triangle(count), block: new Float64Array(count * (count + 1)) };
    const { triangle, block } = this.#work;
    block.fill(0);
    for (let j = 0; j < count; j++) block[j * count + j] = factor * diagonal[j]!;
    return triangle.set(this).append(block, count, true);
  }

  /** Whether all of it are numbers. */
  get isFinite(): boolean {
    return this.values.every(Number.isFinite);
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

  /** Solves transposed triangle * x = b, in place; no diagonal element may be 0. */
  solveTransposed(x: Float64Array): void {
    for (let i = 0; i < this.count; i++) {
      let sum = x[i]!;
      for (let j = 0; j < i; j++) sum -= this.at(j, i) * x[j]!;
      x[i] = sum / this.at(i, i);
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
