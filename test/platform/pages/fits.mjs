/** Fits of many groups in a page, on this thread and on two workers: how many took part, on what formulas ran, whether the results are the same. */
import { fitCurves } from "/dist/curves/index.js";

const times = Array.from({ length: 40 }, (_, i) => i / 8);
const tables = Array.from({ length: 600 }, (_, k) => ({
  t: times,
  y: times.map((t, i) => 1 + (k % 5) + 4 * Math.exp(-t * (0.3 + (k % 7) / 10)) + 0.02 * Math.sin(7 * i + k)),
}));
const fit = (threads) =>
  fitCurves("y ~ rest + drop*exp(-k*t)", tables, { start: { rest: 1, drop: 3, k: 0.5 }, threads });
const plain = ({ fits }) => JSON.stringify(fits.map(({ fit, error }) => [fit, error?.message]));

const begun = performance.now();
Promise.all([fit(1), fit(2)]).then(
  ([one, two]) => {
    const { threads, device } = two;
    const milliseconds = performance.now() - begun;
    globalThis.outcome = { threads, device, isSame: plain(one) === plain(two), thrown: [], milliseconds };
  },
  (error) => {
    globalThis.outcome = { error: String(error?.stack ?? error) };
  },
);
