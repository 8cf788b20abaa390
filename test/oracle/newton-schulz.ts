// The iteration of Newton and Schulz that makes a matrix orthogonal, about: Jordan et al., Muon, 2024. Matrices are lists of rows.

/** A matrix by rows. */
export type Rows = number[][];

/** The transpose. */
const turned = (x: Rows): Rows => x[0]!.map((_, j) => x.map((row) => row[j]!));

function times(x: Rows, y: Rows): Rows {
  const out = x.map(() => y[0]!.map(() => 0));
  for (let i = 0; i < x.length; i++)
    for (let k = 0; k < y.length; k++)
      for (let j = 0; j < y[0]!.length; j++) out[i]![j]! += x[i]![k]! * y[k]![j]!;
  return out;
}

/** A polynomial a x + b x^3 + c x^5 that singular values go through. */
export type Triple = readonly [a: number, b: number, c: number];

/** Newton-Schulz with a triple for each step. */
export function iterated(given: Rows, norm: (length: number) => number, triples: readonly Triple[]): Rows {
  if (given.length > given[0]!.length) return turned(iterated(turned(given), norm, triples));
  const length = Math.sqrt(given.flat().reduce((sum, value) => sum + value * value, 0));
  let x = given.map((row) => row.map((value) => value / norm(length)));
  for (const [a, b, c] of triples) {
    const s = times(x, turned(x));
    const ss = times(s, s);
    const t = s.map((row, i) => row.map((value, j) => b * value + c * ss[i]![j]!));
    const tx = times(t, x);
    x = x.map((row, i) => row.map((value, j) => a * value + tx[i]![j]!));
  }
  return x;
}
