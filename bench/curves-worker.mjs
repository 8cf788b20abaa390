/** One contender of bench/curves.mjs in JavaScript: reads the data, then a task a line, and answers with the processor time that it took, garbage collection too. */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fitCurve, fitCurves } from "../dist/curves/index.js";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { data } = JSON.parse((await lines.next()).value);
const { tables, formula, start, peakFormula, peakStart } = data;
const peak = { x: Float64Array.from(data.peak.x), y: Float64Array.from(data.peak.y) };

/** The floor: Gauss and Newton's steps of this one model by hand, with normal equations and Marquardt's lambda, until nothing changes; no errors, no checks. */
function byHand({ x, y }) {
  let [a, b, c] = [1, 1, 0];
  const lossAt = (a, b, c) => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      const left = a * Math.exp(-b * x[i]) + c - y[i];
      sum += left * left;
    }
    return sum;
  };
  let loss = lossAt(a, b, c);
  for (let step = 0, lambda = 1e-3; step < 50; step++) {
    let [aa, ab, ac, bb, bc, ga, gb, gc] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < x.length; i++) {
      const e = Math.exp(-b * x[i]);
      const slope = -a * x[i] * e;
      const left = a * e + c - y[i];
      aa += e * e;
      ab += e * slope;
      ac += e;
      bb += slope * slope;
      bc += slope;
      ga += e * left;
      gb += slope * left;
      gc += left;
    }
    const n = x.length * (1 + lambda);
    const [p, q] = [aa * (1 + lambda), bb * (1 + lambda)];
    const det = p * (q * n - bc * bc) - ab * (ab * n - bc * ac) + ac * (ab * bc - q * ac);
    const da = (ga * (q * n - bc * bc) - ab * (gb * n - bc * gc) + ac * (gb * bc - q * gc)) / det;
    const db = (p * (gb * n - bc * gc) - ga * (ab * n - bc * ac) + ac * (ab * gc - gb * ac)) / det;
    const dc = (p * (q * gc - gb * bc) - ab * (ab * gc - gb * ac) + ga * (ab * bc - q * ac)) / det;
    const next = lossAt(a - da, b - db, c - dc);
    if (next < loss) {
      const isDone = loss - next < 1e-14 * loss;
      [a, b, c, loss, lambda] = [a - da, b - db, c - dc, next, lambda / 10];
      if (isDone) break;
    } else if (lambda > 1e8) break;
    else lambda *= 10;
  }
  return [a, b, c];
}

/** What curve_fit returns besides the parameters: results compute errors when they are asked for. */
const withErrors = (fit) => {
  const found = Object.values(fit.parameters);
  if (!found.every(({ standardError }) => standardError > 0)) throw new Error("no standard error");
  return found.map(({ value }) => value);
};
const manyFits = async (formula, tables, start) =>
  (await fitCurves(formula, tables, { start })).fits.map(({ fit }) => withErrors(fit));

/** The npm package, where it is installed. */
async function marquardt() {
  const require = createRequire(new URL("../tools/curves/nist/package.json", import.meta.url));
  const { levenbergMarquardt } = await import(require.resolve("ml-levenberg-marquardt"));
  const model =
    ([a, b, c]) =>
    (at) =>
      a * Math.exp(-b * at) + c;
  const options = { initialValues: [1, 1, 0], damping: 1e-2, gradientDifference: 1e-6, maxIterations: 30 };
  return () => tables.map((table) => levenbergMarquardt(table, model, options).parameterValues);
}

/** What each task computes: parameters of all fits. */
const tasks = {
  fitCurves: () => manyFits(formula, tables, start),
  fitCurve: () => tables.map((table) => withErrors(fitCurve(formula, table, { start }))),
  "by hand": () => tables.map(byHand),
  npm: await marquardt().catch(() => undefined),
  "large, compiled": () => manyFits(peakFormula, [peak], peakStart),
  large: () => [withErrors(fitCurve(peakFormula, peak, { start: peakStart }))],
};

console.log(JSON.stringify({ versions: `Node ${process.version}`, hasPackage: tasks.npm !== undefined }));
for await (const line of lines) {
  const begin = process.cpuUsage();
  const [first] = await tasks[JSON.parse(line)]();
  const { user, system } = process.cpuUsage(begin);
  console.log(JSON.stringify({ seconds: (user + system) / 1e6, first }));
}
