/** What all benchmarks share: seeded data, candidates that take turns, medians and quartiles. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
export const collectGarbage = runInNewContext("gc");

/** Parameters and gradients in [-1, 1), the same in every run, as views of `count` equal tensors. */
export function tensorsOf(n, count) {
  let state = 20240817;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
  const [p, g] = [Float32Array.from({ length: n }, random), Float32Array.from({ length: n }, random)];
  const each = n / count;
  const tensors = Array.from({ length: count }, (_, i) => {
    return { p: p.subarray(i * each, (i + 1) * each), g: g.subarray(i * each, (i + 1) * each) };
  });
  return { p, g, tensors };
}

/** Milliseconds that `times` steps take. */
function time(step, times) {
  const start = performance.now();
  for (let i = 0; i < times; i++) step();
  return performance.now() - start;
}

/** Runs a step until it is compiled; then the number of steps that fill a sample. */
function warm(step, { sampleMs, warmMs }) {
  let times = 1;
  let best = Infinity;
  for (let spent = 0; spent < warmMs || times * best < sampleMs; ) {
    const took = time(step, times);
    spent += took;
    best = Math.min(best, took / times);
    if (took < sampleMs) times *= 2;
  }
  return Math.ceil(sampleMs / best);
}

/** Median and quartiles. */
export function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (q) => {
    const at = q * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
    return low + (high - low) * (at % 1);
  };
  return { median: quantile(0.5), q1: quantile(0.25), q3: quantile(0.75) };
}

/**
 * Times the candidates in turn; another one begins in each round, so that none always follows the same neighbour.
 *
 * @param steps - a function that takes one step, by name.
 * @returns seconds a step in each round, by name.
 */
export function takeTurns(steps, { rounds, ...timing }) {
  const names = Object.keys(steps);
  const times = Object.fromEntries(names.map((name) => [name, warm(steps[name], timing)]));
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < names.length; k++) {
      const name = names[(round + k) % names.length];
      samples[name].push(time(steps[name], times[name]) / times[name] / 1e3);
    }
  }
  return samples;
}

/** 0.0000123 s as "12.3 us". */
function duration(seconds) {
  const [factor, unit] = seconds < 1e-6 ? [1e9, "ns"] : seconds < 1e-3 ? [1e6, "us"] : [1e3, "ms"];
  return `${(seconds * factor).toPrecision(3)} ${unit}`;
}

/** A time and half its interquartile range in percent. */
export const shown = ({ median, q1, q3 }) =>
  `${duration(median)} ±${((50 * (q3 - q1)) / median).toFixed(0)}%`.padStart(14);
