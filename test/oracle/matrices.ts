// Whole matrices for oracles, as lists of rows: simple algorithms that share nothing with those of the library.
export type Rows = number[][];

export const turned = (x: Rows): Rows => x[0]!.map((_, j) => x.map((row) => row[j]!));

export function times(x: Rows, y: Rows): Rows {
  const out = x.map(() => y[0]!.map(() => 0));
  for (let i = 0; i < x.length; i++)
    for (let k = 0; k < y.length; k++)
      for (let j = 0; j < y[0]!.length; j++) out[i]![j]! += x[i]![k]! * y[k]![j]!;
  return out;
}

/** Eigenvalues and eigenvectors, as columns, of a symmetric matrix, the largest value first: cyclic Jacobi rotations. */
export function eigen(given: Rows): { values: number[]; vectors: Rows } {
  const n = given.length;
  const a = given.map((row) => [...row]);
  const v: Rows = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (a[p]![q] === 0) continue;
        off = Math.max(off, Math.abs(a[p]![q]!));
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (const rows of [a, v])
          for (let k = 0; k < n; k++) {
            const [x, y] = [rows[k]![p]!, rows[k]![q]!];
            rows[k]![p] = c * x - s * y;
            rows[k]![q] = s * x + c * y;
          }
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[p]![k]!, a[q]![k]!];
          a[p]![k] = c * x - s * y;
          a[q]![k] = s * x + c * y;
        }
      }
    if (off === 0) break;
  }
  const order = a.map((_, k) => k).sort((j, k) => a[k]![k]! - a[j]![j]!);
  return {
    values: order.map((k) => a[k]![k]!),
    vectors: v.map((row) => order.map((k) => row[k]!)),
  };
}

export const eigenvectors = (a: Rows): Rows => eigen(a).vectors;

/** Q of QR, its columns one after the other, each made orthogonal to those before it twice. */
export function orthogonalFactor(a: Rows): Rows {
  const columns: Rows = [];
  for (const given of turned(a)) {
    let column = given;
    for (let again = 0; again < 2; again++)
      for (const known of columns) {
        const along = known.reduce((sum, x, i) => sum + x * column[i]!, 0);
        column = column.map((x, i) => x - along * known[i]!);
      }
    const length = Math.hypot(...column);
    columns.push(column.map((x) => x / length));
  }
  return turned(columns);
}

/** Columns of the identity in the order of a diagonal, the largest first. */
export function sorting(a: Rows): Rows {
  const order = a.map((_, k) => k).sort((j, k) => a[k]![k]! - a[j]![j]!);
  return a.map((_, i) => order.map((k) => (k === i ? 1 : 0)));
}

/** (A + eps I)^(-1/root), where the least eigenvalue is raised to eps and all others with it. */
export function inverseRoot(a: Rows, root: number, eps: number): Rows {
  const { values, vectors } = eigen(a);
  const least = Math.min(...values) + eps;
  const powers = values.map((value) => (value + eps + Math.max(0, eps - least)) ** (-1 / root));
  return times(
    vectors.map((row) => row.map((x, k) => x * powers[k]!)),
    turned(vectors),
  );
}
