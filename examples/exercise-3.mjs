/**
 * Exercise 3 of Dive into Deep Learning, 12.10: how far Adam stays above the lowest loss with a constant rate, and with a rate
 * that shrinks to 0; airfoil, 20 epochs, 20 seeds. Writes docs/exercises/3-shrinking-rates.md and its figures.
 */
import { dot, line } from "@observablehq/plot";
import { deviation, mean } from "d3-array";
import { adam, cosineDecay, sgd } from "glissade";
import { defaultRegression } from "glissade/datasets";
import { experiment, leastSquares, scratch, trace } from "glissade/train";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { colors, draw, endLabels } from "./figure.mjs";
import { isMain, publish, table } from "./publish.mjs";

const epochs = 20;
const seeds = 20;
const rates = [0.003, 0.01, 0.03, 0.1];
const reference = {
  constant: ["2.1e-4", "2.5e-3", "7.8e-3", "3.2e-2"],
  cosine: ["–", "4.9e-6", "1.3e-5", "3.4e-5"],
};

export const exercise = { page: "3-shrinking-rates", run };

async function run() {
  const data = await defaultRegression();
  const steps = epochs * Math.ceil(data.count / scratch.batchSize);
  const schedules = {
    constant: (rate) => rate,
    cosine: (rate) => cosineDecay({ init: rate, end: 0, steps }),
  };
  const curves = {};
  for (const [name, schedule] of Object.entries(schedules)) {
    curves[name] = [];
    for (const rate of rates) curves[name].push(await excess(schedule(rate), data));
  }
  const cells = (name, index) => {
    const { curve, spread } = curves[name][index];
    const measured = `${curve.at(-1).toExponential(1)} ± ${spread.toExponential(1)}`;
    return [measured, data.name === "airfoil" ? reference[name][index] : "–"];
  };
  return {
    data,
    tables: {
      excess: table(
        ["rate", "constant", "reference", "cosine to 0", "reference"],
        rates.map((rate, index) => [rate, ...cells("constant", index), ...cells("cosine", index)]),
      ),
      steps: await stepTable(),
    },
    figures: { "3-epochs.svg": overEpochs(curves), "3-rates.svg": overRates(curves) },
  };
}

// #region core
/** The loss above that of least squares at the end of each epoch, and its spread over seeds at the last. */
async function excess(learningRate, data) {
  const floor = leastSquares(data).loss;
  const optimizer = adam({ learningRate, like: "textbook" });
  const curves = [];
  for (let seed = 0; seed < seeds; seed++) {
    const options = { ...scratch, epochs, evaluateEvery: data.count, seed };
    curves.push((await experiment(optimizer, data, options)).curve.loss.slice(1));
  }
  return {
    curve: curves[0].map((_, epoch) => mean(curves, (curve) => curve[epoch] - floor)),
    spread: deviation(curves, (curve) => curve.at(-1)),
  };
}
// #endregion

// #region steps
/** The mean length of 1000 steps where gradients are nothing but noise: of one size, their signs by chance. */
async function stepLength(optimizer, size) {
  const random = mersenne(0);
  const noise = (_, gradient) => {
    gradient[0] = uniformFloat64(random) < 0.5 ? size : -size;
  };
  const path = await trace(noise, optimizer, [0], 1000);
  return mean(path.slice(1), ([x], t) => Math.abs(x - path[t][0]));
}
// #endregion

async function stepTable() {
  const learningRate = 0.01;
  const rows = [];
  for (const size of [1, 0.01, 0.0001]) {
    const lengths = [
      await stepLength(sgd({ learningRate }), size),
      await stepLength(adam({ learningRate, like: "textbook" }), size),
    ];
    rows.push([size, ...lengths.map((length) => length.toExponential(1))]);
  }
  return table(["size of the gradient", "step of gradient descent", "step of Adam"], rows);
}

const excessAxis = {
  type: "log",
  label: "loss above least squares",
  grid: true,
  tickFormat: ".0e",
  domain: [1e-6, 0.1],
  ticks: [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1],
};

function overEpochs(curves) {
  const names = Object.keys(curves).flatMap((kind) => rates.slice(1).map((rate) => `${kind} ${rate}`));
  const points = names.flatMap((name) => {
    const [kind, rate] = name.split(" ");
    return curves[kind][rates.indexOf(Number(rate))].curve.map((y, index) => ({ name, epoch: index + 1, y }));
  });
  const at = { x: "epoch", y: "y" };
  return draw({
    marginRight: 120,
    x: { label: "epochs", ticks: 10 },
    y: excessAxis,
    color: { domain: names, range: ["#f0b36b", "#e8871e", "#b35f08", "#c79df2", "#a463f2", "#6f33b8"] },
    marks: [line(points, { ...at, stroke: "name", strokeWidth: 1.8 }), endLabels(points, at)],
  });
}

function overRates(curves) {
  const points = Object.entries(curves).flatMap(([name, byRate]) =>
    byRate.map(({ curve }, index) => ({ name, rate: rates[index], y: curve.at(-1) })),
  );
  const at = { x: "rate", y: "y" };
  return draw({
    x: { type: "log", label: "learning rate (the first, with cosine)", tickFormat: String, ticks: rates },
    y: excessAxis,
    color: { domain: Object.keys(curves), range: [colors.constant, colors.cosine] },
    marks: [
      line(points, { ...at, stroke: "name", strokeWidth: 1.8 }),
      dot(points, { ...at, fill: "name", r: 3 }),
      endLabels(points, at),
    ],
  });
}

if (isMain(import.meta)) await publish(exercise);
