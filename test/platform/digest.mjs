/**
 * The results of some optimizers after some steps: a hash of the bits of parameters and states for each. It runs unchanged in every
 * engine: it imports nothing, and computes its gradients by operations that are the same everywhere.
 */

/** Hash of bytes that browsers have without https: FNV-1a of 32 bits, twice, from two beginnings. */
function hash(arrays) {
  let [a, b] = [0x811c9dc5, 0x050c5d1f];
  for (const array of arrays) {
    // A NaN's bits are the engine's own.
    const same = array.map((value) => (Number.isNaN(value) ? Number.NaN : value));
    const bytes = new Uint8Array(same.buffer, same.byteOffset, same.byteLength);
    for (const byte of bytes) {
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b ^ byte, 0x01000193) + 1;
    }
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Numbers between -1 and 1: the high bits of a linear congruence. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >> 8) / 2 ** 23;
  };
}

const optimizers = ({
  adafactor,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  lamb,
  lion,
  prodigy,
  scheduleFreeAdamw,
  skipNonFinite,
  warmupCosine,
  yogi,
}) => ({
  adam: adam({ learningRate: 0.01 }),
  "adamw, clipped, by a schedule": chain(
    skipNonFinite(),
    clipByGlobalNorm(1),
    adamw({
      learningRate: warmupCosine({ peak: 0.01, warmup: 10, total: 60 }),
      weightDecay: 0.1,
      where: "*.w",
    }),
  ),
  yogi: yogi(),
  lion: lion({ learningRate: 0.001 }),
  lamb: lamb({ learningRate: 0.01 }),
  adafactor: adafactor({ learningRate: 0.01 }),
  prodigy: prodigy(),
  scheduleFreeAdamw: scheduleFreeAdamw({ learningRate: 0.01 }),
});

function flat(tree) {
  if (typeof tree === "number") return [Float64Array.of(tree)];
  if (ArrayBuffer.isView(tree)) return [tree];
  return Object.keys(tree)
    .sort()
    .flatMap((key) => flat(tree[key]));
}

/** The digest of every optimizer, dtype and device; it is an error if another device did the work. */
export async function digests(glissade, devices = ["js", "wasm"]) {
  const found = {};
  for (const [name, optimizer] of Object.entries(optimizers(glissade))) {
    for (const Elements of [Float32Array, Float64Array]) {
      for (const device of devices) {
        const next = numbers(7);
        const { tensor } = glissade;
        const values = (size) => Elements.from({ length: size }, next);
        const params = { a: { w: tensor(values(37 * 11), [37, 11]), b: values(11) }, c: values(1) };
        const descent = await optimizer.init(params, { device });
        if (descent.device !== device) throw new Error(`expected ${device} at work; got ${descent.device}`);
        const { a, c } = descent.grads;
        for (let step = 0; step < 60; step++) {
          for (const [index, grad] of [a.w, a.b, c].entries()) {
            for (let i = 0; i < grad.length; i++) {
              // Zeros, large and small ones too.
              const scale = i % 13 === 0 ? 1e-20 : i % 17 === 0 ? 1e4 : i % 19 === 0 ? 0 : 1;
              grad[i] = next() * scale * (index + 1);
            }
          }
          descent.step();
        }
        const evaluated = await descent.evalParams();
        found[`${name}, ${Elements.BYTES_PER_ELEMENT * 8} bits, ${device}`] = hash(
          [descent.params, descent.state, evaluated].flatMap(flat),
        );
        descent.dispose();
      }
    }
  }
  for (const device of devices) {
    for (const threads of device === "js" ? [1] : [1, 2, 3]) {
      const name = threads === 1 ? "large" : `large, ${threads} threads`;
      found[`${name}, 32 bits, ${device}`] = await largeDigest(glissade, { device, threads });
    }
  }
  // These compute on the host, whatever devices there are.
  if (devices.includes("js")) {
    for (const Elements of [Float32Array, Float64Array]) {
      const name = `lbfgs, ${Elements.BYTES_PER_ELEMENT * 8} bits, host`;
      found[name] = await closureDigest(glissade.lbfgs(), Elements);
    }
    found["newton, 64 bits, host"] = await closureDigest(glissade.newton(), Float64Array);
    found["curves, 64 bits, host"] = hash(
      curves.map(([formula, table, options]) => numbersOf(glissade.fitCurve(formula, table, options))),
    );
  }
  // It loads its compiler, which a service worker may not.
  if (devices.includes("wasm") && glissade.fitCurves) {
    const fits = [];
    for (const [formula, table, options] of curves) {
      const { fits: own, device } = await glissade.fitCurves(formula, [table], options);
      const expected = /sin|atan|\^b/.test(formula) ? "js" : "wasm";
      if (device !== expected) throw new Error(`expected ${expected} at work; got ${device}`);
      fits.push(numbersOf(own[0].fit));
    }
    found["curves, 64 bits, compiled"] = hash(fits);
  }
  return found;
}

