/** Loops by hand on typed arrays (`tuned`), and the floor in WebAssembly (`floor`). Usage: node loops.mjs tuned|floor. */
import { floor } from "../../floor.mjs";
import { byHand } from "../../naive.mjs";
import { gradientAt, parameterAt, tensorsOf } from "./data.mjs";
import { Lacking, serve } from "./serve.mjs";
import { traffic } from "./traffic.mjs";

const [kind] = process.argv.slice(2);
const rates = { sgd: 0.01, adam: 1e-3, yogi: 0.01, lion: 1e-4, adamwClip: 1e-3 };
const names = { sgd: "momentum" };

const beginnings = {
  tuned(optimizer, n, count) {
    if (!(optimizer in rates)) throw new Lacking(`the loop by hand has no ${optimizer}`);
    const [p, g] = [parameterAt, gradientAt].map((valueAt) => tensorsOf(n, count, valueAt));
    const tensors = p.map((values, k) => ({ p: values, g: g[k] }));
    return byHand("tuned", names[optimizer] ?? optimizer, tensors, rates[optimizer]);
  },
  // The same bytes, whatever the tensors: they lie side by side.
  async floor(optimizer, n) {
    const [[p], [g]] = [parameterAt, gradientAt].map((valueAt) => tensorsOf(n, 1, valueAt));
    return { step: await floor(n, { p, g }, traffic[optimizer]) };
  },
};

await serve(async (optimizer, n, count) => {
  const { step, tensors } = await beginnings[kind](optimizer, n, count);
  const run = (times) => {
    for (let i = 0; i < times; i++) step();
  };
  return { run, tensor: (k) => tensors[k].p };
});
