/** Functions that the tests of this folder share. */
/** Rosenbrock's, of pairs of elements; writes the gradient. */
export function rosenbrock(x: Float64Array | Float32Array, g: Float64Array | Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i += 2) {
    const [a, b] = [x[i]!, x[i + 1]!];
    const miss = b - a * a;
    g[i] = -400 * miss * a - 2 * (1 - a);
    g[i + 1] = 200 * miss;
    sum += 100 * miss * miss + (1 - a) * (1 - a);
  }
  return sum;
}

/** The closure of a descent on it, of the parameter x. */
export const closureOf = (descent: { readonly params: unknown; readonly grads: unknown }) => (): number => {
  const { params, grads } = descent as { params: { x: Float64Array }; grads: { x: Float64Array } };
  return rosenbrock(params.x, grads.x);
};
