/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic rotations: the method of Jacobi. Golub, Van Loan: Matrix Computations, 2013, section 8.5. For small
 * matrices: it takes some ten sweeps of n^3 operations, and has the same bits on every engine.
 */

/** The most sweeps; eight are usual. */
const most = 60;

/** A matrix as Q diag(values) Q transposed. */
export interface Eigen {
  readonly values: Float64Array;
  /** Row by row; column k belongs to the value k. */
  readonly vectors: Float64Array;
}

/**
 * Decomposes a matrix.
 *
 * @param matrix - row by row, of finite numbers; its upper triangle is read.
 */
export function eigenOf(matrix: Float64Array, size: number): Eigen {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    vectors[i * size + i] = 1;
    for (let j = 0; j < i; j++) a[i * size + j] = a[j * size + i]!;
  }
  for (let sweep = 0; sweep < most; sweep++) {
    let isDone = true;
    for (let p = 0; p < size; p++)
      for (let q = p + 1; q < size; q++) if (rotate(a, vectors, size, p, q)) isDone = false;
    if (isDone) break;
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * size + i]!), vectors };
}

/** Makes an element 0; returns whether it was not, but for rounding. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): boolean {
  const [pp, pq, qq] = [a[p * size + p]!, a[p * size + q]!, a[q * size + q]!];
  if (pq === 0) return false;
  const diagonal = Math.abs(pp) + Math.abs(qq);
  if (diagonal + Math.abs(pq) * 2 ** 7 === diagonal) {
    a[p * size + q] = 0;
    a[q * size + p] = 0;
    return false;
  }
  const theta = (qq - pp) / (2 * pq);
  const root = Math.abs(theta) > 1e150 ? Math.abs(theta) : Math.sqrt(1 + theta * theta);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + root);
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = tangent * cosine;
  for (let i = 0; i < size; i++) {
    const [ip, iq] = [a[i * size + p]!, a[i * size + q]!];
    a[i * size + p] = cosine * ip - sine * iq;
    a[i * size + q] = sine * ip + cosine * iq;
  }
  for (let i = 0; i < size; i++) {
    const [pi, qi] = [a[p * size + i]!, a[q * size + i]!];
    a[p * size + i] = cosine * pi - sine * qi;
    a[q * size + i] = sine * pi + cosine * qi;
    const [vp, vq] = [vectors[i * size + p]!, vectors[i * size + q]!];
    vectors[i * size + p] = cosine * vp - sine * vq;
    vectors[i * size + q] = sine * vp + cosine * vq;
  }
  a[p * size + q] = 0;
  a[q * size + p] = 0;
  return true;
}
