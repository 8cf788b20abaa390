/**
 * Exercise 1 of Dive into Deep Learning, 12.10: the loss of Adam and Yogi over learning rates, on the book's experiment
 * with airfoil, 50 seeds. Writes docs/exercises/1-learning-rates.md and its figure.
 */
import { areaY, dot, line, ruleY, text } from "@observablehq/plot";
import { deviation, mean } from "d3-array";
import { adam, yogi } from "glissade";
import { defaultRegression } from "glissade/datasets";
import { experiment, leastSquares, scratch } from "glissade/train";
import { colors, draw, endLabels } from "./figure.mjs";
import { isMain, publish, table } from "./publish.mjs";

const rates = [1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1];
const optimizers = { Adam: adam, Yogi: yogi };
const reference = {
  Adam: [".4729", ".3420", ".2530", ".2437", ".2507", ".276", ".343", ".63"],
  Yogi: [".4736", ".3452", ".2543", ".2436", ".2498", ".274", ".335", ".61"],
};

export const exercise = { page: "1-learning-rates", run };

async function run() {
  const data = await defaultRegression();
  const points = [];
  for (const name of Object.keys(optimizers)) {
    for (const rate of rates) points.push({ name, rate, ...(await finalLoss(name, rate, data)) });
  }
  const cells = (name, index) => {
    const point = points.find((other) => other.name === name && other.rate === rates[index]);
    const measured = `${point.mean.toFixed(4)} ± ${point.deviation.toFixed(4)}`;
    return [measured, data.name === "airfoil" ? reference[name][index] : "–"];
  };
  return {
    data,
    tables: {
      losses: table(
        ["rate", "Adam", "reference", "Yogi", "reference"],
        rates.map((rate, index) => [rate, ...cells("Adam", index), ...cells("Yogi", index)]),
      ),
    },
    figures: { "1-learning-rates.svg": figure(points, leastSquares(data).loss) },
  };
}

// #region core
/** Mean and standard deviation of the final loss over 50 seeds: 2 epochs, batches of 10. */
async function finalLoss(name, learningRate, data) {
  const optimizer = optimizers[name]({ learningRate, like: "textbook" });
  const losses = [];
  for (let seed = 0; seed < 50; seed++) {
    losses.push((await experiment(optimizer, data, { ...scratch, seed })).loss);
  }
  return { mean: mean(losses), deviation: deviation(losses) };
}
// #endregion

function figure(points, floor) {
  const lines = { x: "rate", y: "mean", stroke: "name" };
  return draw({
    x: { type: "log", label: "learning rate", tickFormat: String, ticks: [1e-4, 1e-3, 1e-2, 0.1, 1] },
    y: { label: "loss after 2 epochs", domain: [0.2, 0.75], grid: true },
    color: { domain: Object.keys(optimizers), range: [colors.Adam, colors.Yogi] },
    marks: [
      ruleY([floor], { stroke: "currentColor", strokeDasharray: "4 4", strokeOpacity: 0.6 }),
      areaY(points, {
        x: "rate",
        y1: (point) => point.mean - point.deviation,
        y2: (point) => point.mean + point.deviation,
        fill: "name",
        fillOpacity: 0.13,
        clip: true,
      }),
      line(points, { ...lines, strokeWidth: 1.8 }),
      dot(points, { ...lines, fill: "name", r: 2.5 }),
      endLabels(points, { x: "rate", y: "mean" }),
      text(["least squares"], { y: [floor], frameAnchor: "right", dx: 8, textAnchor: "start" }),
    ],
  });
}

if (isMain(import.meta)) await publish(exercise);