/** Curves to fit: with a start and without, with bounds and a robust loss, in several blocks of rows, by operations that are compiled and others. */
const curves = (() => {
  const next = numbers(5);
  const tableOf = (rows) => {
    const x = Array.from({ length: rows }, (_, i) => (i + 1) / rows);
    return { x, y: x.map((at) => 1 + 3 / (1 + 4 * at * at) + next() / 50) };
  };
  return [
    ["y ~ a*exp(-b*x) + c", tableOf(30), { start: { a: 1, b: 1, c: 0 } }],
    ["y ~ a*exp(-b*x) + c", tableOf(20), {}],
    ["log(y) ~ a + b*atan(c*x)", tableOf(25), { start: { a: 1, b: -1, c: 1 }, bounds: { c: { max: 1.5 } } }],
    ["y ~ a + b*sin(c*x)", tableOf(40), { start: { a: 4, b: -2, c: 1 }, loss: "cauchy", fScale: 0.1 }],
    ["y ~ a - c*x^b", tableOf(30), { start: { a: 4, b: 1, c: 2 } }],
    ["y ~ a/(1 + b*x^2) + c", tableOf(5000), { start: { a: 1, b: 1, c: 0 } }],
  ];
})();

/** What a fit has found, as numbers. */
function numbersOf(fit) {
  const { names, parameters, covariance, loss, rSquared, start } = fit;
  const { values, confidence, prediction } = fit.predict({ x: [0.1, 0.5, 2] });
  const own = names.flatMap((name) => {
    const { value, standardError, interval, t, p } = parameters[name];
    return [value, standardError, interval?.low, interval?.high, t, p, start.values[name]];
  });
  const bands = [confidence, prediction].flatMap(({ low, high }) => [...low, ...high]);
  return Float64Array.from([loss, rSquared, ...own, ...covariance.flat(), ...values, ...bands], Number);
}

/** The digest of an optimizer that evaluates the function itself, on Rosenbrock's of pairs. */
async function closureDigest(optimizer, Elements) {
  const size = 12;
  const descent = await optimizer.init({
    x: Elements.from({ length: size }, (_, i) => (i % 2 ? 1 : -1.2 + i / 16)),
  });
  const { hessian } = descent;
  for (let step = 0; step < 20; step++)
    descent.step(() => {
      const { x } = descent.params;
      let sum = 0;
      for (let i = 0; i < size; i += 2) {
        const [a, b] = [x[i], x[i + 1]];
        const miss = b - a * a;
        descent.grads.x[i] = -400 * miss * a - 2 * (1 - a);
        descent.grads.x[i + 1] = 200 * miss;
        if (hessian) {
          hessian[i * size + i] = 1200 * a * a - 400 * b + 2;
          hessian[i * size + i + 1] = -400 * a;
          hessian[(i + 1) * size + i + 1] = 200;
        }
        sum += 100 * miss * miss + (1 - a) * (1 - a);
      }
      return sum;
    });
  const digest = hash([descent.params, descent.state].flatMap(flat));
  descent.dispose();
  return digest;
}

/** The digest of a descent that is large enough for threads. */
async function largeDigest(glissade, options) {
  const next = numbers(11);
  const { adamw, chain, clipByGlobalNorm, tensor } = glissade;
  const values = (size) => Float32Array.from({ length: size }, next);
  const params = { w: tensor(values(300 * 101), [300, 101]), b: values(5000) };
  const descent = await chain(clipByGlobalNorm(1), adamw({ where: "w" })).init(params, options);
  const { w, b } = descent.grads;
  for (let step = 0; step < 10; step++) {
    for (const grad of [w.data, b]) for (let i = 0; i < grad.length; i++) grad[i] = next();
    descent.step();
  }
  const digest = hash([descent.params, descent.state].flatMap(flat).map((array) => array.slice()));
  descent.dispose();
  return digest;
}
