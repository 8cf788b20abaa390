/**
 * Adam as operations of jax-js, the yardstick for training one of its models under an optimizer of this package: `init` and `update` like
 * those of jax-js' own optimizers, to be traced within the user's jitted step. Checked against golden trajectories in `test/jax-adam.test.ts`.
 * Kingma, Ba: Adam, ICLR 2015, Algorithm 1.
 */

/**
 * @param jax - a copy of jax-js.
 * @returns `init(params)` with the state, which keeps the products of the betas; `update(grads, state)` with what to add, and the next state.
 */
export function jaxAdam(jax, { learningRate, b1 = 0.9, b2 = 0.999, eps = 1e-8 }) {
  const { numpy: np, tree } = jax;
  const zeros = (params) =>
    tree.map((p) => {
      const { shape } = p;
      p.dispose();
      return np.zeros(shape);
    }, params);
  return {
    init(params) {
      return { m: zeros(tree.ref(params)), v: zeros(params), b1t: np.ones([]), b2t: np.ones([]) };
    },
    update(grads, state) {
      const m = tree.map((m, g) => m.mul(b1).add(g.mul(1 - b1)), state.m, tree.ref(grads));
      const v = tree.map((v, g) => v.mul(b2).add(np.square(g).mul(1 - b2)), state.v, grads);
      const [b1t, b2t] = [state.b1t.mul(b1), state.b2t.mul(b2)];
      const [rest1, rest2] = [np.subtract(1, b1t.ref), np.subtract(1, b2t.ref)];
      const updates = tree.map(
        (m, v) =>
          m
            .div(rest1.ref)
            .div(np.sqrt(v.div(rest2.ref)).add(eps))
            .mul(-learningRate),
        tree.ref(m),
        tree.ref(v),
      );
      rest1.dispose();
      rest2.dispose();
      return [updates, { m, v, b1t, b2t }];
    },
  };
}
