/** jax-js on WebAssembly: the equations as operations of jax-js, one function under jit for a step. */
import * as jax from "@jax-js/jax";
import { jaxAdam } from "../../jax-adam.mjs";
import { gradientAt, parameterAt, tensorsOf } from "./data.mjs";
import { Lacking, serve } from "./serve.mjs";

const { numpy: np, tree } = jax;
await jax.init("wasm");
jax.defaultDevice("wasm");

/** Gradient descent with momentum; `update` as that of `jaxAdam`. */
const momentum = {
  init: (params) =>
    tree.map((p) => {
      const { shape } = p;
      p.dispose();
      return np.zeros(shape);
    }, params),
  update(grads, state) {
    const sum = tree.map((m, g) => m.mul(0.9).add(g), state, grads);
    return [tree.map((m) => m.mul(-0.01), tree.ref(sum)), sum];
  },
};
const optimizers = { adam: () => jaxAdam(jax, { learningRate: 1e-3 }), sgd: () => momentum };

await serve((optimizer, n, count) => {
  if (!(optimizer in optimizers)) throw new Lacking(`what is written for jax-js has no ${optimizer}`);
  if (count > 100)
    throw new Lacking("a step of 1000 arrays was not compiled after 5 minutes, and is not waited for");
  const treeOf = (valueAt) =>
    Object.fromEntries(tensorsOf(n, count, valueAt).map((values, k) => [`w${k}`, np.array(values)]));
  const { init, update } = optimizers[optimizer]();
  let params = treeOf(parameterAt);
  let state = init(tree.ref(params));
  const grads = treeOf(gradientAt);
  const step = jax.jit((params, grads, state) => {
    const [updates, next] = update(grads, state);
    return [tree.map((p, u) => p.add(u), params, updates), next];
  });
  const run = async (times) => {
    for (let i = 0; i < times; i++) [params, state] = step(params, tree.ref(grads), state);
    await jax.blockUntilReady([params, state]);
  };
  const free = () => {
    for (const all of [params, state, grads]) tree.dispose(all);
    step.dispose();
  };
  return { run, tensor: (k) => params[`w${k}`].ref.data(), free };
});
