/**
 * Adam, Yogi, momentum, Lion and AdamW with clipping by hand, one loop over typed arrays. `naive`: the paper's equations line by line, with the two
 * powers taken out of the loop. `tuned`: everything that is the same for all parameters taken out, one division left.
 * Defaults of Glissade; the benchmark checks that all compute the same.
 */

/** One step of Adam on one tensor, as the equations stand. */
function naiveAdam({ p, g, m, v }, learningRate, t) {
  const [b1, b2, eps] = [0.9, 0.999, 1e-8];
  const [bc1, bc2] = [1 - b1 ** t, 1 - b2 ** t];
  for (let i = 0; i < p.length; i++) {
    m[i] = b1 * m[i] + (1 - b1) * g[i];
    v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
    const mHat = m[i] / bc1;
    const vHat = v[i] / bc2;
    p[i] -= (learningRate * mHat) / (Math.sqrt(vHat) + eps);
  }
}

/** One step of Yogi on one tensor, as the equations stand. */
function naiveYogi({ p, g, m, v }, learningRate, t) {
  const [b1, b2, eps] = [0.9, 0.999, 1e-3];
  const [bc1, bc2] = [1 - b1 ** t, 1 - b2 ** t];
  for (let i = 0; i < p.length; i++) {
    const square = g[i] * g[i];
    m[i] = b1 * m[i] + (1 - b1) * g[i];
    v[i] = v[i] - (1 - b2) * Math.sign(v[i] - square) * square;
    const mHat = m[i] / bc1;
    const vHat = v[i] / bc2;
    p[i] -= (learningRate * mHat) / (Math.sqrt(vHat) + eps);
  }
}

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

/** One step of gradient descent with momentum on one tensor. */
function momentum({ p, g, m }, learningRate) {
  for (let i = 0; i < p.length; i++) {
    const mi = 0.9 * m[i] + g[i];
    m[i] = mi;
    p[i] -= learningRate * mi;
  }
}

/** One step of Lion on one tensor. */
function lion({ p, g, m }, learningRate) {
  const [b1, b2] = [0.9, 0.99];
  const [a1, a2] = [1 - b1, 1 - b2];
  for (let i = 0; i < p.length; i++) {
    const gi = g[i];
    const direction = b1 * m[i] + a1 * gi;
    m[i] = b2 * m[i] + a2 * gi;
    p[i] -= learningRate * ((direction > 0) - (direction < 0));
  }
}

/** The factor that makes the norm over all tensors at most 1. */
function clipping(tensors) {
  let sum = 0;
  for (const { g } of tensors) {
    for (let i = 0; i < g.length; i++) sum += g[i] * g[i];
  }
  return 1 / Math.max(1, Math.sqrt(sum));
}

/** One step of AdamW on one tensor, with gradients that are scaled. */
function adamwClip({ p, g, m, v }, learningRate, t, scale) {
  const [b1, b2, eps, weightDecay] = [0.9, 0.999, 1e-12, 0.01];
  const [a1, a2] = [1 - b1, 1 - b2];
  const rate = learningRate / (1 - b1 ** t);
  const correction = 1 / Math.sqrt(1 - b2 ** t);
  const kept = 1 - learningRate * weightDecay;
  for (let i = 0; i < p.length; i++) {
    const gi = scale * g[i];
    const mi = b1 * m[i] + a1 * gi;
    const vi = b2 * v[i] + a2 * gi * gi;
    m[i] = mi;
    v[i] = vi;
    p[i] = kept * p[i] - (rate * mi) / (Math.sqrt(vi) * correction + eps);
  }
}

/** Linear warm-up, then a cosine to 0. */
export const warmupCosine = (peak, warmup, total) => (count) =>
  count < warmup
    ? (peak * count) / warmup
    : (peak * (1 + Math.cos((Math.PI * Math.min(count - warmup, total - warmup)) / (total - warmup)))) / 2;

const METHODS = {
  adam: { naive: naiveAdam, tuned: adam, v0: 0 },
  yogi: { naive: naiveYogi, tuned: yogi, v0: 1e-6 },
  momentum: { tuned: momentum, v0: 0 },
  lion: { tuned: lion, v0: 0 },
  adamwClip: { tuned: adamwClip, v0: 0, before: clipping },
};

/**
 * A function that takes one step on tensors { p, g }, which are copied; `tensors` are what it works on. `form` is
 * "naive" or "tuned".
 */
export function byHand(form, optimizer, tensors, learningRate) {
  const { [form]: update, v0, before } = METHODS[optimizer];
  const own = tensors.map(({ p, g }) => {
    const zeros = p.slice().fill(0);
    return { p: p.slice(), g: g.slice(), m: zeros, v: zeros.slice().fill(v0) };
  });
  let count = 0;
  const step = () => {
    const rate = typeof learningRate === "number" ? learningRate : learningRate(count);
    count++;
    const all = before?.(own);
    for (const tensor of own) update(tensor, rate, count, all);
  };
  return { step, tensors: own };
}
