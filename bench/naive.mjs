/**
 * Adam and Yogi as a competent person writes them by hand: one loop over float32 typed arrays, everything that is the
 * same for all parameters hoisted out of it. Defaults of Glissade; the benchmark checks that both compute the same.
 */

/** One step of Adam on one tensor. */
function adam({ p, g, m, v }, learningRate, t) {
  const [b1, b2, eps] = [0.9, 0.999, 1e-8];
  const [a1, a2] = [1 - b1, 1 - b2];
  const rate = learningRate / (1 - b1 ** t);
  const correction = 1 / Math.sqrt(1 - b2 ** t);
  for (let i = 0; i < p.length; i++) {
    const gi = g[i];
    const mi = b1 * m[i] + a1 * gi;
    const vi = b2 * v[i] + a2 * gi * gi;
    m[i] = mi;
    v[i] = vi;
    p[i] -= (rate * mi) / (Math.sqrt(vi) * correction + eps);
  }
}

/** One step of Yogi on one tensor. */
function yogi({ p, g, m, v }, learningRate, t) {
  const [b1, b2, eps] = [0.9, 0.999, 1e-3];
  const [a1, a2] = [1 - b1, 1 - b2];
  const rate = learningRate / (1 - b1 ** t);
  const correction = 1 / Math.sqrt(1 - b2 ** t);
  for (let i = 0; i < p.length; i++) {
    const gi = g[i];
    const square = gi * gi;
    const mi = b1 * m[i] + a1 * gi;
    const vi = v[i] - a2 * Math.sign(v[i] - square) * square;
    m[i] = mi;
    v[i] = vi;
    p[i] -= (rate * mi) / (Math.sqrt(vi) * correction + eps);
  }
}

/** Linear warm-up, then a cosine to 0. */
export const warmupCosine = (peak, warmup, total) => (count) =>
  count < warmup
    ? (peak * count) / warmup
    : (peak * (1 + Math.cos((Math.PI * Math.min(count - warmup, total - warmup)) / (total - warmup)))) / 2;

const METHODS = { adam: { update: adam, v0: 0 }, yogi: { update: yogi, v0: 1e-6 } };

/** A function that takes one step on tensors { p, g }, which are copied; `tensors` are what it works on. */
export function naive(optimizer, tensors, learningRate) {
  const { update, v0 } = METHODS[optimizer];
  const own = tensors.map(({ p, g }) => {
    return {
      p: p.slice(),
      g: g.slice(),
      m: new Float32Array(p.length),
      v: new Float32Array(p.length).fill(v0),
    };
  });
  let count = 0;
  const step = () => {
    const rate = typeof learningRate === "number" ? learningRate : learningRate(count);
    count++;
    for (const tensor of own) update(tensor, rate, count);
  };
  return { step, tensors: own };
}
